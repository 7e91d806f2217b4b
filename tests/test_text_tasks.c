/* test_text_tasks.c: copies, reversals, sorted sequences; the published tasks order and scan; and dates against a calendar
 * and a reader of their own. */
#include "base/unicode.h"
#include "small_dataset.h"
#include "test.h"
#include "text/data_sources.h"
#include "text/dates.h"
#include "text/sequences.h"

TEST(symbols_are_all_different_characters)
{
    char symbol[SYMBOLS_MOST][8];
    for (int i = 0; i < SYMBOLS_MOST; i++) {
        sequence_symbol(i, symbol[i]);
        assert_int_equal(utf8_cluster(symbol[i], strlen(symbol[i])), strlen(symbol[i]));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(symbol[i], symbol[j]);
    }
    assert_string_equal(symbol[0], "a");
    assert_string_equal(symbol[62], "가");
}

static void check_alignment(const DataSource *task, const int *expected)
{
    const int source[] = {3, 1, 2, 1};
    int alignment[4];
    assert_int_equal(task->align(source, 4, alignment), 4);
    assert_memory_equal(alignment, expected, sizeof alignment);
}

TEST(tasks_answer_as_they_should)
{
    check_alignment(&task_copy, (int[]){0, 1, 2, 3});
    check_alignment(&task_reverse, (int[]){3, 2, 1, 0});
    check_alignment(&task_sort, (int[]){1, 3, 2, 0});
}

/* ---- several tasks: the first token says which ---- */

static int compare_symbols(const void *a, const void *b) { return *(const char *)a - *(const char *)b; }

/* The symbols of a text without its blanks. */
static int symbols_of(const char *text, char *out)
{
    int count = 0;
    for (; *text != '\0'; text++)
        if (*text != ' ')
            out[count++] = *text;
    return count;
}

/* Which of the tasks the pair is of; its target and alignment must be that task's. */
static int check_prefixed(const Dataset *dataset, const Pair *pair)
{
    static const char *const names[] = {"sort", "copy", "reverse"};
    const char *name = vocabulary_token(dataset_vocabulary(dataset, SIDE_SOURCE), pair->source[0]);
    char source[32], target[32], wanted[32];
    int which = 0;
    while (strcmp(name, names[which]) != 0)
        assert_true(++which < 3);
    assert_memory_equal(pair->source_text, name, strlen(name));
    int count = symbols_of(pair->source_text + strlen(name), source);
    assert_int_equal(pair->source_count, count + 1);
    assert_int_equal(pair->target_count, count);
    assert_int_equal(symbols_of(pair->target_text, target), count);
    for (int i = 0; i < count; i++) {
        wanted[i] = source[which == 2 ? count - 1 - i : i];
        assert_int_equal(target[i], source[pair->alignment[i] - 1]);
    }
    if (which == 0)
        qsort(wanted, (size_t)count, 1, compare_symbols);
    assert_memory_equal(target, wanted, (size_t)count);
    return which;
}

TEST(the_prefix_names_the_task)
{
    enum { PAIRS = 300 };
    int times[3] = {0};
    const DatasetOptions options = {.tasks = "sort,copy,reverse", .symbols = 6, .length_least = 2, .length_most = 9};
    Drawing drawing = open_drawing(open_options(options), 1);
    for (int i = 0; i < PAIRS; i++) {
        assert_true(draw(&drawing, (Split)(i % 3), 0));
        times[check_prefixed(drawing.dataset, &drawing.pair)]++;
    }
    for (int i = 0; i < 3; i++)
        assert_in_range(times[i], PAIRS / 5, PAIRS / 2);
    assert_false(draw(&drawing, SPLIT_TRAINING, 1)); /* a name alone */
    assert_int_equal(dataset_target_most(drawing.dataset), 8);
    close_drawing(&drawing);
}

/* ---- order ---- */

