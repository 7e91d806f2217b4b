/* units.h: one number of a trace over many sentences: where it is largest and smallest, and what it goes with. */
#ifndef SEQLAB_LAB_UNITS_H
#define SEQLAB_LAB_UNITS_H

#include "lab/translate.h"

typedef struct UnitOptions {
    Request request;  /* its model and seed */
    const char *name; /* of the value, as in a trace; not an option: the command's word */
    int unit;         /* which number of a row, from 1 */
    int count;        /* test sentences */
    int most;         /* places and tokens to keep */
} UnitOptions;
extern const Options unit_options;

/* The value at one token of one sentence. */
typedef struct UnitPlace {
    double value;
    int row, length;       /* from 0; and the source's tokens with <EOS> */
    char *token, *sentence;/* the sentence's are shared by its places */
} UnitPlace;

typedef struct UnitToken { const char *token; int count; double mean; } UnitToken;

typedef struct UnitResult {
    int sentences, place_count; /* measured */
    UnitPlace *places;          /* [place_count], the largest value first */
    char **texts;               /* [sentences] */
    double mean, deviation;
    double with_position, with_length; /* Pearson's correlation; NaN where there is none */
    double by_token;            /* the share of the variance that the token explains, adjusted for the number of tokens; NaN: not known */
    int token_count;
    UnitToken *tokens;          /* [token_count], the largest mean first */
} UnitResult;
bool lab_units(Lab *lab, const UnitOptions *options, UnitResult *result, Error *error);
void unit_result_free(UnitResult *result);

#endif
