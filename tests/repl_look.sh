#!/usr/bin/env bash
# repl_look.sh: the commands that look into a model, for each kind of cell: what they print, and what they refuse.
. "$(dirname -- "$0")/repl_session.sh"
task='data task=copy length=3..5 symbols=6'

# look TITLE MODEL COMMAND... [-- WORDS...]: commands on a small trained model, and what they print
look() {
    local title=$1 model=$2 command commands=()
    shift 2
    while [ $# -gt 0 ] && [ "$1" != -- ]; do commands+=(-e "$1"); shift; done
    [[ $model == *hidden=* ]] || model="$model hidden=12"
    seqlab -e "$task" -e "$model" -e 'train steps=30' "${commands[@]}"
    if [ $# -gt 1 ] && [ "$status" = 0 ] && [ ! -s "$scratch/err" ]; then
        prints "$title" "${@:2}"
    else
        ends "$title" "${wanted:-0}" "${words:-}"
    fi
}

# ---- gates ----
look "gates of a GRU" 'model cell=gru attention=none' 'gates a b c' -- "update gate z" "reset gate r" "takes in most"
look "gates of an LSTM" 'model cell=lstm attention=dot layers=2' 'gates layer=2 side=decoder a b c' -- "input gate i" "forget gate f" "output gate o" "most open at"
wanted=1 words="have no gates" look "an RNN has none" 'model cell=rnn attention=none' 'gates a b c'
wanted=1 words="the last is layer=2" look "nor past two" 'model cell=lstm layers=2' 'gates layer=4 a b c'
wanted=1 words="no layer 3" look "a layer that is not there" 'model cell=gru' 'gates layer=3 a b c'
wanted=1 words="does not read that way" look "a direction that is not there" 'model cell=gru' 'gates side=backward a b c'
json "gates as JSON" gates gates input forget output forget_mean tokens layer side -- -e "$task" -e 'model cell=lstm attention=none' -e 'gates a b c'

# ---- trace ----
look "a trace" 'model cell=gru attention=additive bidirectional=yes' 'trace a b c' -- encoder.backward.update attention.scores output.logits context
look "one value of it" 'model cell=gru attention=dot' 'trace name=attention.scores a b c' -- attention.scores "largest in its row"
look "a map of equal weights" 'model cell=gru attention=dot' 'force encoder.forward.state value=0' 'trace name=attention.weights forced=yes a b c' -- '█.25█'
look "one row of it" 'model cell=rnn attention=none' 'trace name=decoder.state step=1 a b c' -- "row 1" "12:"
wanted=1 words="'decoder.state'" look "a name that is nearly right" 'model cell=gru' 'trace name=decoder.stat a b c'
wanted=1 words="step=9 is past" look "a row that is not there" 'model cell=gru' 'trace name=context step=9 a b c'

wanted=1 words="no recurrent cells" look "a Transformer's second layer has no gates" 'model kind=transformer heads=2' 'gates side=decoder layer=2 a b c'
wanted=1 words="no recurrent cells" look "nor its first" 'model kind=transformer heads=2' 'gates side=decoder a b c'
wanted=1 words="'trace' looks into any" look "where to look without a map" 'model cell=rnn attention=none' 'attend a b c'
look "one unknown word" 'model cell=gru' 'translate a zz' 'translate zz yy' -- "1 token is not" "2 tokens are not"
look "one that is meant" 'model cell=gru' 'trace name=encoder.embedding a <UNK> b' 'translate a <UNK> zz' -- "1 token is not"

look "a causal model learns its source too" 'model kind=causal heads=2' 'train steps=9' -- "both count"
look "one that fills in learns what is hidden" 'model kind=masked heads=2' 'train steps=9' -- "hidden tokens per second"
look "words hidden from a model that fills in" 'model kind=masked heads=2' 'translate a _ c' 'attend _ _ c' -- "1 word was hidden" "2 words were hidden"

# ---- what if ----
look "the state never moves" 'model cell=gru attention=none' 'force z value=0' 'trace a' 'whatif a b c' -- '*.update = 0' "log P before" "nats."
look "attention is forced" 'model cell=gru attention=dot' 'force attention step=2 look=3' 'force prefix b b' 'whatif a b c' 'force undo' force -- "all on place 3" "begins with: b b" "now:    b b"
look "a beginning alone" 'model cell=gru' 'force prefix f f' 'whatif a b c' -- "The answer before has a log-probability of -" "The answer changes."
grep -q 'changes by\|log P before' "$scratch/out" && report NOT "and the answer before has no other" || report OK "and the answer before has no other"
look "an answer is ended" 'model cell=gru' 'force prefix b <EOS>' 'whatif a b c' 'force prefix <EOS>' 'whatif a b c' -- "(nothing)"
grep -q 'now:    b$' "$scratch/out" && ! grep -q "read as <UNK>" "$scratch/out" && report OK "with known words" || report NOT "with known words" "$(cat "$scratch/out")"
look "what came last is taken back first" 'model cell=gru' 'force prefix f' 'force z value=0' 'force prefix b c' 'force undo' \
    'force undo' 'whatif c' -- "now:    f"
look "a prefix is of no one model" 'model cell=gru' 'force prefix f e d' 'data task=copy length=2..3 symbols=2' \
    'model hidden=8' 'train steps=3' 'whatif a b' -- "read as <UNK>: 3"
look "a beginning for a model that fills in" 'model kind=masked heads=2' 'force prefix a' 'whatif a b c' -- "no beginning to force"
wanted=1 words="which words" look "a prefix of no words" 'model cell=gru' 'force prefix'
look "a forced state in a trace" 'model cell=gru' 'force decoder.state value=0.25' 'trace name=decoder.state step=2 forced=yes a b c' -- "Computed with the values" "12: 0.2500"
look "all is taken back" 'model cell=gru' 'force z value=0' 'force prefix a' 'force clear' force -- "Nothing is forced"
look "a row of weights" 'model cell=gru' 'force attention values=0.5,0.5,0,0' 'whatif a b c' -- "a row of 4 numbers"
look "a name that replaces nothing" 'model cell=gru attention=none' 'force z value=1' 'force attention look=1' 'whatif a b c' -- "Number 2 had no effect"
wanted=1 words="nothing is forced" look "nothing in force" 'model cell=gru' 'whatif a b c'
wanted=1 words="nothing to undo" look "nothing to undo" 'model cell=gru' 'force undo'
wanted=1 words="needs the number of a source token, 1 for the first" look "a word is no position" 'model cell=gru' 'force attention look=a'
wanted=1 words="one of value=0" look "two values at once" 'model cell=gru' 'force z value=0 look=1'
wanted=1 words="from -1e6 to 1e6" look "numbers too large to be one" 'model cell=gru' 'force z values=1e300,2'
wanted=1 words="values=1,,2" look "a list that is none" 'model cell=gru' 'force z values=1,,2'
json "what if as JSON" whatif before after changed forced log_probability_difference without_effect -- -e "$task" -e 'model attention=dot hidden=12' -e 'force context value=0' -e 'whatif a b c'

# ---- beams and samples ----
for command in beam sample translate attend gates trace trust; do
    wanted=1 words="length= has no effect here" look "a length of words, to $command" 'model cell=gru' "$command a b length=5"
done
look "a beam" 'model cell=gru attention=dot' 'beam width=3 n=2 a b c' -- "score" "#1" "considered" "differs from it at step"
look "all that a beam considered" 'model cell=gru attention=dot' 'beam width=2 n=1 tree=all a b c' -- "dropped for a low score"
look "a beam without a tree" 'model cell=gru attention=dot' 'beam tree=no a b c'
grep -qF "step by step" "$scratch/out" && report NOT "no tree" || report OK "no tree"
look "in Lua, width 1 is greedy" 'model cell=lstm attention=additive' \
    'greedy = translate("a b c d").answer; assert(beam{"a b c d", width=1}.answers[1].answer == greedy)' \
    'assert(sample{"a b c d", temperature=0, n=1}.answers[1].answer == greedy)' \
    'assert(sample{"a b", seed=3, n=2}.answers[2].answer == sample{"a b", seed=3, n=2}.answers[2].answer)' \
    'b = beam("a b c"); assert(b.nodes[b.answers[1].node].rank == 1 and b.answers[1].target_tokens[1])'
look "what the vocabulary lacks" 'model cell=gru attention=dot' 'beam a b q9 c' -- "read as <UNK>"
look "accuracy of a beam" 'model cell=gru attention=dot' 'accuracy beam=3 count=12' -- "Answers come from"
look "samples" 'model cell=gru attention=dot' 'sample n=4 temperature=2 top_k=3 a b c' -- "Sampled 4 answers at temperature 2"
json "a beam as JSON" beam answers nodes width length_penalty source -- -e "$task" -e 'model hidden=12' -e 'beam a b c'
json "samples as JSON" sample answers temperature top_k source -- -e "$task" -e 'model hidden=12' -e 'sample a b c'
fails "a beam needs a model" "no model yet" -e 'data task=copy' -e 'beam a b'
wanted=1 words="width" look "a beam too wide" 'model cell=gru' 'beam width=33 a b'
for columns in 20 40 80; do
    COLUMNS=$columns looks "$columns columns hold a beam" width "$columns" -- --lang=ko -e 'data grammar=ko-en length=8..12' -e 'model hidden=12' -e 'train steps=10' -e 'beam width=6' -e sample
done
looks "a beam in ASCII" ascii "" -- --ascii -e "$task" -e 'model hidden=12' -e 'beam a b c'

# ---- trust ----
look "a map is weighed" 'model cell=gru attention=dot' 'trust a b c d' -- "looked most at" "left out: most" "Mean rank correlation" " map "
# judged LEFT_OUT GRADIENT: what is said of two mean rank correlations
judged() {
    runs "ranks $1 and $2" -e "show{command=\"trust\", source=\"a\", answer=\"b\", steps={}, left_out_rank=$1, gradient_rank=$2}"
}
judged 0.8 0.7
prints "what mattered" "it shows what mattered"
judged 0.3 0.9
prints "in part" "in part: trust"
judged 0.8 -0.27
prints "one measure alone" "agrees with leaving tokens out, but"
judged -0.001 0.63
prints "the other alone" "agrees with the gradient, but" "+0.00 with"
judged 0.2 0.2
prints "neither" "disagrees with both other measures"
wanted=1 words="no attention" look "no map, no trust" 'model attention=none' 'trust a b c'
wanted=1 words="too few to rank" look "two tokens have no order" 'model attention=dot' 'trust a b'

# ---- models without cells ----
for kind in transformer causal masked; do
    trust='trust a b c d'
    [ "$kind" = masked ] && trust=help
    look "$kind: everything that looks in" "model kind=$kind heads=2 hidden=16" 'translate a b c' 'attend a b c' 'trace a b c' \
        'trace name=attention.weights a b c' "$trust" 'force attention look=1' 'whatif a b c' -- "Model $kind" "sinusoidal"
done
wanted=1 words="no answer to follow back" look "what fills in has no answer to trust" 'model kind=masked' 'trust a b c d'
for kind in transformer causal; do
    look "$kind: gradients" "model kind=$kind heads=2 hidden=16" 'gradients length=4 count=3' \
        'g = gradients{length=4, count=3}; assert(g.of == "embedding" and #g.rows == 5 and g.rows[5].norm > 0)' -- "the source's embeddings" "no chain of states"
done
wanted=1 words="no target, so there is no loss" look "what fills in has no target" 'model kind=masked' 'gradients length=4 count=3'
wanted=1 words="no recurrent cells" look "no cells, no gates" 'model kind=transformer' 'gates a b c'
wanted=1 words="heads" look "heads that do not divide" 'model kind=transformer heads=5' 'translate a'

# ---- the map of one head ----
# same NAME TRACED: Lua that compares the map NAME with what was traced
same() { printf 'for i, row in ipairs(%s.weights) do for j, w in ipairs(row) do assert(math.abs(w - (%s)) < 1e-5) end end' "$1" "$2"; }
transformer='model kind=transformer heads=2 layers=2 hidden=16'
look "the mean of the last layer's heads" "$transformer" 'm = attend("a b c"); t = trace{"a b c", name="attention.weights"}' \
    "$(same m 't.values[i][j]')" 'assert(m.side == "cross" and m.layer == 2 and m.heads == 2 and m.over == "source")'
look "a head of any layer" "$transformer" 'm = attend{"a b c", layer=1, head=2}; t = trace{"a b c", name="decoder.layer1.cross.head2.weights"}' \
    "$(same m 't.values[i][j]')" 'assert(m.head == 2 and #m.weights == #m.row_tokens and #m.weights[1] == #m.column_tokens)'
look "the encoder at itself" "$transformer" 'm = attend{"a b c", side="encoder", layer=1}' \
    'x, y = trace{"a b c", name="encoder.layer1.head1.weights"}, trace{"a b c", name="encoder.layer1.head2.weights"}' \
    "$(same m '(x.values[i][j] + y.values[i][j]) / 2')" 'assert(#m.weights == 4 and m.row_tokens[1] == "a" and m.over == "itself")'
look "the decoder at itself" "$transformer" 'm = attend{"a b c", side="decoder", head=1}; t = trace{"a b c", name="decoder.layer2.head1.weights"}' \
    "$(same m 't.values[i][j]')" 'assert(m.row_tokens[1] == "<SOS>" and m.weights[1][1] == 1 and m.row_kind == "symbol")'
look "told in words" "$transformer" 'attend a b c' 'attend side=encoder layer=1 head=2 a b c' 'attend side=decoder a b c'
prints "which map it is" "Cross-attention, layer 2 of 2, the mean of its 2 heads" "The encoder's self-attention, layer 1 of 2, head 2 of 2" \
    "The decoder's self-attention, layer 2 of 2, the mean" "sees only itself and what came before" symbols
wanted=1 words="has only 2 layers: layer=3" look "a layer that a Transformer lacks" "$transformer" 'attend layer=3 a b c'
wanted=1 words="has only 2 heads: head=3" look "a head that it lacks" "$transformer" 'attend head=3 a b c'
wanted=1 words="side=self: needs cross|encoder|decoder" look "a side that is none" "$transformer" 'attend side=self a b c'
causal='model kind=causal heads=2 hidden=16'
look "a decoder alone: its share of the source" "$causal" 'm = attend("a b c"); t = trace{"a b c", name="attention.weights"}' \
    "$(same m 't.values[i][j]')" 'assert(m.side == "decoder" and m.over == "source" and #m.weights[1] == 4)' 'attend a b c' -- "What the answer sees of the source" "side=decoder"
look "a decoder alone: all of the text" "$causal" 'm = attend{"a b c", side="decoder", head=2}; t = trace{"a b c", name="decoder.layer2.head2.weights"}' \
    "$(same m 't.values[i][j]')" 'assert(m.column_tokens[4] == "<EOS>" and m.column_tokens[5] == "<SOS>" and #m.row_tokens == #m.column_tokens)'
look "a decoder alone: one head's share" "$causal" 'm = attend{"a b c", head=1}; t = trace{"a b c", name="decoder.layer2.head1.weights"}' \
    'sum = 0; for j = 1, 4 do sum = sum + t.values[5][j] end' 'for j = 1, 4 do assert(math.abs(m.weights[1][j] - t.values[5][j] / sum) < 1e-5) end'
wanted=1 words="only a decoder" look "it has no encoder" "$causal" 'attend side=encoder a b c'
look "an encoder alone" 'model kind=masked heads=2 hidden=16' 'm, n = attend("a _ c"), attend{"a _ c", side="encoder"}' "$(same m 'n.weights[i][j]')" 'attend a _ c'
prints "its self-attention" "The encoder's self-attention, layer 2 of 2"
wanted=1 words="only an encoder" look "it has no decoder" 'model kind=masked heads=2 hidden=16' 'attend side=decoder a b c'
wanted=1 words="layer= has no effect here" look "cells have one map" 'model cell=gru attention=dot' 'attend layer=1 a b c'
json "a head's map as JSON" attend weights side layer layers head heads over row_tokens column_tokens row_kind column_kind -- -e "$task" -e "$transformer" -e 'attend head=1 a b c'
for columns in 20 40 80; do
    for language in en ko; do
        COLUMNS=$columns looks "$columns columns hold each map ($language)" width "$columns" -- --lang=$language -e 'data grammar=ko-en length=8..9' -e "$causal" -e attend -e 'attend side=decoder head=1' -e "$transformer" \
            -e attend -e 'attend side=encoder'
    done
done
looks "each map in ASCII" ascii "" -- --ascii -e "$task" -e "$transformer" -e 'attend a b c' -e 'attend side=decoder head=1 a b c'
looks "and a row of numbers" ascii "" -- --ascii -e "$task" -e "$causal" -e 'trace name=decoder.layer1.head1.scores a b c' -e 'trace step=2 name=decoder.layer1.head1.scores a b c'

# ---- masked cells: no numbers, not in the range, marked and told ----
look "scores of a causal model" "$causal" 't = trace{"a b c", name="decoder.layer1.head1.scores"}' \
    'for i = 1, #t.row_labels do for j = 1, #t.row_labels do assert((t.values[i][j] == nil) == (j > i)) end end' \
    'low = math.huge for i = 1, #t.row_labels do for j = 1, i do low = math.min(low, t.values[i][j]) end end' \
    'for i, a in ipairs(t.arrays) do if a.name == t.name then assert(math.abs(a.least - low) < 1e-6) end end' \
    'n = #t.row_labels assert(t.masked == n * (n - 1) // 2 and t.causal and t.column_labels[5] == "<SOS>")' \
    'w = trace{"a b c", name="decoder.layer1.head1.weights"} assert(w.values[1][2] == 0 and w.masked == t.masked)' \
    'assert(trace{"a b c", name="attention.weights"}.masked == 0)' \
    'trace name=decoder.layer1.head1.scores a b c' 'trace name=decoder.layer1.head1.scores step=2 a b c' 'attend side=decoder a b c' -- "× masked" "cells are masked: a token cannot see" ": masked"
look "logits of a model that fills in" 'model kind=masked heads=2 hidden=16' 't = trace{"a _ c", name="output.logits"}' \
    'assert(t.values[1][1] == nil and t.values[2][5] and t.values[2][4] == nil and t.masked > 20)' \
    'for i, a in ipairs(t.arrays) do assert(a.least > -100, a.name) end' 'trace name=output.logits a _ c' \
    'trace name=output.logits step=2 a _ c' 'lang ko' 'trace name=output.logits a _ c' -- "× masked" "are masked: a token that is not hidden" "1-4: masked  5: " "마스킹되어"
grep -q 10000 "$scratch/out" && report NOT "and no -10000" "$(cat "$scratch/out")" || report OK "and no -10000"
says "null in JSON" '"values":[[null,null,null,null,0.0,null' '"masked":' -- --json -e "$task" -e 'model kind=masked hidden=16 heads=2' -e 'trace name=output.logits a _ c'

says "no key of the full screen in a pipe" "shows one of them, with its tokens." -- -e "$task" -e "$transformer" -e 'heads a b c'

# ---- what a token is ----
says "of dates" characters -- -e 'data task=dates' -e 'model hidden=12 attention=dot' -e attend
says "of pieces of words" subwords -- -e 'data grammar=ko-en tokens=subword merges=50' -e 'model hidden=12 attention=dot' -e attend

# ---- widths and languages ----
looks "80 columns in Korean" width 80 -- --lang=ko -e "$task" -e 'model cell=lstm hidden=12' -e 'trace a b c' -e 'trust a b c d' -e 'gates a b c' -e 'force z value=0' -e 'whatif a b c'
prints "Korean" "망각 게이트" "순위 상관" "고정한 값"
looks "ASCII" ascii "" -- --ascii -e "$task" -e 'model cell=lstm hidden=12' -e 'trace name=attention.weights a b c' -e 'trust a b c d' -e 'gates a b c'

echo "1..$number"
