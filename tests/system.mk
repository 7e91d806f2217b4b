# tests of the whole: what must hold over all sources, and the program as a person runs it.
dist_check_SCRIPTS += \
	tests/circles.sh \
	tests/house.sh \
	tests/include_table.sh \
	tests/languages.sh \
	tests/lessons.sh \
	tests/program_tmux.sh \
	tests/recipes.sh \
	tests/words.sh
# These read sources only, whatever compiler built the program.
SOURCE_TESTS = \
	tests/circles.sh \
	tests/house.sh \
	tests/include_table.sh \
	tests/languages.sh \
	tests/words.sh
TESTS += $(SOURCE_TESTS) tests/program_tmux.sh
EXTRA_DIST += tests/circles.py tests/languages.py tests/lessons.py tests/lessons tests/planted.sh tests/recipes.py tests/report.sh tests/window.sh
