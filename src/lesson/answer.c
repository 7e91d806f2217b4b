/* answer.c: what a learner types in answer to a question. */
#include "lesson/lessons_internal.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "repl/results.h"

/* Whether a comma here separates thousands: three digits follow it, and no fourth. */
static bool is_separator(const char *text, size_t at)
{
    return at > 0 && text[at] == ',' && isdigit((unsigned char)text[at - 1]) && strspn(text + at + 1, "0123456789") == 3;
}

/* The length of a text without the first of these words at its end, and without blanks before it. found: its place in
 * the list, or -1. */
static size_t without_end(const char *text, size_t length, const char *const *words, int *found)
{
    *found = -1;
    for (int i = 0; *found < 0 && words[i] != NULL; i++) {
        size_t count = strlen(words[i]);
        if (length <= count || strncmp(text + length - count, words[i], count) != 0)
            continue;
        *found = i;
        length -= count;
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    return length;
}

/* The length of a number without the unit behind it, and whether that was a sign or word for hundredths. */
static size_t without_unit(const char *text, bool *percent)
{
    enum { PERCENT = 4 };
    static const char *const guesses[] = {"쯤", "정도", "가량", "ish", "or so", "입니다", "이요", "요", ".", NULL};
    static const char *const units[] = {"%",     "퍼센트", "percent", "per cent", "번",    "개",      "배",
                                        "단계",  "단어",   "글자",    "토큰",     "쌍",    "초",      "steps",
                                        "words", "letters", "tokens", "pairs",    "times", "seconds", "번째",
                                        "비트",  "자",     NULL};
    size_t length = strlen(text);
    int guess, unit;
    do
        length = without_end(text, length, guesses, &guess);
    while (guess >= 0); /* "40% 정도입니다." */
    length = without_end(text, length, units, &unit);
    *percent = unit >= 0 && unit < PERCENT;
    return length;
}

/* The text after the word with which a guess begins: "about 40%". */
static const char *without_about(const char *text)
{
    static const char *const words[] = {"about ", "around ", "roughly ", "approximately ", "maybe ",
                                        "~",      "≈",       "약 ",      "대략 ",          "한 "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncasecmp(text, words[i], strlen(words[i])) == 0)
            return text + strlen(words[i]) + strspn(text + strlen(words[i]), " ");
    return text;
}

/* A number as people write it: also 12,544 and 40% and 3번 and about 300. */
static bool read_number(const char *written, double *number, bool *percent)
{
    const char *text = without_about(written);
    size_t length = without_unit(text, percent);
    char digits[64], *end;
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        if (is_separator(text, i))
            continue;
        if (count + 1 == sizeof digits || strchr("+-.0123456789eE", text[i]) == NULL)
            return false;
        digits[count++] = text[i];
    }
    digits[count] = '\0';
    *number = strtod(digits, &end);
    return count > 0 && *end == '\0' && isfinite(*number);
}

static json_t *wanted(Error *error, const char *what)
{
    error_set(error, ERROR_USAGE, TEXT("this question asks for %s", "이 질문에는 %s 답하십시오"), what);
    return NULL;
}

static json_t *number_answer(const LessonStep *step, const char *text, Error *error)
{
    double number;
    bool whole = step->ask == ASK_INTEGER, percent;
    bool read = read_number(text, &number, &percent);
    if (read && percent && !whole && step->least < step->most && step->most <= 1) /* the answer is a share */
        number /= 100;
    if (!read || (whole && (number != floor(number) || fabs(number) > 1e15)))
        return wanted(error, whole ? TEXT("a whole number", "정수로") : TEXT("a number", "수로"));
    if (step->least < step->most && (number < step->least || number > step->most)) {
        error_set(error, ERROR_USAGE, TEXT("the answer must be between %.10g and %.10g",
                                           "%.10g에서 %.10g까지의 수로 답하십시오"), step->least, step->most);
        return NULL;
    }
    return whole ? json_integer((json_int_t)number) : json_real(number);
}

/* Whether the text is this word, as at the end of a sentence too: "Yes." */
static bool is_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    return strncasecmp(text, word, length) == 0 && text[length + strspn(text + length, ".!")] == '\0';
}

/* -1: neither. */
static int yes_or_no(const char *text)
{
    static const char *const yes[] = {"yes", "y", "true", "예", "네", "응"}, *const no[] = {"no", "n", "false", "아니요", "아니오", "아뇨"};
    for (int i = 0; i < 6; i++) {
        if (is_word(text, yes[i]))
            return 1;
        if (is_word(text, no[i]))
            return 0;
    }
    return -1;
}

