/* test_term_keys.c: bytes cut into keys, whole and torn. */
#include "base/buffer.h"
#include "term/keys.h"
#include "term/page.h"
#include "test.h"

static const char *const kind_names[] = {"", "", "paste:", "escape", "page-up", "page-down", "wheel-up", "wheel-down", "click"};

/* Text stands as it is, every other key in brackets. */
static void describe(const Keystroke *stroke, Buffer *out)
{
    bool text = stroke->kind == KEYSTROKE_TEXT;
    buffer_format(out, "%s%s", text ? "" : "[", kind_names[stroke->kind]);
    for (size_t i = 0; i < stroke->count && stroke->kind <= KEYSTROKE_PASTE; i++) {
        unsigned char byte = (unsigned char)stroke->bytes[i];
        if (byte < ' ' || byte == 0x7F)
            buffer_format(out, "^%c", byte ^ 0x40);
        else
            buffer_add_char(out, (char)byte);
    }
    if (stroke->kind >= KEYSTROKE_WHEEL_UP)
        buffer_format(out, " %d,%d", stroke->row, stroke->column);
    buffer_add(out, text ? "" : stroke->alt ? " alt]" : "]");
}

static void drain(Keys *keys, long now, Buffer *out)
{
    Keystroke stroke;
    while (keys_next(keys, now, &stroke))
        describe(&stroke, out);
}

/* The same keys must come out however the bytes are torn. */
static void expect_in_steps(const char *bytes, const char *expected, size_t step)
{
    Keys *keys = keys_open();
    Buffer out = {0};
    size_t count = strlen(bytes);
    for (size_t at = 0; at < count; at += step) {
        keys_feed(keys, bytes + at, at + step <= count ? step : count - at, 0);
        drain(keys, 0, &out);
    }
    assert_string_equal(buffer_text(&out), expected);
    assert_int_equal(keys_wait(keys, 0), -1);
    buffer_free(&out);
    keys_close(keys);
}

static void expect(const char *bytes, const char *expected)
{
    for (size_t step = 1; step <= 8; step++)
        expect_in_steps(bytes, expected, step);
    expect_in_steps(bytes, expected, strlen(bytes));
}

TEST(test_characters)
{
    expect("ab\r\x03\x7f", "ab[^M][^C][^?]");
    expect("한é😀", "한é😀");
    expect("\xff" "a\xe0" "b", "\xff" "ab"); /* a torn character goes, the next one stays */
}

TEST(test_sequences)
{
    expect("\033[A\033[1;5Cx", "[^[[A][^[[1;5C]x");
    expect("\033OH\033[3~", "[^[OH][^[[3~]");
    expect("\033b\033한", "[^[b][^[한]");
    expect("\033[[Ax", "[^[[[A]x");
    expect("\033[5~\033[6~\033[5;2~\033[6;3~", "[page-up][page-down][page-up][page-down alt]");
    expect("\033[15~", "[^[[15~]"); /* F5 is no page key */
    expect("\033\033[A", "[escape][^[[A]");
}

TEST(test_reports_are_ignored)
{
    expect("a\033[?62;4cb\033[12;40Rc", "abc");
    expect("a\033[I\033[Ob", "ab");
    expect("a\033]11;rgb:0/0/0\033\\b\033]0;t\ac", "abc");
    expect("\033[<64;10;5M\033[<65;10;5M\033[<0;1;1m\033[<1;1;1M", "[wheel-up 4,9][wheel-down 4,9]");
    expect("\033[<0;7;1M\033[<0M\033[<0;99999999999999999999;3M", "[click 0,6][click -1,-1][click 2,9999]");
}

TEST(test_paste)
{
    expect("a\033[200~one\rtwo \033[A 둘\033[201~b", "a[paste:one^Mtwo ^[[A 둘]b");
    expect("\033[200~\033[201~", "[paste:]");
    expect("\033[201~a", "a");
}

/* Of more than anybody pastes the beginning is kept, and the end is found however it is torn. */
TEST(test_endless_paste)
{
    Keys *keys = keys_open();
    Keystroke stroke;
    char block[4099];
    memset(block, 'x', sizeof block);
    keys_feed(keys, "\033[200~", 6, 0);
    for (int i = 0; i < 1000; i++) {
        keys_feed(keys, block, sizeof block, 0);
        assert_false(keys_next(keys, 0, &stroke));
    }
    static const char end[] = "\033[201~after";
    for (size_t i = 0; i < sizeof end - 1; i++) {
        keys_feed(keys, end + i, 1, 0);
        bool given = keys_next(keys, 0, &stroke);
        assert_int_equal(given, i >= 5);
        if (given)
            assert_int_equal(stroke.kind, i == 5 ? KEYSTROKE_PASTE : KEYSTROKE_TEXT);
        if (i == 5)
            assert_in_range(stroke.count, KEYS_PASTE_BYTES - 16, KEYS_PASTE_BYTES);
    }
    keys_close(keys);
}

