#!/usr/bin/env bash
# repl_bench.sh: `bench` measures what it says: counts that do not depend on the machine, and times that are there.
. "$(dirname -- "$0")/repl_session.sh"

runs "one configuration" --json bench attention=none hidden=16 vocab=32 batch=4 length=5 seconds=0.1
checked "its JSON" json bench rows stopped
holds "its size and name" 'last["rows"][0]["hidden"] == 16' 'last["rows"][0]["model"] == "gru-none"'
holds "times are there" 'last["rows"][0]["step_ms"] > 0 and last["rows"][0]["greedy_ms"] > 0 and last["rows"][0]["batch_answer_ms"] > 0 and last["rows"][0]["fastest_ms"] <= last["rows"][0]["step_ms"] <= last["rows"][0]["slowest_ms"]'
holds "tokens a second are those of the step" 'abs(last["rows"][0]["tokens_per_second"] * last["rows"][0]["step_ms"] / 1e3 / 20 - 1) < 1e-6'
holds "nothing is of bfloat16" 'last["rows"][0]["bf16_products"] == 0 < last["rows"][0]["products"]'
holds "the share is one" '0 < last["rows"][0]["gemm_share"] < 1'
# T=5, B=4, H=E=16, V=32. Recurrent products [4,16][16,48]: 4 a layer forward in the encoder, which begins at zero, and 5
# in the decoder; each with its way back; and one weight gradient over all steps.
holds "the arithmetic is no more than its formula" 'last["rows"][0]["gflop"] * 1e9 <= 3 * (2 * 2 * 5 * 4 * 16 * 48 * 2 + 2 * 5 * 4 * 16 * 32)'
finds "a set is measured whole" '[row["model"] for row in last["rows"]] == ["gru-none", "gru-dot", "gru-scaled", "gru-general", "gru-additive"]' -- bench set=small hidden=8 seconds=0.1 length=3 batch=2
finds "a sweep doubles the length" '[row["length"] for row in last["rows"]] == [5, 10, 20, 40, 80]' -- bench sweep=length hidden=16 attention=general seconds=0.1 batch=4
holds "no more than its arithmetic grows" 'last["rows"][4]["products"] <= 18 * last["rows"][0]["products"] and last["rows"][4]["gflop"] <= 40 * last["rows"][0]["gflop"]'
says "a sweep is drawn" "measured" "arithmetic only" "times as long" -- bench sweep=batch hidden=8 length=3 seconds=0.1
checked "80 columns" width 80
prints "its letters are explained" "H: hidden size; V: tokens in each vocabulary; B: pairs in a batch; L: tokens in"
says "what the arithmetic leaves out" "not matrix products" -- bench sweep=batch attention=additive hidden=8 length=3 seconds=0.1
looks "80 columns in Korean" width 80 -- --lang=ko bench set=small hidden=8 length=3 seconds=0.1 batch=2
prints "its letters in Korean" "H 은닉 상태의 크기, V 어휘 각각의 토큰 수, B 배치 하나의 쌍 수, L 문장의 토큰"
if grep -qw avx512_bf16 /proc/cpuinfo; then
    finds "all products of a step are of bfloat16" 'last["rows"][0]["bf16_products"] == last["rows"][0]["products"] > 0' -- bench attention=none hidden=16 precision=bf16 batch=4 length=5 seconds=0.1
else
    fails "a processor without bfloat16" "AVX512_BF16" bench precision=bf16
fi
fails "not both" "either set= or sweep=" bench set=small sweep=hidden
fails "a size out of bounds" "hidden" bench hidden=3
echo "1..$number"
