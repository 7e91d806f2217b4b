/* metrics.c: answers compared with references, position by position. */
#include "text/metrics.h"

static int least(int a, int b) { return a < b ? a : b; }

void score_add(Score *score, const int *answer, int answer_count, const int *reference, int reference_count)
{
    int common = least(answer_count, reference_count), right = 0;
    for (int i = 0; i < common; i++)
        right += answer[i] == reference[i];
    bool ends_right = answer_count == reference_count;
    score->sequences++;
    score->exact += ends_right && right == reference_count;
    score->tokens += reference_count + 1;
    score->tokens_right += right + ends_right;
}

double score_exact(const Score *score)
{
    return score->sequences > 0 ? (double)score->exact / score->sequences : 0.0;
}

double score_tokens(const Score *score)
{
    return score->tokens > 0 ? (double)score->tokens_right / score->tokens : 0.0;
}