/* The letters of task 6a: E first, B last, X or Y after 10 to 20 and after 50 to 60 others, and nowhere else. */
TEST(order_hides_two_letters)
{
    static const char *const classes[] = {"Q", "R", "S", "U"};
    Drawing drawing = open_drawing(open_options((DatasetOptions){.task = "order", .seed = 1}), 1);
    const Vocabulary *targets = dataset_vocabulary(drawing.dataset, SIDE_TARGET);
    const Pair *pair = &drawing.pair;
    for (int i = 0; i < 200; i++) {
        int found = 0, place[2], class = 0;
        assert_true(draw(&drawing, SPLIT_TRAINING, 0));
        assert_in_range(pair->source_count, 100, 110);
        for (int k = 0; k < pair->source_count; k++) {
            char letter = pair->source_text[2 * k];
            assert_true((letter == 'E') == (k == 0) && (letter == 'B') == (k == pair->source_count - 1));
            if (letter == 'X' || letter == 'Y') {
                assert_in_range(found, 0, 1);
                place[found++] = k;
                class = 2 * class + (letter == 'Y');
            }
        }
        assert_int_equal(found, 2);
        assert_in_range(place[0], 10, 20);
        assert_in_range(place[1], 50, 60);
        assert_string_equal(pair->target_text, classes[class]);
        assert_string_equal(vocabulary_token(targets, pair->target[0]), classes[class]);
    }
    assert_false(draw(&drawing, SPLIT_TRAINING, 9));
    close_drawing(&drawing);
}

/* ---- scan ---- */

/* The answer to a command, and which split has it; fails unless it is there once. */
static Split find_command(const Dataset *dataset, const char *command, const char *actions)
{
    int found = 0;
    Split split = SPLIT_VALIDATION;
    Pair pair;
    for (Split in = SPLIT_TRAINING; in <= SPLIT_TEST; in++)
        for (int i = 0; dataset_pair(dataset, in, i, &pair); i++)
            if (strcmp(pair.source_text, command) == 0) {
                assert_string_equal(pair.target_text, actions);
                split = in;
                found++;
            }
    assert_int_equal(found, 1);
    return split;
}

static Dataset *open_scan(ScanSplit split, int training, int test)
{
    Dataset *dataset = open_options((DatasetOptions){.task = "scan", .split = split, .seed = 1});
    assert_int_equal(dataset_count(dataset, SPLIT_TRAINING), training);
    assert_int_equal(dataset_count(dataset, SPLIT_VALIDATION), 0);
    assert_int_equal(dataset_count(dataset, SPLIT_TEST), test);
    return dataset;
}

/* Lake and Baroni's 20,910 commands, the examples of their paper, and what tells commands apart. */
TEST(scan_has_the_published_commands)
{
    Dataset *dataset = open_scan(SCAN_SIMPLE, 16728, 4182);
    find_command(dataset, "jump", "JUMP");
    find_command(dataset, "jump left", "LTURN JUMP");
    find_command(dataset, "jump around right", "RTURN JUMP RTURN JUMP RTURN JUMP RTURN JUMP");
    find_command(dataset, "turn left twice", "LTURN LTURN");
    find_command(dataset, "turn opposite right", "RTURN RTURN");
    find_command(dataset, "jump opposite left and walk thrice", "LTURN LTURN JUMP WALK WALK WALK");
    find_command(dataset, "jump opposite left after walk around left",
                 "LTURN WALK LTURN WALK LTURN WALK LTURN WALK LTURN LTURN JUMP");
    find_command(dataset, "jump around left twice and walk opposite right thrice",
                 "LTURN JUMP LTURN JUMP LTURN JUMP LTURN JUMP LTURN JUMP LTURN JUMP LTURN JUMP LTURN JUMP "
                 "RTURN RTURN WALK RTURN RTURN WALK RTURN RTURN WALK");
    dataset_close(dataset);
}

