/* live.c: the progress of a running command. */
#include "repl/live.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/live_picture.h"
#include "view/bars.h"
#include "view/short_text.h"

static const double first_look = 0.3, picture_seconds = 0.05, first_line = 1, line_seconds = 10;
/* A new job starts its clock at 0. */
static bool due(double seconds, double next, double every) { return seconds >= next || seconds + every < next; }

/* Of several runs: how far all of them are. */
static void draw_runs(const Live *live, Canvas *canvas, const Progress *p)
{
    bool trains = strcmp(p->activity, "train") == 0;
    double done = live->runs > 0 ? (live->runs_done + (trains ? p->fraction : 1)) / live->runs : 0;
    double seconds = live->runs_seconds + (trains ? p->seconds : 0);
    char left[24];
    Buffer note = {0};
    if (live->runs == 0)
        return;
    buffer_format(&note, TEXT("run %d of %d", "훈련 %d/%d회"), live->runs_done + 1, live->runs);
    if (done > 0.01 || seconds > 2)
        buffer_format(&note, TEXT(", %s left", ", %s 남음"), duration_text(seconds * (1 - done) / fmax(done, 1e-3), left));
    progress_draw(canvas, done, buffer_text(&note));
    buffer_free(&note);
}

/* Where nothing is drawn over, a line is added now and then, and shows that the command is still running: a person, who
 * may have it read aloud, gets the first one soon, a pipe only after a while. */
static void tell_line(Live *live, Terminal *terminal, const Progress *progress)
{
    bool person = terminal_capabilities(terminal).interactive;
    if (!due(progress->seconds, live->next_line, line_seconds) || (person && progress->seconds < first_line))
        return;
    live->next_line = progress->seconds + line_seconds;
    if (progress->seconds < first_look)
        return;
    Canvas *canvas = canvas_open(terminal_screen(terminal));
    draw_runs(live, canvas, progress);
    live_draw(canvas, progress, live->paused && !live->answering, 0);
    canvas_cut(canvas, 1);
    terminal_append(terminal, canvas, false);
    canvas_close(canvas);
}

/* What the run is and does, and the keys. */
static void tell_status(const Live *live, Terminal *terminal, const Progress *p)
{
    Buffer text = {0};
    char left[24];
    buffer_format(&text,
                  live->paused ? TEXT("paused: %s, step %ld of %ld", "일시 정지: %s, %ld/%ld단계")
                               : TEXT("training %s, step %ld of %ld", "훈련 중: %s, %ld/%ld단계"),
                  p->subject, p->step, p->steps);
    if (!live->paused && p->seconds_left >= 0)
        buffer_format(&text, TEXT(", %s left", ", %s 남음"), duration_text(p->seconds_left, left));
    if (live->queued > 0)
        buffer_format(&text, TEXT("  |  %d queued", "  |  대기 %d"), live->queued);
    buffer_add(&text, live->paused ? TEXT("  |  Ctrl-P goes on", "  |  Ctrl-P를 누르면 계속")
                                   : TEXT("  |  commands now: help, stop, ...", "  |  쓸 수 있는 명령: help, stop 등"));
    terminal_status(terminal, buffer_text(&text));
    buffer_free(&text);
}

static void show(Live *live, Terminal *terminal, const Progress *progress)
{
    if (live->open && !live->answering && strcmp(progress->activity, "train") == 0)
        tell_status(live, terminal, progress);
    int rows;
    Canvas *canvas = canvas_open(terminal_live_screen(terminal, &rows));
    draw_runs(live, canvas, progress);
    live_draw(canvas, progress, live->paused && !live->answering, rows);
    terminal_live(terminal, canvas);
    canvas_close(canvas);
    live->shown = true;
    live->next_picture = progress->seconds + picture_seconds;
}

/* ---- what a person wants ---- */

static void listen(const Live *live, Terminal *terminal)
{
    terminal_busy(terminal, live->stopped ? TERMINAL_BUSY : live->paused ? TERMINAL_PAUSED : TERMINAL_LISTENS);
}

/* While a line waits, the terminal keeps the next ones. */
static void keep_line(Live *live, Terminal *terminal, char *line)
{
    live->line = line;
    terminal_busy(terminal, TERMINAL_BUSY);
}

/* Ctrl-C takes a line that waits back, and otherwise stops the work: false. Ctrl-D is `quit`; a signal that ends the
 * program asks nothing. */
