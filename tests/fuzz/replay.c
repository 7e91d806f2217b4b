/* replay.c: every file of corpus/ through its fuzz target, and changes of it that are the same in every run. Prints TAP.
 *
 *     replay [-v]             all targets, each in a process of its own; -v lets them print
 *     replay [-v] NAME FILE   this input alone, without changes: what scripts/fuzz found */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/whole_file.h"
#include "fuzz.h"

enum { INPUT_MOST = 1 << 20, SECONDS_MOST = 120 };

static const struct Target {
    const char *name;
    int (*take)(const uint8_t *data, size_t size);
    int changes; /* of each file */
} targets[] = {
    {"model", fuzz_model, 150}, {"pairs", fuzz_pairs, 150}, {"line", fuzz_line, 150}, {"lua", fuzz_lua, 20},
    {"lesson", fuzz_lesson, 8}, {"state", fuzz_state, 50},  {"keys", fuzz_keys, 150},
};
enum { TARGETS = sizeof targets / sizeof *targets };

/* What the child works at, for its parent to tell when it dies. */
typedef struct Place {
    char file[256];
    int change; /* 0: the file as it is */
    int files, inputs;
} Place;

/* One of six changes, as a fuzzer makes them. */
static void change(Buffer *bytes, Random *random)
{
    static const char marks[] = "{}[]()\"\\,:=0-9.eE\t\n\r \033\177\377#%";
    if (bytes->length == 0)
        return;
    size_t at = random_below(random, (uint32_t)bytes->length), from = random_below(random, (uint32_t)bytes->length);
    size_t most = bytes->length - (at > from ? at : from), count = 1 + random_below(random, 32);
    switch (random_below(random, 6)) {
    case 0: bytes->text[at] = (char)random_below(random, 256); break;
    case 1: bytes->text[at] ^= (char)(1 << random_below(random, 8)); break;
    case 2: bytes->text[at] = marks[random_below(random, sizeof marks - 1)]; break;
    case 3: memmove(bytes->text + at, bytes->text + from, count < most ? count : most); break;
    case 4: /* takes some bytes out */
        count = count < bytes->length - at ? count : bytes->length - at;
        memmove(bytes->text + at, bytes->text + at + count, bytes->length - at - count);
        bytes->length -= count;
        break;
    default: bytes->length = at;
    }
}

/* A copy of exactly its size, so that a sanitizer sees a step beyond the end. */
static void give(const struct Target *target, const Buffer *bytes, Place *place)
{
    uint8_t *copy = memory_copy(bytes->text, bytes->length);
    target->take(copy, bytes->length);
    free(copy);
    place->inputs++;
}

static void give_file(const struct Target *target, const char *path, int changes, Place *place)
{
    Buffer file = {0};
    Error error;
    if (!whole_file_read(path, INPUT_MOST, &file, &error)) {
        fprintf(stderr, "%s\n", error.message);
        exit(99);
    }
    snprintf(place->file, sizeof place->file, "%s", path);
    for (place->change = 0; place->change <= changes; place->change++) {
        Buffer bytes = {0};
        Random random;
        random_seed_for(&random, (uint64_t)place->change, path + strlen(path) - 8);
        buffer_add_bytes(&bytes, file.text, file.length);
        for (int i = place->change > 0 ? random_between(&random, 1, 4) : 0; i > 0; i--)
            change(&bytes, &random);
        give(target, &bytes, place);
        buffer_free(&bytes);
    }
    buffer_free(&file);
    place->files++;
}

static void give_corpus(const struct Target *target, const char *corpus, Place *place)
{
    char folder[512], path[1024];
    struct dirent **entries;
    snprintf(folder, sizeof folder, "%s/%s", corpus, target->name);
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            give_file(target, path, target->changes, place);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

/* What the program itself prints is nobody's interest here. */
static void silence(void)
{
    int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, STDIN_FILENO);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
}

static bool replayed(const struct Target *target, int number, const char *corpus, Place *place, bool loud)
{
    memset(place, 0, sizeof *place);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (!loud)
            silence();
        alarm(SECONDS_MOST);
        give_corpus(target, corpus, place);
        exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0 && place->files > 0;
    printf("%s %d - %s: %d files, %d inputs\n", good ? "ok" : "not ok", number, target->name, place->files, place->inputs);
    if (!good)
        printf("# status %d, at change %d of %s\n", status, place->change, place->file);
    return good;
}

static char *corpus_folder(void)
{
    char path[1024];
    const char *source = getenv("SEQLAB_SOURCE");
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus", source != NULL ? source : ".");
    return realpath(path, NULL);
}

int main(int count, char **words)
{
    bool loud = count > 1 && strcmp(words[1], "-v") == 0, good = true;
    words += loud;
    count -= loud;
    char *corpus = corpus_folder(), *file = count == 3 ? realpath(words[2], NULL) : NULL;
    Place *place = mmap(NULL, sizeof *place, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED || (count == 1 ? corpus : file) == NULL) {
        fprintf(stderr, "usage: SEQLAB_SOURCE=FOLDER replay [-v] [NAME FILE]\n");
        return 2;
    }
    if (count == 1)
        printf("1..%d\n", TARGETS);
    for (int i = 0; i < TARGETS; i++) {
        if (file == NULL)
            good = replayed(&targets[i], i + 1, corpus, place, loud) && good;
        else if (strcmp(words[1], targets[i].name) == 0)
            give_file(&targets[i], file, 0, place);
    }
    free(corpus);
    free(file);
    return good ? 0 : 1;
}
