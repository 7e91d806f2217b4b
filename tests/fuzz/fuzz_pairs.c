/* fuzz_pairs.c: files of pairs, as each kind of token. The first byte chooses how they are read. */
#include <stdlib.h>

#include "fuzz.h"
#include "text/dataset.h"

int FUZZ_TARGET(pairs)(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    Error error = {0};
    DatasetOptions options = {
        .file = fuzz_file("pairs.tsv", data + 1, size - 1),
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
    dataset_close(dataset);
    return 0;
}
