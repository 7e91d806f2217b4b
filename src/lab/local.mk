# lab: the workbench.
noinst_LIBRARIES += liblab.a
liblab_a_SOURCES = \
	src/lab/accuracy_parts.h \
	src/lab/autosave.c \
	src/lab/autosave.h \
	src/lab/bench.c \
	src/lab/bench.h \
	src/lab/job.c \
	src/lab/job.h \
	src/lab/job_answer.c \
	src/lab/lab.c \
	src/lab/lab.h \
	src/lab/lab_accuracy.c \
	src/lab/lab_decode.c \
	src/lab/lab_files.c \
	src/lab/lab_fill.c \
	src/lab/lab_gradients.c \
	src/lab/lab_merges.c \
	src/lab/lab_merges.h \
	src/lab/lab_parts.h \
	src/lab/lab_resume.c \
	src/lab/lab_score.c \
	src/lab/lab_snapshots.c \
	src/lab/lab_train.c \
	src/lab/lab_translate.c \
	src/lab/lab_whatif.c \
	src/lab/step_fits.c \
	src/lab/validation.c \
	src/lab/validation.h
