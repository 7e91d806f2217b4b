/* options.h: the options of a struct, one row each: its name, the field that takes its value, and its valid values.
 *
 *     static const Option rows[] = {
 *         {"hidden", OPTION_WHOLE, OPTION_AT(ModelConfiguration, hidden), .fallback = "64", .least = 4, .most = 1024,
 *          .help = {"Size of the hidden state.", "은닉 상태의 크기입니다."}},
 *         {0},
 *     };
 *     const Options model_options = {rows, .size = sizeof(ModelConfiguration)};
 *
 * Whatever depends on an option reads its row: the parser, the struct's defaults, refusals, help, completion, the manual's
 * lists, the description of a model, and the options in a model file. A struct that holds another one has its options
 * too: it names the inner table as a part. */
#ifndef SEQLAB_BASE_OPTIONS_H
#define SEQLAB_BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/language.h"

#define SEED_MOST 1e15 /* the largest seed: doubles, which Lua and JSON use, are exact up to here */
enum { OPTIONS_MOST = 64, CHOICES_MOST = 64, CHOICE_LENGTH = 64, WHOLES_MOST = 32 };

/* Several whole numbers: "10,30,50", "1..5". */
typedef struct Wholes { int count, value[WHOLES_MOST]; } Wholes;

typedef enum {
    OPTION_TEXT,   /* const char *, owned by the caller */
    OPTION_WHOLE,  /* int, long or uint64_t */
    OPTION_NUMBER, /* double */
    OPTION_YES_NO, /* bool */
    OPTION_CHOICE, /* an enum: the index of the name among the choices */
    OPTION_RANGE,  /* int [2]: "12" is up to 12, "5..50" and "5.." have a lower end; 0 is an open end */
    OPTION_WHOLES  /* Wholes */
} OptionType;

/* What a text names, for completion. */
typedef enum {
    MEANS_TEXT,
    MEANS_SENTENCE,   /* for a model: words of the vocabulary */
    MEANS_FILE,       /* to read */
    MEANS_OUTPUT,     /* a file to write */
    MEANS_MODEL,
    MEANS_TRACE,
    MEANS_TOPIC,      /* a command, an option or a term */
    MEANS_TERM,       /* of the glossary */
    MEANS_LESSON,
    MEANS_CLAIM,
    MEANS_EXPERIMENT, /* published */
    MEANS_CHECKPOINT,
    MEANS_PART        /* a choice that scripts may add to */
} TextMeaning;

typedef const char *ChoiceName(int i); /* the i-th name, NULL past the last */

typedef struct Option {
    const char *name;
    OptionType type;
    size_t offset, size;      /* OPTION_AT */
    const char *fallback;     /* the default, as a person would type it; NULL: `absent` */
    double absent;            /* the value of a number without a fallback */
    double least, most;       /* bounds of numbers, inclusive */
    const char *choices;      /* "kept|all|no"; or, from a list kept elsewhere: */
    ChoiceName *choice;
    ChoiceName *listed;       /* of these, what lists offer; NULL: all */
    void (*choose)(void *options, int i);      /* for a choice that sets more than the index of its name; else NULL */
    int (*chosen)(const void *options);
    const char *choice_aliases; /* "root=inverse_sqrt": understood, not listed */
    const char *aliases;        /* "rate|alpha": likewise */
    const char *applies;      /* "kind=transformer|causal input=bag": applies if all of these hold;
                               * "task=sort,tasks=...": if one of them does; NULL: always */
    const char *(*condition)(const char *option); /* computes the same; NULL: `applies` */
    bool newer;               /* older saved models lack it, and get its default */
    TextMeaning means;
    Sentence unit;            /* "tokens"; may be empty */
    Sentence wanted;          /* of a whole number: what it is, where somebody gives something else; may be empty */
    Sentence otherwise;       /* the default in words, if it depends on other options */
    Sentence help;            /* one or two sentences */
} Option;

#define OPTION_AT(Struct, field) .offset = offsetof(Struct, field), .size = sizeof(((Struct *)0)->field)

typedef struct OptionPart OptionPart;
typedef struct Options {
    const Option *rows;       /* ended by {0}; may be NULL */
    const OptionPart *parts;  /* of structs inside this one; ended by {0}; may be NULL */
    size_t size;              /* of the struct */
} Options;

struct OptionPart {
    const Options *options;
    size_t offset;            /* of the inner struct */
    const char *only;         /* "hidden|seed": only these rows; "!hidden|seed": all but these; NULL: all */
};

/* ---- all rows of a table, those of its parts after its own ---- */
typedef struct OptionPlace {
    const Option *option;
    size_t offset;
    bool several; /* may have several values, "16,32,64": each is checked, and the struct gets the first */
} OptionPlace;
typedef struct OptionList {
    int count;
    OptionPlace at[OPTIONS_MOST];
} OptionList;
OptionList options_list(const Options *options); /* NULL has none */
/* Where the option's value is in the struct at `base`. */
static inline void *option_field(const OptionPlace *place, const void *base)
{
    return (char *)base + place->offset + place->option->offset;
}
/* From now on each may have several values, except lists and texts, which are one value with their commas. */
void options_vary(OptionList *list);
int options_find(const OptionList *list, const char *name); /* by name or alias; -1: there is none */
/* The option whose choices have this word; -1: none. */
int options_with_choice(const OptionList *list, const char *word);
/* The i-th choice, yes and no too; false past the last. */
bool option_choice(const Option *option, int i, char name[CHOICE_LENGTH]);
bool option_listed(const Option *option, int i, char name[CHOICE_LENGTH]); /* of those that lists offer */

/* ---- giving values ---- */
typedef enum { GIVEN_TEXT, GIVEN_NUMBER, GIVEN_YES_NO, GIVEN_NUMBERS } GivenType;
/* A value from the prompt (text) or from a script (any type). */
typedef struct OptionValue {
    GivenType type;
    const char *text;
    double number;
    bool yes;
    const double *numbers;
    int count;
} OptionValue;

/* Sets every option to its default. */
void options_defaults(const Options *options, void *out);
/* Puts a value into the struct at `base`, which the list describes. False with a message that shows valid values. */
bool option_put(const OptionPlace *place, void *base, const OptionValue *value, Error *error);
/* Sets the error for an unknown option, listing the ones that `whose` ("train") has. Always false. */
bool options_unknown(const OptionList *list, const char *whose, const char *name, Error *error);
/* Whether all numbers are within their bounds and all choices exist: for structs that the parser did not fill. */
bool options_check(const Options *options, const void *base, Error *error);
/* Whether the option has an effect beside the others. */
bool option_applies(const OptionList *list, int index, const void *base);
/* False if an option that was given (bit i: the i-th of the list) has no effect. */
bool options_effective(const OptionList *list, const void *base, uint64_t given, Error *error);

/* ---- printing ---- */
/* The value as a person would type it; nothing for a text that is NULL. */
void option_text(const OptionPlace *place, const void *base, Buffer *out);
/* "1 to 500 tokens"; nothing if no bound is worth showing. */
void option_range_text(const Option *option, Buffer *out);
/* "kind=recurrent, input=embedding|bag"; nothing if it always applies. */
void option_applies_text(const Option *option, Buffer *out);
/* "none|dot|additive", "yes|no"; nothing if it has no choices. */
void option_choices_text(const Option *option, Buffer *out);

#endif
