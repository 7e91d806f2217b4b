/* test_view_markdown.c: pages of Markdown to the letter, and pages that try to do harm. */
#include "base/random.h"
#include "test.h"
#include "view/markdown.h"
#include "view_check.h"

static Canvas *drawn(Screen screen, const char *markdown)
{
    Canvas *canvas = canvas_open(screen);
    markdown_draw(canvas, markdown);
    return canvas;
}

TEST(headings_and_paragraphs)
{
    assert_picture(drawn(unicode_screen(30),
                         "# 병목\n\n인코더는 문장을 끝까지 읽고\n벡터 *하나*만 **넘깁니다**.\n\n## Try\ntype `train`\\\nnow"),
                   "병목\n"
                   "════\n"
                   "\n"
                   "인코더는 문장을 끝까지 읽고\n"
                   "벡터 하나만 넘깁니다.\n"
                   "\n"
                   "Try\n"
                   "───\n"
                   "\n"
                   "type `train`\n"
                   "now\n");
}

TEST(bold_before_a_particle)
{
    assert_picture(drawn(ascii_screen(60), "경우는 **몇 %**라고 한 **답**은\n**40%**와 **60\n%**입니다.\n\n2**3, 2 ** 3 ** 4, \\*\\*a\\*\\* `**b**`"),
                   "경우는 몇 %라고 한 답은 40%와 60 %입니다.\n\n2**3, 2 ** 3 ** 4, **a** `**b**`\n");
    assert_picture(drawn(ascii_screen(20), "- **99%**입니다\n\n| a | b |\n|---|---|\n| **1%**이 | **2** |\n"),
                   "- 99%입니다\n\na     b\n----  -\n1%이  2\n");
    Canvas *canvas = drawn(ascii_screen(60), "은 **99%**입니다");
    for (int x = 0; x < 10; x++)
        assert_int_equal(canvas_cell(canvas, 0, x)->style, x >= 3 && x < 6 ? STYLE_STRONG : STYLE_PLAIN);
    canvas_close(canvas);
}

TEST(lists)
{
    assert_picture(drawn(ascii_screen(20),
                         "1. first\n2. second item that is long\n   - inner one\n   - 안쪽 둘\n3. third\n\n- a\n- b\n\nend"),
                   "1. first\n"
                   "2. second item that\n"
                   "   is long\n"
                   "   - inner one\n"
                   "   - 안쪽 둘\n"
                   "3. third\n"
                   "\n"
                   "- a\n"
                   "- b\n"
                   "\n"
                   "end\n");
    assert_picture(drawn(unicode_screen(20), "- a\n\n- b\n\n  more"), "• a\n\n• b\n\n  more\n");
}

TEST(code_keeps_its_blanks)
{
    assert_picture(drawn(ascii_screen(20), "see\n```lua\nfor i = 1, 3 do\n  print(i) -- 여기에 설명\n\nend\n```\nthere"),
                   "see\n"
                   "\n"
                   "  for i = 1, 3 do\n"
                   "    print(i) -- 여기\n"
                   "    에 설명\n"
                   "\n"
                   "  end\n"
                   "\n"
                   "there\n");
    const char *machine = "    h1 → h2 → h3\n    ↑    ↑    ↑";
    assert_picture(drawn(unicode_screen(14), machine), "  h1 → h2 → h3\n  ↑    ↑    ↑\n"); /* a picture is whole, */
    assert_picture(drawn(unicode_screen(13), machine), "(A picture\nstands here;\nit needs 14\ncolumns.)\n"); /* or not there */
}

TEST(quotations_rules_and_tables)
{
    assert_picture(drawn(unicode_screen(20), "> 인용한 긴 글을 여기에 씁니다\n\n---\n\n| 종류 | n |\n|---|---:|\n| `dot` | 10 |\n"),
                   "│ 인용한 긴 글을\n"
                   "│ 여기에 씁니다\n"
                   "\n"
                   "────────────────────\n"
                   "\n"
                   "종류    n\n"
                   "─────  ──\n"
                   "`dot`  10\n");
}

TEST(links_entities_and_html)
{
    assert_picture(drawn(ascii_screen(60), "[paper](https://arxiv.org) &lt;EOS&gt; &amp; &#44032;&#x2713; &nope; <b>x</b>"),
                   "paper <https://arxiv.org> <EOS> & 가✓ &nope; <b>x</b>\n");
    assert_picture(drawn(ascii_screen(60), "&#0; &#xD800; &#9999999;"), "\xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD\n");
}

TEST(styles)
{
    Canvas *canvas = drawn((Screen){.columns = 40, .unicode = true, .colors = 256}, "# Head\n`code` **strong** plain");
    assert_int_equal(canvas_cell(canvas, 0, 0)->style, STYLE_HEADING);
    assert_int_equal(canvas_cell(canvas, 3, 0)->style, STYLE_CODE);
    assert_int_equal(canvas_cell(canvas, 3, 5)->style, STYLE_STRONG);
    assert_int_equal(canvas_cell(canvas, 3, 12)->style, STYLE_PLAIN);
    canvas_close(canvas);
}

TEST(it_goes_below_what_is_there)
{
    Canvas *canvas = canvas_open(ascii_screen(20));
    canvas_write(canvas, 0, 0, STYLE_PLAIN, "before");
    markdown_draw(canvas, "text");
    markdown_draw(canvas, "");
    assert_picture(canvas, "before\ntext\n");
}

/* Random strings of what means something in Markdown, on screens of every width. */
TEST(any_page_on_any_screen)
{
    static const char *const parts[] = {"# ", "- ", "1. ", "999999999. ", "> ", "\n", "\n\n", "    ", "`", "```\n", "**",
                                        "_", "[a](", ")", "|", "|---|--:|\n", "가나다 ", "&#", ";", "\xFF", "\033[", "x",
                                        "\\", "---\n", "![", "]", "\t", "<", "\xE2\x80\x8B"};
    Random random = seeded(11);
    for (int round = 0; round < 3000; round++) {
        Buffer page = {0};
        int count = random_between(&random, 0, 40);
        for (int i = 0; i < count; i++)
            buffer_add(&page, parts[random_below(&random, sizeof parts / sizeof *parts)]);
        close_sound(drawn((Screen){.columns = random_between(&random, 1, 40), .unicode = round & 1}, buffer_text(&page)));
        buffer_free(&page);
    }
}

TEST(deep_nesting)
{
    Buffer page = {0};
    for (int i = 0; i < 300; i++)
        buffer_add(&page, i % 2 ? "> " : "- ");
    buffer_add(&page, "deep");
    close_sound(drawn(unicode_screen(30), buffer_text(&page)));
    buffer_free(&page);
}
