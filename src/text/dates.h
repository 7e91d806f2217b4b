/* dates.h: days from 1970 to 2029 as people write them, in English and in Korean, and in the one form of ISO 8601.
 *
 * Two-digit years 70 to 99 are 19xx, 00 to 29 are 20xx. In English, slashes have the month first and dots the day
 * first; in Korean the order is year, month, day unless words show another one. So every text means one day. */
#ifndef SEQLAB_TEXT_DATES_H
#define SEQLAB_TEXT_DATES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/language.h"

enum { DATE_COUNT = 21915, DATE_TEXT_LENGTH = 64 };

typedef struct Date {
    int year;    /* 1970 to 2029 */
    int month;   /* 1 to 12 */
    int day;     /* 1 to 31 */
    int weekday; /* 0 Sunday to 6 Saturday */
} Date;

/* Day number 0 is 1 January 1970; number < DATE_COUNT. */
Date date_of_number(int number);

/* Ways to write a date in a language. Korean's last one, 05.03.21, means another day in English; no other text means two
 * days even where the languages are mixed. The last argument of date_write puts capitals where English has them; it changes
 * nothing in Korean. Returns the bytes written to text, which has room for DATE_TEXT_LENGTH. */
int date_pattern_count(Language language);
size_t date_write(Language language, int pattern, Date date, bool capitals, char *text);

/* "1983-07-15" */
size_t date_write_iso(Date date, char *text);

#endif
