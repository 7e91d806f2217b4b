/* dates.c: the calendar, and a table of patterns for writing its days.
 *
 * In a pattern, as for strftime but not quite, %d is the day and %D the day with two digits; %m and %n the month in the
 * same way; %y the year's last two digits and %Y all four; %b and %B the short and the long name of the month, %w and
 * %W those of the weekday; %o the day as an ordinal (4th). Everything else is written as it is. */
#include "text/dates.h"

#include <assert.h>
#include <string.h>

static const char *const english_patterns[] = {
    "%B %d %Y",      "%d %B %Y",      "%D %b %Y",          "%d %b %Y",            "%b %d %Y",
    "%b %D %Y",      "%W %B %d %Y",   "%W %d %B %Y",       "%w %d %b %Y",         "%w %d %B %Y",
    "%w, %d %b %Y",  "%w, %d %B %Y",  "%w %b %d %Y",       "%W, %B %d, %Y",       "%d-%b-%Y",
    "%D-%b-%Y",      "%d-%B-%Y",      "%d %B, %Y",         "%d %b, %Y",           "%b %d, %Y",
    "%B %d, %Y",     "%B %o, %Y",     "%B %o %Y",          "%o %B %Y",            "%o of %B %Y",
    "the %o of %B %Y", "the %o of %B, %Y", "%W the %o of %B %Y", "%W, %d %B %Y",  "%d %b '%y",
    "%d %b %y",      "%b %d '%y",     "%m/%d/%y",          "%m/%d/%Y",            "%n/%D/%Y",
    "%D.%n.%y",      "%D.%n.%Y",      "%d.%m.%Y",          "%Y-%n-%D",            "%Y-%m-%d",
    "%Y/%n/%D"};

static const char *const korean_patterns[] = {
    "%Y년 %m월 %d일",      "%Y년 %n월 %D일",      "%Y년 %m월 %d일 %W",  "%Y년 %n월 %D일 %W", "%Y년 %m월 %d일 (%w)",
    "%Y년 %m월 %d일(%w)",  "%Y년%m월%d일",        "%m월 %d일, %Y년",    "%m월 %d일 %W, %Y년", "%y년 %m월 %d일",
    "'%y년 %m월 %d일",     "%y년 %n월 %D일",      "%y년 %m월 %d일 %W",  "%Y. %m. %d.",       "%Y. %m. %d. (%w)",
    "%Y. %n. %D.",         "%Y. %n. %D. %W",      "%Y.%m.%d",           "%Y.%n.%D",          "%Y.%n.%D(%w)",
    "%y. %m. %d.",         "%Y/%n/%D",            "%Y/%m/%d",           "%Y-%n-%D",          "%Y-%m-%d",
    "%y.%n.%D" /* last: see dates.h */};

static const char *const english_months[] = {"January", "February", "March",     "April",   "May",      "June",
                                             "July",    "August",   "September", "October", "November", "December"};
static const char *const english_weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                               "Thursday", "Friday", "Saturday"};
static const char *const korean_weekdays[] = {"일요일", "월요일", "화요일", "수요일", "목요일", "금요일", "토요일"};

enum {
    ENGLISH_PATTERNS = sizeof english_patterns / sizeof english_patterns[0],
    KOREAN_PATTERNS = sizeof korean_patterns / sizeof korean_patterns[0],
    SHORT_NAME = 3 /* bytes: three letters, or one Hangul syllable */
};

/* ---- the calendar ---- */

/* Days before each month of a year that begins with March, so that a leap day comes last. */
static const int days_before[] = {0, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 337};

Date date_of_number(int number)
{
    assert(number >= 0 && number < DATE_COUNT);
    /* From 1 March 1968 on, every fourth year is a leap year within the range: 1461 days in four years. */
    int since = number + 671;
    int cycle = since / 1461, rest = since % 1461;
    int year = rest / 365 < 4 ? rest / 365 : 3;
    rest -= year * 365;
    int month = 11;
    while (days_before[month] > rest)
        month--;
    Date date = {.year = 1968 + cycle * 4 + year + (month >= 10),
                 .month = (month + 2) % 12 + 1,
                 .day = rest - days_before[month] + 1,
                 .weekday = (number + 4) % 7};
    return date;
}

/* ---- writing ---- */

static char *put_digits(char *at, int number, int digits)
{
    for (int i = digits - 1; i >= 0; i--, number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + digits;
}

static char *put_number(char *at, int number) { return put_digits(at, number, number < 10 ? 1 : 2); }

static char *put_name(char *at, const char *name, size_t count, bool capital)
{
    memcpy(at, name, count);
    if (!capital && at[0] >= 'A' && at[0] <= 'Z')
        at[0] = (char)(at[0] - 'A' + 'a');
    return at + count;
}

static const char *ordinal_ending(int day)
{
    bool teen = day >= 11 && day <= 13;
    switch (teen ? 0 : day % 10) {
    case 1: return "st";
    case 2: return "nd";
    case 3: return "rd";
    default: return "th";
    }
}

static char *put_part(char *at, char letter, Language language, Date date, bool capitals)
{
    const char *const *weekdays = language == LANGUAGE_KOREAN ? korean_weekdays : english_weekdays, *name;
    switch (letter) {
    case 'd': return put_number(at, date.day);
    case 'D': return put_digits(at, date.day, 2);
    case 'm': return put_number(at, date.month);
    case 'n': return put_digits(at, date.month, 2);
    case 'y': return put_digits(at, date.year % 100, 2);
    case 'Y': return put_digits(at, date.year, 4);
    case 'o': return put_name(put_number(at, date.day), ordinal_ending(date.day), 2, true);
    }
    name = letter == 'b' || letter == 'B' ? english_months[date.month - 1] : weekdays[date.weekday];
    return put_name(at, name, letter == 'B' || letter == 'W' ? strlen(name) : SHORT_NAME, capitals);
}

int date_pattern_count(Language language)
{
    return language == LANGUAGE_KOREAN ? KOREAN_PATTERNS : ENGLISH_PATTERNS;
}

static size_t write_pattern(const char *pattern, Language language, Date date, bool capitals, char *text)
{
    char *at = text;
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '%')
            at = put_part(at, *++pattern, language, date, capitals);
        else
            *at++ = *pattern;
    }
    *at = '\0';
    assert(at - text < DATE_TEXT_LENGTH);
    return (size_t)(at - text);
}

size_t date_write(Language language, int pattern, Date date, bool capitals, char *text)
{
    assert(pattern >= 0 && pattern < date_pattern_count(language));
    const char *const *patterns = language == LANGUAGE_KOREAN ? korean_patterns : english_patterns;
    return write_pattern(patterns[pattern], language, date, capitals, text);
}

size_t date_write_iso(Date date, char *text)
{
    return write_pattern("%Y-%n-%D", LANGUAGE_ENGLISH, date, true, text);
}
