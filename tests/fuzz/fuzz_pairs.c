/* fuzz_pairs.c: files of pairs, as each kind of token. The first byte chooses how they are read; with its bit 32 the bytes are
 * two files, half each. What was read must be read again with its own vocabularies, and be the same. */
#include <stdlib.h>

#include "fuzz.h"
#include "text/dataset.h"

static void check_again(const Dataset *dataset, DatasetOptions options)
{
    options.vocabularies_of = dataset;
    Dataset *again = dataset_open(&options, NULL);
    if (again == NULL || dataset_mark(again).fingerprint != dataset_mark(dataset).fingerprint ||
        !dataset_same_vocabularies(again, dataset))
        abort();
    dataset_close(again);
}

int FUZZ_TARGET(pairs)(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    Error error = {0};
    size_t first = data[0] & 32 ? (size - 1) / 2 : size - 1;
    fuzz_file("second.tsv", data + 1 + first, size - 1 - first);
    DatasetOptions options = {
        .file = fuzz_file("pairs.tsv", data + 1, first),
        .with = data[0] & 32 ? "second.tsv" : NULL,
        .source_tokens = (TokenKind)(data[0] % 3 == 2 ? TOKENS_SUBWORD : data[0] % 3),
        .target_tokens = (TokenKind)(data[0] / 3 % 3 == 2 ? TOKENS_SUBWORD : data[0] / 3 % 3),
        .source_merges = 8,
        .target_merges = 8,
        .tokens_given = true,
        .hangul = data[0] & 64 ? HANGUL_JAMO : HANGUL_SYLLABLE,
        .swap = data[0] & 128,
    };
    Dataset *dataset = dataset_open(&options, &error);
    if (dataset == NULL && error.message[0] == '\0')
        abort();
    if (dataset != NULL)
        check_again(dataset, options);
    dataset_close(dataset);
    return 0;
}