static void expect_in_time(const char *bytes, long early, long late, const char *expected)
{
    Keys *keys = keys_open();
    Buffer out = {0};
    keys_feed(keys, bytes, strlen(bytes), 1000);
    drain(keys, 1000 + early, &out);
    assert_string_equal(buffer_text(&out), "");
    assert_in_range(keys_wait(keys, 1000 + early), 1, (uintmax_t)late);
    drain(keys, 1000 + late, &out);
    assert_string_equal(buffer_text(&out), expected);
    buffer_free(&out);
    keys_close(keys);
}

TEST(test_unfinished)
{
    expect_in_time("\033", 39, 40, "[escape]");
    expect_in_time("\033[", 400, 500, "[^[[]");
    expect_in_time("\033[1;5", 400, 500, "");
    expect_in_time("\xed\x95", 400, 500, "");
    expect_in_time("\033[200~half", 100, 60000, "[paste:half]"); /* its end got lost */
}

/* Whatever comes, the decoder comes to an end and gives no more than it got. */
TEST(test_noise)
{
    Random random = seeded(1);
    for (int round = 0; round < 2000; round++) {
        static const char alphabet[] = "\033\033\033[[O]P<;0123456~MIab\a\\\xed\x95\x9c\r";
        char bytes[40];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = alphabet[random_below(&random, sizeof alphabet - 1)];
        Keys *keys = keys_open();
        size_t given = 0;
        Keystroke stroke;
        keys_feed(keys, bytes, sizeof bytes, 0);
        while (keys_next(keys, 100000, &stroke))
            given += stroke.count;
        assert_true(given <= sizeof bytes);
        assert_int_equal(keys_wait(keys, 100000), -1);
        keys_close(keys);
    }
}

/* ---- keys of a page ---- */

/* Names and letters, in brackets what is no character; q closes the page. */
static bool write_key(void *out, const PageKey *key)
{
    static const char *const names[] = {"", "paste:", "up", "down", "left", "right", "home", "end", "page-up", "page-down",
                                        "enter", "escape", "tab", "back-tab", "backspace", "delete", "other"};
    if (key->name == PAGE_KEY_CHARACTER)
        buffer_format(out, "%s%s%c", key->text, key->letter == key->text[0] ? "" : "=", key->letter == key->text[0] ? '.'
                      : key->letter != 0 ? key->letter : '-');
    else
        buffer_format(out, "[%s%s]", names[key->name], key->text);
    return key->letter != 'q';
}

static void expect_page(const char *bytes, const char *expected, bool stays)
{
    Keys *keys = keys_open();
    Buffer out = {0};
    TerminalPage page = {.argument = &out, .key = write_key};
    Keystroke stroke;
    bool open = true;
    keys_feed(keys, bytes, strlen(bytes), 0);
    while (open && keys_next(keys, 100000, &stroke))
        open = page_press(&page, &stroke);
    assert_string_equal(buffer_text(&out), expected);
    assert_int_equal(open, stays);
    buffer_free(&out);
    keys_close(keys);
}

TEST(test_page_keys)
{
    expect_page("\033[A\033OB\033[1;5C\033[D", "[up][down][right][left]", true);
    expect_page("\033[H\033[4~\033[1~\033OF\033[5~\033[6~\033[<64;1;1M", "[home][end][home][end][page-up][page-down][page-up]", true);
    expect_page("\r\t\033[Z\x7f\b\033[3~\033[2~\x01\033x", "[enter][tab][back-tab][backspace][backspace][delete][other][other][other]", true);
    expect_page("a가ㅈㅉㄳéㅂㅃ", "a.가=-ㅈ=wㅉ=Wㄳ=-é=-ㅂ=q", false);
    expect_page("xqy", "x.q.", false); /* a closed page gets no more */
    expect_page("ㅗㅓㅏㅣ\033[200~q한\r\na\x1b\033[201~z", "ㅗ=hㅓ=jㅏ=kㅣ=l[paste:q한  a]z.", true);
    expect_page("\033", "[escape]", true);
}

static int number_of(const char *bytes)
{
    return function_key(&(Keystroke){.kind = KEYSTROKE_KEY, .bytes = bytes, .count = strlen(bytes)});
}

TEST(test_function_keys)
{
    assert_int_equal(number_of("\033OQ"), 2);
    assert_int_equal(number_of("\033[12~"), 2);
    assert_int_equal(number_of("\033[[B"), 2);
    assert_int_equal(number_of("\033OP"), 1);
    assert_int_equal(number_of("\033[15~"), 5);
    assert_int_equal(number_of("\033[17~"), 6);
    assert_int_equal(number_of("\033[19~"), 8);
    assert_int_equal(number_of("\033[20~") + number_of("\r") + number_of("\033[A") + number_of("\033OQx"), 0);
    assert_int_equal(function_key(&(Keystroke){.kind = KEYSTROKE_TEXT, .bytes = "\033OQ", .count = 3}), 0);
}
