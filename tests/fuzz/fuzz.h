/* fuzz.h: what the fuzz targets share: where the bytes go that are to be read as a file, and a session without a screen.
 *
 * A target is one function over any bytes. It must return: a crash, a sanitizer's report, an assert or a hang is a finding.
 * clang's libFuzzer calls it (./configure --enable-fuzz CC=clang; scripts/fuzz), and so does replay.c with the files of
 * corpus/ in every `make check`. */
#ifndef SEQLAB_TESTS_FUZZ_H
#define SEQLAB_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "repl/repl.h"

#ifdef SEQLAB_FUZZ
#define FUZZ_TARGET(name) LLVMFuzzerTestOneInput
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
#else
#define FUZZ_TARGET(name) fuzz_##name
#endif

int fuzz_model(const uint8_t *data, size_t size);
int fuzz_pairs(const uint8_t *data, size_t size);
int fuzz_line(const uint8_t *data, size_t size);
int fuzz_lua(const uint8_t *data, size_t size);
int fuzz_lesson(const uint8_t *data, size_t size);
int fuzz_state(const uint8_t *data, size_t size);
int fuzz_keys(const uint8_t *data, size_t size);

/* A folder of this process, removed when it ends; the current folder from the first call on. */
const char *fuzz_folder(void);
/* Writes the bytes to a file in it, "a/b" with its folders, and returns the whole name, valid until the next call. */
const char *fuzz_file(const char *name, const void *bytes, size_t count);

/* One for the process: a terminal that only prints, and no training thread but one. Its state is fuzz_folder()/state, its data
 * fuzz_folder()/data. */
Repl *fuzz_repl(void);
/* As a person would: presses Ctrl-C when that much processor time was used since fuzz_patience, and again each time it was
 * used again. fuzz_patience(0) ends that and forgets what was pressed. */
void fuzz_patience(int milliseconds);

#endif
