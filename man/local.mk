# man: the manuals, and the long help of each command, in both languages. The program has the help inside.
dist_man_MANS = man/seqlab.1 man/seqlab-lessons.7 man/seqlab-lua.7
mankodir = $(mandir)/ko/man1
dist_manko_DATA = man/ko/seqlab.1
mankolessonsdir = $(mandir)/ko/man7
dist_mankolessons_DATA = man/ko/seqlab-lessons.7 man/ko/seqlab-lua.7
help_pages = \
	man/help/accuracy.en.md \
	man/help/accuracy.ko.md \
	man/help/answer.en.md \
	man/help/answer.ko.md \
	man/help/attend.en.md \
	man/help/attend.ko.md \
	man/help/attention.en.md \
	man/help/attention.ko.md \
	man/help/beam.en.md \
	man/help/beam.ko.md \
	man/help/bench.en.md \
	man/help/bench.ko.md \
	man/help/cell.en.md \
	man/help/cell.ko.md \
	man/help/checkpoint.en.md \
	man/help/checkpoint.ko.md \
	man/help/claims.en.md man/help/claims.ko.md \
	man/help/clear.en.md man/help/clear.ko.md \
	man/help/compare.en.md \
	man/help/compare.ko.md \
	man/help/curves.en.md man/help/curves.ko.md \
	man/help/data.en.md \
	man/help/data.ko.md \
	man/help/demo.en.md \
	man/help/demo.ko.md \
	man/help/explain.en.md \
	man/help/explain.ko.md \
	man/help/export.en.md \
	man/help/export.ko.md \
	man/help/force.en.md \
	man/help/force.ko.md \
	man/help/explore.en.md \
	man/help/explore.ko.md \
	man/help/formula.en.md \
	man/help/formula.ko.md \
	man/help/gates.en.md \
	man/help/gates.ko.md \
	man/help/glossary.en.md \
	man/help/glossary.ko.md \
	man/help/gradients.en.md \
	man/help/gradients.ko.md \
	man/help/heads.en.md \
	man/help/heads.ko.md \
	man/help/help.en.md \
	man/help/help.ko.md \
	man/help/lang.en.md \
	man/help/lang.ko.md \
	man/help/lesson.en.md \
	man/help/lesson.ko.md \
	man/help/lr.en.md \
	man/help/lr.ko.md \
	man/help/machine.en.md \
	man/help/machine.ko.md \
	man/help/model.en.md \
	man/help/model.ko.md \
	man/help/neighbors.en.md \
	man/help/neighbors.ko.md \
	man/help/next.en.md \
	man/help/next.ko.md \
	man/help/open.en.md \
	man/help/open.ko.md \
	man/help/patch.en.md \
	man/help/patch.ko.md \
	man/help/pause.en.md \
	man/help/pause.ko.md \
	man/help/queue.en.md \
	man/help/queue.ko.md \
	man/help/reproduce.en.md man/help/reproduce.ko.md \
	man/help/quit.en.md \
	man/help/quit.ko.md \
	man/help/resume.en.md \
	man/help/resume.ko.md \
	man/help/sample.en.md \
	man/help/sample.ko.md \
	man/help/save.en.md \
	man/help/save.ko.md \
	man/help/states.en.md \
	man/help/states.ko.md \
	man/help/step.en.md \
	man/help/step.ko.md \
	man/help/stop.en.md \
	man/help/stop.ko.md \
	man/help/sweep.en.md \
	man/help/sweep.ko.md \
	man/help/tokens.en.md \
	man/help/tokens.ko.md \
	man/help/trace.en.md \
	man/help/trace.ko.md \
	man/help/train.en.md \
	man/help/train.ko.md \
	man/help/translate.en.md \
	man/help/translate.ko.md \
	man/help/trust.en.md \
	man/help/trust.ko.md \
	man/help/units.en.md \
	man/help/units.ko.md \
	man/help/whatif.en.md \
	man/help/whatif.ko.md \
	man/terms.en.md \
	man/terms.ko.md
EXTRA_DIST += $(help_pages) build-aux/help-pages man/generate.py man/seqlab.1.in man/ko/seqlab.1.in \
	man/seqlab-lessons.7.in man/ko/seqlab-lessons.7.in man/seqlab-lua.7.in man/ko/seqlab-lua.7.in \
	man/pictures/attention.svg man/pictures/attention.ko.svg

# Writes the manuals again; to be run after a change of the table, of man/help or of a template.
manual: seqlab
	for manual in en:man/seqlab.1 ko:man/ko/seqlab.1 en:man/seqlab-lessons.7 ko:man/ko/seqlab-lessons.7 \
	    en:man/seqlab-lua.7 ko:man/ko/seqlab-lua.7; do \
		python3 '$(srcdir)/man/generate.py' ./run "$${manual%%:*}" '$(srcdir)'/"$${manual#*:}.in" >manual-new && \
		mv manual-new '$(srcdir)'/"$${manual#*:}" || exit 1; \
	done
.PHONY: manual

# Long help as C strings, by name.
nodist_librepl_a_SOURCES = src/repl/help_pages.c
src/repl/help_pages.c: $(help_pages) build-aux/help-pages man/local.mk
	$(AM_V_GEN)$(MKDIR_P) src/repl && cd $(srcdir) && \
	$(AWK) -f build-aux/help-pages $(help_pages) >'$(abs_builddir)/$@-new' && mv '$(abs_builddir)/$@-new' '$(abs_builddir)/$@'
CLEANFILES += src/repl/help_pages.c