TEST(scan_by_length_tests_longer_actions)
{
    int most[SPLITS] = {0}, least[SPLITS] = {99, 99, 99};
    Pair pair;
    Dataset *dataset = open_scan(SCAN_LENGTH, 16990, 3920);
    for (Split split = SPLIT_TRAINING; split <= SPLIT_TEST; split++)
        for (int i = 0; dataset_pair(dataset, split, i, &pair); i++) {
            most[split] = pair.target_count > most[split] ? pair.target_count : most[split];
            least[split] = pair.target_count < least[split] ? pair.target_count : least[split];
        }
    assert_int_equal(most[SPLIT_TRAINING], 22);
    assert_int_equal(least[SPLIT_TEST], 24);
    assert_int_equal(most[SPLIT_TEST], 48);
    dataset_close(dataset);
}

TEST(scan_adds_jump_alone)
{
    int alone = 0;
    Pair pair;
    Dataset *dataset = open_scan(SCAN_ADD_JUMP, 14670, 7706);
    for (int i = 0; dataset_pair(dataset, SPLIT_TRAINING, i, &pair); i++) {
        bool is_jump = strcmp(pair.source_text, "jump") == 0;
        alone += is_jump;
        assert_true(is_jump || strstr(pair.source_text, "jump") == NULL);
    }
    assert_int_equal(alone, 14670 / 10);
    for (int i = 0; dataset_pair(dataset, SPLIT_TEST, i, &pair); i++)
        assert_non_null(strstr(pair.source_text, "jump"));
    dataset_close(dataset);
}

TEST(scan_takes_lengths)
{
    Dataset *dataset = open_options((DatasetOptions){.task = "scan", .length_most = 1, .seed = 1});
    assert_int_equal(dataset_count(dataset, SPLIT_TRAINING) + dataset_count(dataset, SPLIT_TEST), 4);
    assert_int_equal(dataset_passed_over(dataset), 20906);
    dataset_close(dataset);
    Error error = {0};
    assert_null(dataset_open(&(DatasetOptions){.task = "scan", .length_least = 10}, &error));
    assert_non_null(strstr(error.message, "none of its 20910 pairs has a source of 10"));
}

/* ---- the list ---- */

TEST(sources_are_described)
{
    assert_string_equal(data_task_name(0), "copy");
    assert_string_equal(data_grammar_name(1), "en-ko");
    assert_null(data_grammar_name(2));
    for (int family = FROM_FILE; family < SOURCE_FAMILIES; family++)
        for (int i = 0; data_source_at((SourceFamily)family, i) != NULL; i++) {
            const DataSource *source = data_source_at((SourceFamily)family, i);
            assert_true(source->help.english[0] != '\0' && source->help.korean[0] != '\0');
            assert_true((source->symbols_most > 0) == data_source_takes(source, "symbols"));
        }
}

/* Whether the option has an effect on these data; `only` is what it applies to, or part of that. */
static void check_applies(DatasetOptions options, const char *name, bool applies, const char *only)
{
    OptionList list = options_list(&dataset_table);
    Buffer text = {0};
    int index = options_find(&list, name);
    assert_true(option_applies(&list, index, &options) == applies);
    option_applies_text(list.at[index].option, &text);
    if (strstr(buffer_text(&text), only) == NULL)
        fail_msg("%s: %s lacks %s", name, buffer_text(&text), only);
    buffer_free(&text);
}

TEST(options_apply_to_those_that_take_them)
{
    check_applies((DatasetOptions){.task = "picture"}, "noise", true, "task=picture");
    check_applies((DatasetOptions){.task = "picture"}, "symbols", true, "task=copy|reverse|sort");
    check_applies((DatasetOptions){.task = "dates"}, "symbols", false, "|picture or tasks=...");
    check_applies((DatasetOptions){.tasks = "copy,sort"}, "symbols", true, "tasks=...");
    check_applies((DatasetOptions){.tasks = "copy,sort"}, "noise", false, "task=picture");
    check_applies((DatasetOptions){.grammar = "ko-en"}, "symbols", false, "task=");
    check_applies((DatasetOptions){.file = "a.tsv"}, "swap", true, "file=...");
    check_applies((DatasetOptions){.task = "copy"}, "swap", false, "file=...");
}

/* ---- the calendar ---- */

static bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Sakamoto's rule: 0 is Sunday. */
static int weekday_of(int year, int month, int day)
{
    static const int shift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    year -= month < 3;
    return (year + year / 4 - year / 100 + year / 400 + shift[month - 1] + day) % 7;
}

TEST(days_follow_each_other)
{
    int year = 1970, month = 1, day = 1;
    for (int number = 0; number < DATE_COUNT; number++) {
        Date date = date_of_number(number);
        assert_int_equal(date.year, year);
        assert_int_equal(date.month, month);
        assert_int_equal(date.day, day);
        assert_int_equal(date.weekday, weekday_of(year, month, day));
        if (++day > days_of(year, month)) {
            day = 1;
            year += month == 12;
            month = month % 12 + 1;
        }
    }
    assert_int_equal(year, 2030);
}

/* ---- a reader of dates, which sees the text alone ---- */

typedef struct Reading {
    int number[3], digits[3], numbers; /* in the order of the text */
    int month;                         /* by name, or 0 */
    int weekday;                       /* by name, or -1 */
} Reading;

static int index_of_prefix(const char *word, const char *const *names, int count, size_t letters)
{
    for (int i = 0; i < count; i++)
        if (strncmp(word, names[i], letters) == 0)
            return i;
    return -1;
}

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                     "jul", "aug", "sep", "oct", "nov", "dec"};
static const char *const weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
static const char *const korean_weekdays[] = {"일", "월", "화", "수", "목", "금", "토"};

static void read_numbers(const char *text, Reading *reading)
{
    for (const char *at = text; *at != '\0';) {
        if (*at < '0' || *at > '9') {
            at++;
            continue;
        }
        char *end;
        long number = strtol(at, &end, 10);
        assert_true(reading->numbers < 3);
        reading->number[reading->numbers] = (int)number;
        reading->digits[reading->numbers++] = (int)(end - at);
        at = end;
    }
}

static void read_english_names(const char *text, Reading *reading)
{
    char word[DATE_TEXT_LENGTH];
    size_t letters = 0;
    for (const char *at = text;; at++) {
        char letter = (char)(*at | 0x20);
        if (letter >= 'a' && letter <= 'z') {
            word[letters++] = letter;
            continue;
        }
        word[letters] = '\0';
        if (letters >= 3) {
            int month = index_of_prefix(word, months, 12, 3), weekday = index_of_prefix(word, weekdays, 7, 3);
            reading->month = month >= 0 ? month + 1 : reading->month;
            reading->weekday = weekday >= 0 ? weekday : reading->weekday;
        }
        letters = 0;
        if (*at == '\0')
            return;
    }
}

static int full_year(const Reading *reading, int i)
{
    int year = reading->number[i];
    if (reading->digits[i] == 4)
        return year;
    assert_int_equal(reading->digits[i], 2);
    return year >= 70 ? 1900 + year : 2000 + year;
}

static Date read_english(const char *text)
{
    Reading reading = {.weekday = -1};
    Date date;
    read_numbers(text, &reading);
    read_english_names(text, &reading);
    if (reading.month > 0) {
        assert_int_equal(reading.numbers, 2);
        date = (Date){full_year(&reading, 1), reading.month, reading.number[0], reading.weekday};
    } else if (reading.digits[0] == 4) {
        date = (Date){reading.number[0], reading.number[1], reading.number[2], -1};
    } else if (strchr(text, '/') != NULL) {
        date = (Date){full_year(&reading, 2), reading.number[0], reading.number[1], -1};
    } else {
        assert_non_null(strchr(text, '.'));
        date = (Date){full_year(&reading, 2), reading.number[1], reading.number[0], -1};
    }
    return date;
}

static int korean_weekday(const char *text)
{
    const char *bracket = strchr(text, '('), *long_name = strstr(text, "요일");
    if (bracket != NULL)
        return index_of_prefix(bracket + 1, korean_weekdays, 7, 3);
    return long_name != NULL ? index_of_prefix(long_name - 3, korean_weekdays, 7, 3) : -1;
}

