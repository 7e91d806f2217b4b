/* translate_file.c: answers to all lines of a file.
 *
 * The lines become questions of a quiz, as those of `accuracy` (quiz.h): in groups of like length, in batches, on all
 * threads. Then the file is gone through a second time, to write the answers in the order of its lines. */
#include "lab/translate_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/whole_file.h"
#include "lab/answer.h"
#include "lab/quiz.h"
#include "lab/request.h"
#include "text/encoding.h"
#include "text/pairs_table.h"
#include "text/tokenizer.h"

enum { LENGTHS_TOGETHER = 8, BLOCK = 65536 };

typedef struct FileWork {
    Quiz quiz;
    Request request;       /* the model; its text is the line */
    TranslatedFile *result;
    IntList question;      /* of each line: its number, or -1 */
} FileWork;

/* ---- pipes ---- */

/* Reading or writing a pipe, whose other end may make it wait. */
typedef struct Pipe {
    const char *path;
    bool writes;
    Buffer *text; /* to read into, or to write */
    size_t done;  /* bytes written */
    bool ended;
    Error error;
} Pipe;

static bool is_pipe(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISFIFO(status.st_mode);
}

/* Looks up every 50 ms whether to stop. */
static bool wait_for(const Job *job, struct pollfd *end)
{
    int ready;
    do
        ready = poll(end, 1, 50);
    while (ready <= 0 && !job_stopped(job) && end->fd >= 0);
    return !job_stopped(job);
}

static ssize_t move_block(Pipe *pipe, int file, char *block)
{
    if (pipe->writes)
        return write(file, pipe->text->text + pipe->done, pipe->text->length - pipe->done);
    ssize_t count = read(file, block, BLOCK);
    buffer_add_bytes(pipe->text, block, count > 0 ? (size_t)count : 0);
    return count;
}

static void work_on_pipe(Job *job, void *argument)
{
    Pipe *pipe = argument;
    char *block = memory_new(BLOCK, 1);
    struct pollfd end = {.events = pipe->writes ? POLLOUT : POLLIN};
    do /* a pipe that nobody reads yet cannot be opened for writing (ENXIO) */
        end.fd = open(pipe->path, (pipe->writes ? O_WRONLY : O_RDONLY) | O_NONBLOCK | O_CLOEXEC);
    while (end.fd < 0 && (errno == ENXIO || errno == EINTR) && wait_for(job, &end));
    bool right = end.fd >= 0, waits = true; /* where it gave something, read says sooner than poll that its writer is gone */
    while (right && !pipe->ended && (!waits || wait_for(job, &end))) {
        ssize_t count = move_block(pipe, end.fd, block);
        right = count >= 0 || errno == EAGAIN || errno == EINTR;
        waits = pipe->writes || count < 0;
        pipe->done += count > 0 ? (size_t)count : 0;
        pipe->ended = pipe->writes ? pipe->done == pipe->text->length : count == 0;
        if (!pipe->writes && pipe->done > PAIRS_FILE_BYTES) {
            error_set(&pipe->error, ERROR_DATA, TEXT("%s: more than %d MiB", "%s: %d MiB보다 깁니다"), pipe->path,
                      PAIRS_FILE_BYTES >> 20);
            break;
        }
    }
    if (!right && !job_stopped(job))
        error_set(&pipe->error, ERROR_SYSTEM, "%s: %s", pipe->path, system_reason(errno));
    if (end.fd >= 0)
        close(end.fd);
    free(block);
}

static bool use_pipe(Lab *lab, const char *path, bool writes, Buffer *text, Error *error)
{
    Job job;
    Pipe pipe = {.path = path, .writes = writes, .text = text};
    if (!job_run(lab, &job, "translate", path, work_on_pipe, &pipe) && !pipe.ended)
        error_set(&pipe.error, ERROR_INTERRUPTED, TEXT("stopped waiting for %s", "%s 파이프를 기다리다 멈추었습니다"), path);
    if (!pipe.ended && error != NULL)
        *error = pipe.error;
    return pipe.ended;
}

/* ---- lines in ---- */

/* The line's columns, without the blanks around them: ends each with a NUL. No reference: NULL. */
static char *source_column(char *line, char **reference)
{
    char *tab = strchr(line, '\t'), *next = tab != NULL ? strchr(tab + 1, '\t') : NULL;
    if (next != NULL)
        *next = '\0';
    if (tab != NULL)
        *tab = '\0';
    *reference = tab != NULL ? text_trimmed(tab + 1) : NULL;
    if (*reference != NULL && **reference == '\0')
        *reference = NULL;
    return text_trimmed(line);
}

static void add_source(FileWork *work, const SourceSentence *source)
{
    int length = source->count - 1, row = length / LENGTHS_TOGETHER;
    Pair pair = {.source = source->ids, .source_count = length, .source_text = source->text,
                 .target = source->target, .target_count = source->target_count, .target_text = source->reference};
    quiz_add(&work->quiz, &pair, row < LENGTHS_MOST ? row : LENGTHS_MOST - 1);
    work->result->answers++;
    work->result->unknown += source->unknown;
    work->result->references += source->reference != NULL;
}