static bool take_event(Live *live, Terminal *terminal)
{
    char *line = NULL;
    TerminalEvent event = terminal_pump(terminal, 0, &line);
    bool open = live->open && !live->answering;
    if (event == TERMINAL_INTERRUPT && open && live->line != NULL) {
        free(live_answer_begin(live));
        live_answer_end(live, terminal);
    } else if (event == TERMINAL_INTERRUPT || (event == TERMINAL_END && interrupt_requested())) {
        terminal_busy(terminal, TERMINAL_BUSY);
        return false;
    } else if (event == TERMINAL_PAUSE) {
        live->paused = !live->paused;
        live->steps = 0;
        listen(live, terminal);
        live->next_picture = live->next_line = 0;
    } else if (open && event == TERMINAL_LINE) {
        keep_line(live, terminal, line);
        line = NULL;
    } else if (open && event == TERMINAL_END && live->line == NULL) {
        keep_line(live, terminal, memory_string("quit"));
    }
    free(line);
    return true;
}

static WorkWish wish(Live *live, const Progress *progress)
{
    if (!live->open || live->answering)
        return WORK_GOES_ON;
    if (live->stopped)
        return WORK_STOPS;
    if (!live->paused && live->line == NULL)
        return WORK_GOES_ON;
    if (live->line != NULL || live->steps == 0 || !progress->resting)
        return WORK_RESTS;
    live->steps--;
    live->next_picture = 0;
    return WORK_TAKES_A_STEP;
}

WorkWish live_watch(Live *live, Terminal *terminal, bool quiet, const Progress *progress)
{
    TerminalCapabilities can = terminal_capabilities(terminal);
    if (!can.full_screen && !quiet)
        tell_line(live, terminal, progress);
    if (!can.interactive)
        return WORK_GOES_ON;
    if (can.screen.columns != live->columns || can.rows != live->rows) {
        live->next_picture = 0; /* work that rests has no next one by itself */
        live->columns = can.screen.columns;
        live->rows = can.rows;
    }
    if (can.full_screen && progress->seconds > first_look && due(progress->seconds, live->next_picture, picture_seconds))
        show(live, terminal, progress);
    return take_event(live, terminal) ? wish(live, progress) : WORK_STOPS;
}

void live_open(Live *live, Terminal *terminal)
{
    live->open = true;
    listen(live, terminal);
}

char *live_answer_begin(Live *live)
{
    char *line = live->line;
    live->line = NULL;
    live->answering = line != NULL;
    return line;
}

/* The picture is drawn again: another one may have taken its place. */
void live_answer_end(Live *live, Terminal *terminal)
{
    interrupt_clear();
    live->answering = false;
    live->next_picture = 0;
    listen(live, terminal);
}

void live_runs(Live *live, int done, int runs, double seconds)
{
    live->runs = runs;
    live->runs_done = done;
    live->runs_seconds = seconds;
}

void live_end(Live *live, Terminal *terminal)
{
    if (live->answering)
        return;
    if (live->shown)
        terminal_live(terminal, NULL);
    live->shown = live->open = live->paused = live->stopped = live->leaving = false;
    live->steps = 0;
    live->runs = 0;
    live->next_picture = live->next_line = 0;
}

/* ---- the queue ---- */

bool live_queue(Live *live, const char *line)
{
    if (live->queued == QUEUE_MOST)
        return false;
    live->queue[live->queued++] = memory_string(line);
    live->next_picture = 0;
    return true;
}

char *live_queue_take(Live *live)
{
    if (live->queued == 0)
        return NULL;
    char *line = live->queue[0];
    memmove(live->queue, live->queue + 1, (size_t)--live->queued * sizeof *live->queue);
    return line;
}

void live_queue_clear(Live *live)
{
    while (live->queued > 0)
        free(live->queue[--live->queued]);
    live->next_picture = 0;
}

void live_free(Live *live)
{
    free(live->line);
    live_queue_clear(live);
}

void live_idle(Terminal *terminal, const Lab *lab, const char *offered)
{
    ModelInfo info;
    Dataset *dataset = lab_dataset(lab);
    Buffer status = {0};
    if (offered != NULL)
        buffer_format(&status, "Enter: %s", offered);
    if (lab_current_info(lab, &info)) {
        buffer_add(&status, status.length > 0 ? "  |  " : "");
        buffer_format(&status, TEXT(info.steps == 1 ? "model %s, %ld step" : "model %s, %ld steps", "모델 %s, %ld단계"),
                      info.name, info.steps);
    }
    if (dataset != NULL)
        buffer_format(&status, "%s%s %s", status.length > 0 ? "  |  " : "", TEXT("data", "데이터"), dataset_name(dataset));
    buffer_format(&status, "%s%s", status.length > 0 ? "  |  " : "",
                  TEXT("help  lesson  demo  quit", "help 도움말  lesson 수업  demo 시연  quit 끝내기"));
    terminal_status(terminal, buffer_text(&status));
    buffer_free(&status);
}
