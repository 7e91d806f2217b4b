/* byte_pairs_learn.h: merges learned from counted words. */
#ifndef SEQLAB_TEXT_BYTE_PAIRS_LEARN_H
#define SEQLAB_TEXT_BYTE_PAIRS_LEARN_H

#include "text/byte_pairs.h"

typedef struct BytePairLearner BytePairLearner;
BytePairLearner *byte_pair_learner_open(HangulUnit hangul);
void byte_pair_learner_close(BytePairLearner *learner);
/* Counts the words of a text (valid UTF-8 in NFC); without counts it only collects the symbols. Beyond about eight
 * million symbols in different words, new words are skipped. */
void byte_pair_learner_add(BytePairLearner *learner, const char *text, size_t count, bool counts);
/* Up to so many merges. Among equally frequent pairs the first in the order of the bytes is merged first, by its left
 * subword and then by its right one. A pair that occurs once is not merged. The learner can only be closed
 * afterwards. */
BytePairs *byte_pair_learner_learn(BytePairLearner *learner, int merges);

#endif
