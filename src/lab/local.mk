# lab: the workbench.
noinst_LIBRARIES += liblab.a
liblab_a_SOURCES = \
	src/lab/lab.h
