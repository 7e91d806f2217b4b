# lab: the workbench.
noinst_LIBRARIES += liblab.a
liblab_a_SOURCES = \
	src/lab/accuracy.h \
	src/lab/answer.c \
	src/lab/answer.h \
	src/lab/autosave.c \
	src/lab/autosave.h \
	src/lab/bench.c \
	src/lab/bench.h \
	src/lab/checkpoints.c \
	src/lab/checkpoints.h \
	src/lab/patch.c \
	src/lab/patch.h \
	src/lab/progress.c \
	src/lab/force.c \
	src/lab/force.h \
	src/lab/gradients.c \
	src/lab/gradients.h \
	src/lab/job.c \
	src/lab/job.h \
	src/lab/lab.h \
	src/lab/load_data.c \
	src/lab/load_data.h \
	src/lab/model_file.c \
	src/lab/model_file.h \
	src/lab/models.h \
	src/lab/progress.h \
	src/lab/questions.c \
	src/lab/quiz.c \
	src/lab/quiz.h \
	src/lab/registry.c \
	src/lab/registry_internal.h \
	src/lab/request.c \
	src/lab/request.h \
	src/lab/step.c \
	src/lab/step.h \
	src/lab/train.c \
	src/lab/train.h \
	src/lab/train_options.c \
	src/lab/translate.c \
	src/lab/translate.h \
	src/lab/units.c \
	src/lab/units.h \
	src/lab/validation.c \
	src/lab/validation.h \
	src/lab/whatif.c \
	src/lab/whatif.h
