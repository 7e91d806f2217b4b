/* language.h: the language of the program's sentences, English or Korean.
 *
 * Every sentence that a person reads is written in the code in both languages, side by side:
 *
 *     error_set(error, ERROR_USAGE, TEXT("no data set yet", "아직 데이터가 없습니다"));
 *
 * so that neither can be forgotten, and the compiler checks the format of both. If the order of the
 * words differs, the Korean format uses positions (%2$s). */
#ifndef SEQLAB_BASE_LANGUAGE_H
#define SEQLAB_BASE_LANGUAGE_H

#include <stdbool.h>

typedef enum { LANGUAGE_ENGLISH, LANGUAGE_KOREAN } Language;

#define TEXT(english, korean) (language_now() == LANGUAGE_KOREAN ? korean : english)

/* The same for tables, which cannot call a function. */
typedef struct Sentence { const char *english, *korean; } Sentence;
const char *sentence_now(Sentence sentence);

Language language_now(void);
void language_set(Language language);

/* "en" or "ko", as in file names (text.ko.md). */
const char *language_code(Language language);

/* Reads "en", "ko", "ko_KR.UTF-8", "korean", "english"; false when the name is none of these. */
bool language_parse(const char *name, Language *language);

#endif
