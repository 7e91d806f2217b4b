/* grammar.h: the Korean-English sentence grammar: an unlimited supply of sentence pairs.
 *
 * A translation model needs far more pairs than anyone wants to write by hand. This grammar makes them: it draws a
 * meaning (who, when, where, with whom, what, how, tense, negation, question), writes it in Korean and in English,
 * and records which English word came from which Korean word, so that attention weights can be compared with the
 * true alignment.
 *
 *     나는 어제 도서관에 갔다        I went to the library yesterday
 *     너는 어제 도서관에 갔니 ?      did you go to the library yesterday ?
 *
 * Rules of the pairs:
 *
 * - Style. Korean is in the plain style (해라체), every subject is explicit, nothing is left to context. A token
 *   is one eojeol: a noun with its particle, a verb with its endings. The question mark is its own token and
 *   the only punctuation on either side.
 * - Respect. Parents, grandmothers and teachers as subjects take 께서 and an honorific verb (가시다, 드시다,
 *   주무시다, 계시다, 편찮으시다); nobody else does. 드시다 is "eat" or "drink", which its object decides.
 * - Case. English tokens are written as in the middle of a sentence: lower case, but I, names, Monday,
 *   English. Code that shows a sentence may capitalize its first word.
 * - One meaning, one sentence. A Korean sentence has one right English sentence and the other way round.
 *   Articles go by the noun (a book, the radio, music), 형 is always "my brother", a bare 친구를 belongs to
 *   the subject ("Minsu met his friend"). Where English would be ambiguous ("I read a book": 읽는다, 읽었다?)
 *   the grammar uses only one reading, the past, and marks the present by another word.
 * - Sense. Verbs choose the objects, places, times and companions that fit them; 어제 goes with the past only,
 *   매일 with the present, 내일 with the future. -지만 joins a contrast: the same act denied of someone else, time to
 *   play beside haste, an outing in spite of the weather. Up to 21 words make at most three clauses.
 * - Alignment. A content word aligns with the eojeol that carries it, and so do the function words which that
 *   eojeol expresses: "to the library" is 도서관에, "and" and "but" are the verb with -고 or -지만, "was" in
 *   "was busy" is 바빴다, "will" is 것이다, "not" is 않았다. What Korean does not express at all has no alignment:
 *   do, does, did, and the "it" of "it rained" (whose "rained" is 비가).
 */
#ifndef SEQLAB_TEXT_GRAMMAR_H
#define SEQLAB_TEXT_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/random.h"
#include "text/grammar_pair.h"

/* Makes one pair with exactly `words` Korean tokens. Returns false, leaving `pair` alone and drawing nothing, when
 * `words` is outside GRAMMAR_MIN_WORDS..GRAMMAR_MAX_WORDS. The same random state makes the same pair. Allocates
 * nothing; may be called from several threads, each with its own `random`. */
bool grammar_pair(Random *random, int words, GrammarPair *pair);

/* All tokens that can ever occur on one side (Korean or English), once each and always in the same order. The strings
 * are the grammar's own, as in a pair. */
const char *const *grammar_words(bool korean, size_t *count);

#endif
