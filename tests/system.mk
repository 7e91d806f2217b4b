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
TESTS += \
	tests/circles.sh \
	tests/house.sh \
	tests/include_table.sh \
	tests/languages.sh \
	tests/lessons.sh \
	tests/program_tmux.sh \
	tests/recipes.sh \
	tests/words.sh
EXTRA_DIST += tests/circles.py tests/languages.py tests/lessons.py tests/lessons/01-words.learner tests/lessons/02-lengths.learner tests/lessons/03-memory.learner tests/lessons/04-gates.learner tests/lessons/05-lstm.learner tests/lessons/06-training.learner tests/lessons/07-bottleneck.learner tests/lessons/08-attention.learner tests/lessons/10-maps.learner tests/recipes.py tests/report.sh
