/* commands_export.c: `export`: the last result, or the whole session, as a file for others. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/whole_file.h"
#include "repl/builtin_commands.h"
#include "repl/csv.h"
#include "repl/repl.h"
#include "repl/results.h"
#include "repl/written_file.h"
#include "view/canvas.h"

enum { WHAT_LAST, WHAT_SESSION };
enum { ON_DARK, ON_LIGHT };

typedef struct ExportOptions {
    int what, columns, theme;
    bool replace;
} ExportOptions;
static const Option export_rows[] = {
    {"what", OPTION_CHOICE, OPTION_AT(ExportOptions, what), .fallback = "last", .choices = "last|session",
     .help = {"The last result, or all lines of the session with what they showed.",
              "마지막 결과, 또는 세션에서 입력한 모든 줄과 그 결과."}},
    {"columns", OPTION_WHOLE, OPTION_AT(ExportOptions, columns), .fallback = "80", .least = 40, .most = 300,
     .help = {"Width of the picture, in characters.", "그림의 너비(글자 수)."}},
    {"theme", OPTION_CHOICE, OPTION_AT(ExportOptions, theme), .fallback = "dark", .choices = "dark|light",
     .help = {"Background of the picture.", "그림의 배경."}},
    {"replace", OPTION_YES_NO, OPTION_AT(ExportOptions, replace), .fallback = "no",
     .help = {"Replace the file if it exists.", "파일이 이미 있으면 덮어씁니다."}},
    {0},
};
static const Options export_options = {export_rows, .size = sizeof(ExportOptions)};

/* What is exported: a picture, and for a result its value. */
typedef struct Exported {
    const char *title;   /* "attend", "seqlab" */
    Canvas *canvas;
    const json_t *value; /* NULL: the session */
} Exported;

/* ---- formats: one row each ---- */

static bool write_svg(const Exported *exported, Buffer *out)
{
    canvas_to_svg(exported->canvas, exported->title, out);
    return true;
}

static bool write_html(const Exported *exported, Buffer *out)
{
    canvas_to_html(exported->canvas, exported->title, out);
    return true;
}

static bool write_text(const Exported *exported, Buffer *out)
{
    canvas_to_text(exported->canvas, 0, out);
    return true;
}

/* The fence is longer than any row of tildes in the text, so that no text can end it. */
static bool write_markdown(const Exported *exported, Buffer *out)
{
    Buffer text = {0}, fence = {0};
    canvas_to_text(exported->canvas, 0, &text);
    size_t longest = 2;
    for (const char *at = strchr(buffer_text(&text), '~'); at != NULL; at = strchr(at + strspn(at, "~"), '~'))
        longest = strspn(at, "~") > longest ? strspn(at, "~") : longest;
    for (size_t i = 0; i <= longest; i++)
        buffer_add_char(&fence, '~');
    buffer_format(out, "# %s\n\n%s\n%s%s\n", exported->title, buffer_text(&fence), buffer_text(&text),
                  buffer_text(&fence));
    buffer_free(&text);
    buffer_free(&fence);
    return true;
}

static bool write_csv(const Exported *exported, Buffer *out)
{
    return exported->value != NULL && csv_from_json(exported->value, out);
}

static bool write_json(const Exported *exported, Buffer *out)
{
    char *text = exported->value != NULL ? json_dumps(exported->value, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) : NULL;
    if (text != NULL)
        buffer_format(out, "%s\n", text);
    free(text);
    return text != NULL;
}

typedef struct Format {
    const char *ending;
    bool (*write)(const Exported *exported, Buffer *out); /* false: there is nothing of this form in it */
    bool colored;
} Format;
static const Format formats[] = {
    {".svg", write_svg, true}, {".html", write_html, true}, {".md", write_markdown, false},
    {".txt", write_text, false}, {".csv", write_csv, false}, {".json", write_json, false},
};
enum { FORMATS = sizeof formats / sizeof *formats };