/* By its place in the list, its id or its text. */
static const Choice *find_choice(const LessonStep *step, const char *text)
{
    double place;
    bool percent, is_place = read_number(text, &place, &percent) && !percent;
    for (int i = 0; i < step->choice_count; i++) {
        const Choice *choice = &step->choices[i];
        if ((is_place && place == i + 1) || is_word(text, choice->id) || is_word(text, choice->english) ||
            is_word(text, choice->korean))
            return choice;
    }
    return NULL;
}

static json_t *choice_answer(const LessonStep *step, const char *text, Error *error)
{
    const Choice *choice = find_choice(step, text);
    if (choice != NULL)
        return json_string(choice->id);
    error_set(error, ERROR_USAGE, TEXT("the answer must be between 1 and %d",
                                       "1에서 %d까지의 번호 가운데 하나를 고르십시오"), step->choice_count);
    return NULL;
}

static json_t *typed_answer(const LessonStep *step, const char *text, Error *error)
{
    int answer;
    switch (step->ask) {
    case ASK_INTEGER:
    case ASK_NUMBER: return number_answer(step, text, error);
    case ASK_CHOICE: return choice_answer(step, text, error);
    case ASK_YES:
        answer = yes_or_no(text);
        return answer >= 0 ? json_boolean(answer) : wanted(error, TEXT("yes or no", "예 또는 아니요로"));
    case ASK_TEXT: return *text != '\0' ? json_string(text) : wanted(error, TEXT("words", "글로"));
    case ASK_LUA: return *text != '\0' ? json_string(text) : wanted(error, TEXT("Lua", "Lua 코드로"));
    case ASK_NOTHING: break;
    }
    error_set(error, ERROR_USAGE, "%s", TEXT("there is no question to answer now", "지금은 답할 질문이 없습니다"));
    return NULL;
}

json_t *lesson_read_answer(const LessonStep *step, const char *words, Error *error)
{
    char *text = lesson_trimmed(words);
    json_t *answer = typed_answer(step, text, error);
    free(text);
    return answer;
}

bool lesson_is_number_with_unit(const char *text)
{
    double number;
    bool percent;
    return read_number(text, &number, &percent) && strspn(text, "+-.,0123456789eE") < strlen(text);
}

bool lesson_does_not_know(const char *text)
{
    static const char *const beginnings[] = {
        "모르",        "모름",          "몰라",       "잘 모르",   "잘 몰라", "글쎄",     "i don't know",
        "i dont know", "i do not know", "don't know", "dont know", "no idea", "not sure", "idk"};
    bool unsure = false;
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        unsure = unsure || strncasecmp(text, beginnings[i], strlen(beginnings[i])) == 0;
    return unsure && strpbrk(text, "=(){}[]") == NULL;
}

/* "10-20", "1/2": nobody who is asked for one whole number, or for one of a list, wants Lua to subtract or divide.
 * `1 + 1` with blanks is Lua, except in a step that takes plain words. */
static bool is_two_numbers(const char *text, bool blanks)
{
    static const char digits[] = "0123456789";
    const char *skipped = blanks ? " " : "", *sign = text + strspn(text, digits);
    sign += strspn(sign, skipped);
    if (sign == text || *sign == '\0' || strchr("/-~,+*", *sign) == NULL)
        return false;
    const char *second = sign + 1 + strspn(sign + 1, skipped);
    size_t count = strspn(second, digits);
    return count > 0 && second[count] == '\0';
}

/* A number that is out of bounds, or is not one, is meant as an answer too. */
bool lesson_is_answer(const LessonStep *step, const char *text)
{
    double number;
    bool percent, is_number = read_number(text, &number, &percent);
    switch (step->ask) {
    case ASK_NUMBER:
    case ASK_LUA: return is_number;
    case ASK_INTEGER: return is_number || is_two_numbers(text, step->bare != NULL);
    case ASK_CHOICE: return is_number || is_two_numbers(text, step->bare != NULL) || find_choice(step, text) != NULL;
    case ASK_YES: return yes_or_no(text) >= 0;
    case ASK_NOTHING:
    case ASK_TEXT: break;
    }
    return false;
}

void lesson_add_answer(const Lesson *lesson, const json_t *row, Buffer *out)
{
    const json_t *answer = json_object_get(row, "answer");
    int index = lesson_step_index(lesson, json_text(row, "step"));
    const LessonStep *step = index >= 0 ? &lesson->steps[index] : NULL;
    for (int i = 0; step != NULL && json_is_string(answer) && i < step->choice_count; i++)
        if (strcmp(step->choices[i].id, json_string_value(answer)) == 0) {
            buffer_add(out, TEXT(step->choices[i].english, step->choices[i].korean));
            return;
        }
    lesson_text_value(answer, out);
}