static Date read_korean(const char *text)
{
    Reading reading = {0};
    read_numbers(text, &reading);
    assert_int_equal(reading.numbers, 3);
    const char *year = strstr(text, "년"), *month = strstr(text, "월 ");
    if (year != NULL && month != NULL && month < year)
        return (Date){full_year(&reading, 2), reading.number[0], reading.number[1], korean_weekday(text)};
    return (Date){full_year(&reading, 0), reading.number[1], reading.number[2], korean_weekday(text)};
}

static void check_written(Language language, int pattern, Date date, bool capitals)
{
    char text[DATE_TEXT_LENGTH];
    size_t count = date_write(language, pattern, date, capitals, text);
    assert_int_equal(count, strlen(text));
    Date read = language == LANGUAGE_KOREAN ? read_korean(text) : read_english(text);
    bool weekday_right = read.weekday < 0 || read.weekday == weekday_of(date.year, date.month, date.day);
    if (read.year != date.year || read.month != date.month || read.day != date.day || !weekday_right)
        fail_msg("\"%s\" stands for %d-%d-%d", text, date.year, date.month, date.day);
}

/* The reader sees only the text, so this also shows that no text stands for two days. */
TEST(written_dates_are_right)
{
    for (Language language = LANGUAGE_ENGLISH; language <= LANGUAGE_KOREAN; language++)
        for (int number = 0; number < DATE_COUNT; number++)
            for (int pattern = 0; pattern < date_pattern_count(language); pattern++)
                check_written(language, pattern, date_of_number(number), number % 2 == 0);
}

static void check_has(Language language, Date date, const char *wanted)
{
    char text[DATE_TEXT_LENGTH];
    for (int pattern = 0; pattern < date_pattern_count(language); pattern++)
        for (int capitals = 0; capitals < 2; capitals++) {
            date_write(language, pattern, date, capitals != 0, text);
            if (strcmp(text, wanted) == 0)
                return;
        }
    fail_msg("no pattern writes \"%s\"", wanted);
}

TEST(common_ways_are_there)
{
    check_has(LANGUAGE_ENGLISH, (Date){1983, 7, 15, 5}, "july 15 1983");
    check_has(LANGUAGE_ENGLISH, (Date){2005, 6, 3, 5}, "friday june 3 2005");
    check_has(LANGUAGE_ENGLISH, (Date){1976, 7, 1, 4}, "01 jul 1976");
    check_has(LANGUAGE_ENGLISH, (Date){1978, 6, 12, 1}, "monday 12 june 1978");
    check_has(LANGUAGE_ENGLISH, (Date){1999, 3, 14, 0}, "3/14/99");
    check_has(LANGUAGE_ENGLISH, (Date){1999, 3, 14, 0}, "14.03.1999");
    check_has(LANGUAGE_ENGLISH, (Date){1983, 5, 5, 4}, "May 5, 1983");
    check_has(LANGUAGE_ENGLISH, (Date){2011, 7, 4, 1}, "the 4th of July 2011");
    check_has(LANGUAGE_ENGLISH, (Date){2013, 7, 11, 4}, "the 11th of july 2013");
    check_has(LANGUAGE_ENGLISH, (Date){2013, 7, 22, 1}, "July 22nd, 2013");
    check_has(LANGUAGE_KOREAN, (Date){2018, 1, 28, 0}, "2018년 01월 28일 일요일");
    check_has(LANGUAGE_KOREAN, (Date){2022, 4, 14, 4}, "4월 14일, 2022년");
    check_has(LANGUAGE_KOREAN, (Date){1991, 8, 5, 1}, "1991. 8. 5.");
    check_has(LANGUAGE_KOREAN, (Date){1991, 8, 5, 1}, "91년 8월 5일");
    check_has(LANGUAGE_KOREAN, (Date){2002, 7, 5, 5}, "2002년 7월 5일 (금)");
}

TEST(iso_has_ten_characters)
{
    char text[DATE_TEXT_LENGTH];
    assert_int_equal(date_write_iso((Date){1983, 7, 5, 2}, text), 10);
    assert_string_equal(text, "1983-07-05");
}