static const Format *format_of(const char *path, Error *error)
{
    for (int i = 0; i < FORMATS; i++)
        if (path_ends(path, formats[i].ending))
            return &formats[i];
    error_set(error, ERROR_USAGE, TEXT("the file's ending decides its form: .svg .html .md .txt .csv or .json",
                                       "파일 이름 끝이 형식을 정합니다: .svg .html .md .txt .csv .json"));
    return NULL;
}

/* ---- the command ---- */

/* Draws what is asked for; false if there is none. */
static bool draw_exported(Repl *repl, const ExportOptions *options, bool colored, Exported *exported, Error *error)
{
    static const int backgrounds[] = {[ON_DARK] = 0x16181D, [ON_LIGHT] = 0xFFFFFF};
    const json_t *value = repl_last_result(repl);
    const char *name = json_text(value, "command");
    bool session = options->what == WHAT_SESSION;
    if (!session && value == NULL)
        return error_set(error, ERROR_USAGE,
                         TEXT("there is no result yet: export writes what a command such as attend showed",
                              "아직 결과가 없습니다. export는 attend 같은 명령이 보인 결과를 파일로 씁니다"));
    const Command *command = repl_find_command(repl, name, strlen(name));
    *exported = (Exported){.title = session ? "seqlab" : name, .value = session ? NULL : value};
    exported->canvas = canvas_open((Screen){.columns = options->columns,
                                            .unicode = true,
                                            .colors = colored ? TRUE_COLOR : 0,
                                            .background = backgrounds[options->theme]});
    if (session)
        record_draw(repl_record(repl), exported->canvas);
    else if (command != NULL)
        command_draw(command, value, exported->canvas);
    return true;
}

static bool run_export(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const ExportOptions *options = arguments->options;
    const char *path = arguments->words;
    Exported exported;
    Buffer text = {0};
    if (*path == '\0')
        return error_set(
            error, ERROR_USAGE,
            TEXT("export needs a file: export map.svg", "export 명령에는 파일 이름이 필요합니다: export map.svg"));
    const Format *format = format_of(path, error);
    if (format == NULL || !text_may_be_written(path, repl_scripted(repl), options->replace, error) ||
        !draw_exported(repl, options, format->colored, &exported, error))
        return false;
    bool written = format->write(&exported, &text);
    if (!written)
        error_set(error, ERROR_USAGE, TEXT("'%s' has no numbers for a %s file: use .svg, .html, .md or .txt",
                                           "'%s' 결과에는 %s 파일로 쓸 수치가 없습니다. .svg, .html, .md, .txt를 쓰십시오"),
                  exported.title, format->ending);
    else
        written = whole_file_write(path, 0666, &(FilePart){buffer_text(&text), text.length}, 1, error);
    if (written)
        result->value = json_pack("{s:s, s:s, s:i}", "file", path, "of", exported.title, "bytes", (int)text.length);
    canvas_close(exported.canvas);
    buffer_free(&text);
    return written;
}

static void show_export(const json_t *value, Canvas *canvas)
{
    const char *of = json_text(value, "of");
    if (strcmp(of, "seqlab") == 0)
        marked_format(canvas, 0, TEXT("The session is written to %s.", "세션을 %s에 기록했습니다."), json_text(value, "file"));
    else
        marked_format(canvas, 0, TEXT("The result of `%s` is written to %s.", "`%s`의 결과를 %s에 기록했습니다."), of,
                      json_text(value, "file"));
}

static const Command export_command = {
    .name = "export",
    .usage = {"export FILE [what=last] [columns=80] [theme=dark] [replace=no]",
              "export 파일 [what=last] [columns=80] [theme=dark] [replace=no]"},
    .summary = {"write a result or the session to a file", "결과나 세션을 파일로 씁니다"},
    .options = &export_options,
    .word_means = MEANS_FILE,
    .words_wanted = true,
    .role = ROLE_ASIDE,
    .run = run_export,
    .show = show_export,
};

const Command *const export_family[] = {&export_command, NULL};
