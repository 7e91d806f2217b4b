#!/usr/bin/python3
"""metrics.py: BLEU, chrF and error rates of small corpora, for tests/test_text_metrics.c to compare ours with.

    python3 scripts/peers/metrics.py        writes tests/golden/metrics.txt

Worked out another way than in src/text: n-grams are tuples in counters, shares are exact fractions, edits are found by a
search that goes outward. BLEU and chrF follow the definitions that sacrebleu has by default (Post 2018) for units that are
given, here what stands between blanks: BLEU of n-grams up to 4 with exponential smoothing, the effective order off; chrF of
character n-grams up to 6, beta 2, without blanks.
"""
import os
from collections import Counter
from fractions import Fraction
from math import exp, log

PATH = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "metrics.txt")

CORPORA = {  # name: pairs of answer, reference
    "right": [("the cat sat on the mat .", "the cat sat on the mat .")],
    "one word wrong": [("the cat sat on a mat .", "the cat sat on the mat .")],
    "repeated words": [("the the the the the the the", "the cat is on the mat")],
    "nothing right": [("a b c d e", "f g h i j")],
    "empty answer": [("", "the cat sat on the mat .")],
    "empty answer among others": [("I went to school yesterday", "I went to school yesterday"),
                                  ("", "the cat sat on the mat .")],
    "no four words": [("I go home", "I go home")],
    "short among long": [("I go home", "I go home"), ("I went to school yesterday", "I went to school today")],
    "one word": [("yes", "yes"), ("no", "no")],
    "no pair right": [("mat cat the on sat it", "the cat sat on the mat")],
    "no three right": [("the cat on the mat sat the dog", "the cat sat on the dog at the mat"),
                       ("a big red cat", "a big old cat")],
    "too short": [("the cat sat on", "the cat sat on the mat in the hall .")],
    "too long": [("the cat sat on the mat in the hall of the house", "the cat sat on the mat")],
    "order": [("b a d c f e", "a b c d e f")],
    "korean": [("나는 어제 학교에 갔다 .", "나는 어제 도서관에 갔다 ."), ("민수는 책을 읽는다 .", "민수는 새 책을 읽었다 ."),
               ("우리는 밥을 먹는다 .", "우리는 밥을 먹는다 .")],
    "korean characters": [("학교에서", "학교에"), ("책", "책을"), ("도서관", "박물관")],
    "short reference": [("abcdefgh", "ab"), ("ab cd ef", "ab cd eg")],
    "blanks alone differ": [("ab c def", "a bcd ef")],
    "wide characters": [("좋다 \U0001F600 \U0001F600 é", "좋다 \U0001F600 \U0001F601 é")],
    "one character": [("x", "x"), ("y", "z")],
    "numbers": [("2024 03 05", "2024 03 15"), ("1999 12 31", "1999 12 31")],
    "dates": [("2024-03-05", "2024-03-15"), ("1999-12-31", "1999-12-31")],
}


def ngrams(items, n):
    return Counter(tuple(items[i:i + n]) for i in range(len(items) - n + 1))


def bleu(pairs):
    right, made = [0] * 4, [0] * 4
    for answer, reference in pairs:
        for n in range(1, 5):
            of_answer, of_reference = ngrams(answer, n), ngrams(reference, n)
            right[n - 1] += (of_answer & of_reference).total()
            made[n - 1] += of_answer.total()
    if not any(right) or not all(made):
        return 0.0
    halves, product = 1, Fraction(1)
    for r, m in zip(right, made):
        if r == 0:
            halves *= 2
            product *= Fraction(1, halves * m)
        else:
            product *= Fraction(r, m)
    answers, references = (sum(len(pair[side]) for pair in pairs) for side in (0, 1))
    penalty = 1.0 if answers >= references else exp(1 - references / answers)
    return 100 * penalty * exp(log(product) / 4)


def chrf(pairs):
    shares = []
    for n in range(1, 7):
        made = wanted = right = 0
        for answer, reference in pairs:
            of_answer, of_reference = ngrams("".join(answer.split()), n), ngrams("".join(reference.split()), n)
            if of_reference:
                made += of_answer.total()
            wanted += of_reference.total()
            right += (of_answer & of_reference).total()
        if made and wanted:
            shares.append((Fraction(right, made), Fraction(right, wanted)))
    if not shares:
        return 0.0
    precision, recall = (sum(share[side] for share in shares) / len(shares) for side in (0, 1))
    if precision + recall == 0:
        return 0.0
    return float(100 * 5 * precision * recall / (4 * precision + recall))


def edits(answer, reference):
    """How many circles of one edit each a search needs from nothing read of both to all read of both."""
    reached, circle, steps = set(), {(0, 0)}, 0
    while True:
        todo = list(circle)
        while todo:  # what is equal costs nothing
            i, j = todo.pop()
            if i < len(answer) and j < len(reference) and answer[i] == reference[j] and (i + 1, j + 1) not in circle:
                circle.add((i + 1, j + 1))
                todo.append((i + 1, j + 1))
        if (len(answer), len(reference)) in circle:
            return steps
        reached |= circle
        circle = {(i + x, j + y) for i, j in circle for x, y in ((1, 0), (0, 1), (1, 1))
                  if i + x <= len(answer) and j + y <= len(reference)} - reached
        steps += 1


def error_rate(pairs):
    return sum(edits(*pair) for pair in pairs) / sum(len(reference) for _, reference in pairs)


def main():
    with open(PATH, "w", encoding="utf-8") as out:
        out.write("# Written by scripts/peers/metrics.py: a corpus, its pairs, and of words and characters BLEU and error rate.\n")
        for name, pairs in CORPORA.items():
            words = [(answer.split(), reference.split()) for answer, reference in pairs]
            characters = [(list(answer), list(reference)) for answer, reference in pairs]
            out.write(f"corpus\t{name}\n")
            for answer, reference in pairs:
                out.write(f"pair\t{answer}\t{reference}\n")
            out.write(f"words\t{bleu(words):.10g}\t{error_rate(words):.10g}\n")
            out.write(f"characters\t{bleu(characters):.10g}\t{error_rate(characters):.10g}\n")
            out.write(f"chrf\t{chrf(pairs):.10g}\n")


if __name__ == "__main__":
    main()