static bool ask_line(FileWork *work, const PairsRow *row)
{
    PairsReading *reading = &work->result->reading;
    SourceSentence source;
    Error reason;
    char *reference;
    if (!pairs_row_is_sound(row, reading))
        return false;
    char *line = memory_text(row->start, row->count);
    bool comment = strncmp(line, "# ", 2) == 0; /* before the blanks around the columns go */
    work->request.text = source_column(line, &reference);
    work->request.reference = reference;
    bool blank = *work->request.text == '\0' && reference == NULL;
    bool asked = !blank && !comment && lab_source(work->quiz.lab, &work->request, &source, &reason);
    if (asked) {
        add_source(work, &source);
        source_sentence_free(&source);
    } else if (!blank && !comment) {
        pairs_leave_out(reading, row->line, "%s", reason.message);
    }
    free(line);
    return asked;
}

static bool stopped(const TranslateFileOptions *options, Error *error)
{
    return error_set(error, ERROR_INTERRUPTED, TEXT("stopped: %s is not written", "중단했습니다. %s 파일은 쓰지 않았습니다"),
                     options->out);
}

/* Whether one more line may be asked for. */
static bool may_ask(const FileWork *work, const TranslateFileOptions *options, Error *error)
{
    if (lab_interrupted(work->quiz.lab))
        return stopped(options, error);
    return work->question.count < PAIRS_MOST ||
        error_set(error, ERROR_DATA, TEXT("%s has more than %d lines", "%s 파일의 줄이 %d개를 넘습니다"), options->file,
                  PAIRS_MOST);
}

static bool ask_lines(FileWork *work, const TranslateFileOptions *options, const Buffer *text, Error *error)
{
    PairsTable table = pairs_table_of_lines(text->text, text->length);
    PairsRow row = {0};
    bool right = true;
    while (right && pairs_table_next(&table, &row)) {
        right = may_ask(work, options, error);
        int_list_add(&work->question, right && ask_line(work, &row) ? work->quiz.count - 1 : -1);
    }
    buffer_free(&row.text);
    work->result->lines = work->question.count;
    work->result->reading.good = work->result->answers;
    return right;
}

/* ---- lines out ---- */

static void add_lines(const FileWork *work, const Buffer *text, Buffer *out)
{
    PairsTable table = pairs_table_of_lines(text->text, text->length);
    PairsRow row = {0};
    for (int i = 0; pairs_table_next(&table, &row); i++) {
        if (work->question.item[i] >= 0) {
            const Question *question = &work->quiz.questions[work->question.item[i]];
            buffer_format(out, "%s\t", question->source_text);
            lab_answer_text(work->quiz.entry, question->answer, question->answer_count, out);
            if (question->reference_count > 0)
                buffer_format(out, "\t%s", question->references[0].text);
        } else if (row.count <= PAIRS_LINE_BYTES && row.count > 1 && memcmp(row.start, "# ", 2) == 0) {
            buffer_add_bytes(out, row.start, row.count);
        }
        buffer_add_char(out, '\n');
    }
    buffer_free(&row.text);
}

static bool write_lines(FileWork *work, const Buffer *text, const char *path, Error *error)
{
    Buffer out = {0};
    add_lines(work, text, &out);
    bool written = is_pipe(path) ? use_pipe(work->quiz.lab, path, true, &out, error)
                                 : whole_file_write(path, 0666, &(FilePart){buffer_text(&out), out.length}, 1, error);
    buffer_free(&out);
    return written;
}

/* ---- the whole ---- */

static bool none_translated(const TranslateFileOptions *options, const PairsReading *reading, Error *error)
{
    Buffer text = {0};
    pairs_reading_text(reading, &text);
    error_set(error, ERROR_DATA, TEXT("%s has no line to translate. %s", "%s 파일에 번역할 줄이 없습니다. %s"), options->file,
              buffer_text(&text));
    buffer_free(&text);
    return false;
}

static bool answer_lines(FileWork *work, const TranslateFileOptions *options, const Buffer *text, Error *error)
{
    Quiz *quiz = &work->quiz;
    if (!ask_lines(work, options, text, error))
        return false;
    if (quiz->count == 0)
        return none_translated(options, &work->result->reading, error);
    quiz_share_references(quiz);
    bool whole = quiz_answer(quiz, "translate");
    if (!model_take_failure(quiz->entry->model, error) && whole) /* of a custom part */
        return write_lines(work, text, options->out, error);
    return whole ? false : stopped(options, error);
}

bool lab_translate_file(Lab *lab, const char *model, const TranslateFileOptions *options, TranslatedFile *result,
                        Error *error)
{
    LabModel *entry = lab_find(lab, model, error);
    Buffer text = {0};
    *result = (TranslatedFile){.reading = {.encoding = "UTF-8"}, .scores = {.rows = LENGTHS_MOST}};
    if (entry == NULL || (!is_pipe(options->out) && !whole_file_may_write(options->out, error)))
        return false;
    snprintf(result->scores.model, sizeof result->scores.model, "%s", entry->name);
    AccuracyOptions asking = {.search = options->search};
    FileWork work = {.quiz = {.lab = lab, .entry = entry, .options = &asking, .result = &result->scores},
                     .request = {.model = model}, .result = result};
    bool done = (is_pipe(options->file) ? use_pipe(lab, options->file, false, &text, error)
                                        : whole_file_read(options->file, PAIRS_FILE_BYTES, &text, error)) &&
        (result->reading.encoding = encoding_read(&text, options->file, error)) != NULL &&
        answer_lines(&work, options, &text, error);
    if (done)
        quiz_score(&work.quiz);
    quiz_free(&work.quiz);
    free(work.question.item);
    buffer_free(&text);
    return done;
}
