#!/usr/bin/env bash
# repl_explain.sh: numbers worked out: for every cell and every score function the results agree with the model's.
. "$(dirname -- "$0")/repl_session.sh"
task='data task=copy length=3..5 symbols=6'

# asked MODEL COMMAND...: on a small trained model
asked() {
    local model=$1 command commands=()
    shift
    for command; do commands+=(-e "$command"); done
    seqlab --json -e "$task" -e "$model hidden=12" -e 'train steps=30' "${commands[@]}"
}

# agrees TITLE COUNT: each of the last COUNT results agrees with the model's numbers, and is the one of the trace.
agrees() {
    faults "$1" "$2" '
def origins(value):
    if isinstance(value, dict) and "recomputed" in value:
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from origins(part)

for result in values:
    found = list(origins(result))
    worst = max(abs(one["recomputed"] - one["value"]) for one in found)
    check("of " + result["of"] + " a number", worst, 0, 1e-5)
    check("the largest difference", worst, result["largest_difference"], 1e-5)
    for part in [part for one in found for part in one["sums"]]:
        whole = sum(term["left_value"] * term["right_value"] for term in part["terms"]) + part["rest"] + (part["bias"] or 0)
        check("the terms of " + part["letter"], whole, part["value"], 1e-5)
    check("something was worked out", any(one["sums"] for one in found), True)'
}

for cell in gru lstm rnn; do
    for attention in none dot scaled general additive; do
        kind="model cell=$cell attention=$attention"
        results=3
        [ "$attention" = none ] && asked "$kind" 'explain gates a b c token=2' 'explain gates side=decoder step=2 unit=5' 'explain output.logits a b c' ||
            asked "$kind" 'explain gates side=decoder step=2' 'explain attend a b c step=2' 'explain attend length=4 token=3 unit=5 terms=40'
        ends "$cell with attention $attention" 0
        agrees "$cell with attention $attention is worked out" $results
    done
done
asked 'model attention=additive bidirectional=yes layers=2 input_feeding=yes' 'explain gates side=backward layer=2 a b' 'explain attend a b' \
    'explain decoder.layer2.candidate a b step=2' 'explain attention.feature a b'
ends "two layers in both directions" 0
agrees "they are worked out too" 3
asked 'model input=bag attention=none' 'explain context a b' 'explain gates side=decoder a b'
agrees "a bag of words" 2

for kind in transformer causal masked; do
    asked "model kind=$kind heads=2" 'explain attend a b c step=2' 'explain attend length=4 layer=1 head=2 token=3 terms=40'
    ends "$kind" 0
    agrees "$kind is worked out" 2
done
asked 'model kind=transformer heads=2' 'explain attend side=encoder step=2 a b' 'explain attend side=decoder step=2 unit=3 a b' \
    'explain encoder.layer2.state a b' 'explain decoder.layer1.cross.query row=2 column=7 a b' 'explain attend column=2 a b' \
    'explain encoder.input a b'
ends "parts of a Transformer" 0
sed -i '$d' "$scratch/out" # an input has no sums
agrees "they are worked out too" 5

gradients() {  # gradients TITLE COUNT: the products of each add up to it
    faults "$1" "$2" '
for result in values:
    check("the largest difference", result["largest_difference"], 0, 1e-6)
    check("nothing", result["gradient"]["value"] == 0, False)
    for one in [result["gradient"]] + result["chain"]:
        whole = sum(term["left_value"] * term["error"] for term in one["terms"]) + one["rest"]
        check("the products of " + str(one["name"]), whole, one["value"], 1e-6)
        check("computed again " + str(one["name"]), one["recomputed"], one["value"], 1e-6)
    check("it ends at", result["chain"][-1]["terms"][0]["result"], "loss")'
}
for kind in 'cell=gru attention=dot' 'cell=lstm attention=additive bidirectional=yes' 'kind=transformer heads=2' 'kind=causal heads=2 positions=learned'; do
    table=encoder.embedding step=2
    [ "${kind#kind=causal}" = "$kind" ] || table=decoder.embedding step=7 # after the source
    asked "model $kind" "explain gradient $table levels=200" 'explain gradient output.bias column=5 levels=200' \
        'explain gradient attention.weights step=2 levels=200' 'explain gradient'
    case $kind in
    kind=*) ends "the map of $kind has no gradient" 1 "its gradient is not worked out" ;;
    *)
        ends "gradients of model $kind" 0
        sed -i '$d' "$scratch/out"
        gradients "are their products ($kind)" 3
        ;;
    esac
    asked "model $kind" "explain gradient $table levels=200" "explain gradient decoder.state step=$step unit=3 levels=200" \
        'explain gradient output.weight row=2 column=5 terms=200 levels=200'
    ends "more of them" 0
    gradients "are their products too ($kind)" 3
done

asked 'model attention=additive' 'explain loss length=4' 'explain loss a b target="b a" step=1 unit=2'
ends "a loss and a gradient" 0
faults "agree with the engine" 2 '
for result in values:
    mean = sum(-math.log(one["probability"]) for one in result["steps"]) / len(result["steps"])
    gradient = result["gradient"]
    again = sum(term["left_value"] * (term["probability"] - term["right"]) for term in gradient["terms"]) / len(gradient["terms"])
    check("the loss", mean, result["loss"], 1e-5)
    check("the gradient", again, gradient["value"], 1e-6)
    check("nothing", gradient["value"] == 0, False)'

# ---- what it prints ----
plain() { seqlab -e "$task" -e "$1 hidden=12" -e 'train steps=30' -e "$2"; }
explains() { plain "$2" "$3"; well prints "$1" "${@:4}"; }  # explains TITLE MODEL COMMAND WORDS...
explains "with their formulas" 'model attention=dot' 'explain attend a b c step=2' "1 Score" "e_ij = s_i . h_j" "2 Softmax" "y_j = exp(a_j)" "3 Context" "4 Output" "tanh(a + b)" "looks most at" "agrees with the model's"
explains "five steps" 'model kind=transformer heads=2' 'explain attend a b c step=2' "Cross-attention, layer 2, head" "1 Score" "2 Softmax" "in the map = (w_1 + w_2) / 2" "3 Context" "4 Layer" "relu(" "norm_gain" "5 Output" "agrees with the model's"
explains "a gradient" 'model' 'explain gradient decoder.input_weight length=3' "Gradient of the loss" "goes into" "sum: the gradient" "followed towards the loss" "gradient descent makes this weight"
explains "a GRU's gates" 'model cell=gru' 'explain gates a b c token=2 unit=5' "h_t = (1 - z) * h_{t-1} + z * h~" "reset gate r = sigmoid(a + b)" "hidden state = (1 - z) * state_before + z * candidate" "(bias)"
says "a loss in Korean" "정답의 교차 엔트로피" "그래디언트 노름" "쓰이는 곳" "다시 계산한 결과" -- --lang ko -e "$task" -e 'model hidden=12' -e 'explain loss length=3' -e 'explain gradient' -e 'explain gradient output.weight'
says "in Korean" "업데이트 게이트 z" "(편향)" "소프트맥스" "다시 계산한 결과" -- --lang ko -e "$task" -e 'model hidden=12' -e 'explain gates a b c' -e 'explain attend a b c'

# ---- sentences by number, and the last one ----
runs "sentences have numbers" -e "$task" -e 'model hidden=12' -e 'data examples=5' -e 'translate #4'
fourth=$(grep -A1 '^#4  ' "$scratch/out")
fourth=${fourth#\#4  }
equal "the fourth is translated" "$(grep -cxF "${fourth%%$'\n'*}" "$scratch/out")" 1
grep -qxF "  expected: ${fourth##* }" "$scratch/out" || grep -qF "expected: $(sed 's/^ *//' <<<"${fourth#*$'\n'}")" "$scratch/out" &&
    report OK "with its right answer" || report NOT "with its right answer" "$fourth"
runs "the last sentence, and numbers" --json -e "$task" -e 'model hidden=12' -e 'train steps=20' -e 'translate c b a' -e 'explain attend step=2 column=3' -e 'explain attend step=1 seed=7' \
    -e 'explain attend step=1' -e 'data examples=4' -e 'patch context from="#2" #3' -e 'tokens #2' -e 'explain loss #3' -e 'units decoder.state unit=2' -e 'attend #7' -e 'accuracy count=20' -e 'attend #3'
faults "are the ones that were meant" 0 '
last, drawn, again, data, patch, tokens, loss, units, attend, accuracy, mistake = values[4:]
check("the last sentence", last["source"], "c b a")
check("its column", last["token"], 3)
check("one that was drawn", again["source"], drawn["source"])
check("from", patch["other"]["source"], data["examples"][1]["source"])
check("words", patch["source"], data["examples"][2]["source"])
check("tokens", tokens["text"], data["examples"][1]["source"])
check("its answer", loss["reference"], data["examples"][2]["target"])
check("units", attend["source"], (units["most"] + units["least"])[6]["source"])
check("accuracy", mistake["source"], accuracy["examples"][2]["source"])
check("its answer too", mistake.get("reference"), accuracy["examples"][2]["reference"])'
tells "a map with numbers" "1:" "   2  " "   4" "attention.weights" -- -e "$task" -e 'model attention=dot hidden=12' -e 'attend a b c numbers=yes' -e 'force attention step=1 column=2' -e 'force'
seqlab -e "$task" -e 'model hidden=12' -e "save $scratch/small.safetensors"
fails "no list yet" "no list of sentences" -e "open $scratch/small.safetensors" -e 'attend #2'
fails "a number past the list" "#1 to #3" -e "$task" -e 'model hidden=12' -e 'translate #4'
says "in Korean" "#2  " -- --lang ko -e "$task" -e 'model hidden=12' -e 'translate #2' -e 'translate #4'

# ---- what it refuses ----
refuses() {  # refuses TITLE MODEL COMMAND WORDS
    plain "$2" "$3"
    ends "$1" 1 "$4"
}
refuses "no subject" 'model' 'explain' "say what to explain"
refuses "no attention" 'model attention=none' 'explain attend a' "'explain gates'"
refuses "a loss without an answer" 'model' 'explain loss a b' 'target="..."'
refuses "a loss of hidden words" 'model kind=masked heads=2' 'explain loss a b' "token by token"
refuses "a unit that the output layer lacks" 'model' 'explain loss length=3 unit=13' "no unit=13"
refuses "no cells" 'model kind=transformer heads=2' 'explain gates a' "no recurrent cells"
refuses "a layer that is not there" 'model kind=transformer heads=2' 'explain attend a layer=3' "only 2 layers"
refuses "a unit of another head" 'model kind=transformer heads=2' 'explain attend a head=1 unit=7' "not of head 1"
refuses "a head of a model with one attention" 'model' 'explain attend a head=2' "applies only to Transformers"
refuses "a masked position" 'model kind=causal heads=2' 'explain attend a b step=1 token=5' "the last is token=4"
refuses "a parameter that is nearly right" 'model' 'explain gradient output.weigh length=3' "'output.weight'"
refuses "a row that a parameter lacks" 'model' 'explain gradient output.weight row=99 length=3' "the last is row=12"
refuses "a step past the end" 'model' 'explain attend a b step=900' "the last is step="
refuses "a unit past the end" 'model' 'explain gates a b unit=13' "the last is unit=12"
refuses "a token past the end" 'model' 'explain attend a b token=9' "the last is token=3"
refuses "both token and step" 'model' 'explain gates a b token=1 step=1' "not both"
explains "an embedding" 'model' 'explain encoder.embedding a b' "embedding = encoder.embedding["
refuses "a name that is nearly right" 'model' 'explain decoder.stat a b' "'decoder.state'"
# ---- step ----
runs "one step" -e "$task" -e 'model hidden=12' -e 'train steps=30' -e 'step length=4 lr=0.01' -e 'step undo'
prints "made visible" "One step on this sentence: loss" "gradient norm" "Largest change" "right token" "The model has changed" "has 31 steps" "before the step: 30 steps"
runs "from Lua" --json -e "$task" -e 'model hidden=12' -e 'step a b target="a b"' -e 's = step({length = 3}) assert(s.loss_after < s.loss_before and #s.arrays > 5)' -e 'u = step("undo") assert(u.undone)'
says "in Korean" "한 단계 훈련했습니다" "모델이 바뀌었습니다" "되돌렸습니다" -- --lang ko --ascii -e "$task" -e 'model hidden=12' -e 'step' -e 'step undo'
fails "no answer to learn from" 'target="..."' -e "$task" -e 'model hidden=12' -e 'step a b'

# ---- units ----
runs "a unit" -e "$task" -e 'model hidden=12' -e 'train steps=30' -e 'units encoder.forward.state unit=5 count=20' -e 'lang ko' -e 'units decoder.state count=9'
prints "and what drives it" "unit 5, over 20 test sentences" "highest" "Tokens with the highest mean" "Correlation with the position" "of the variance" "평균이 가장 큰 토큰"
runs "from Lua" --json -e "$task" -e 'model hidden=12' -e 'u = units("encoder.forward.state", {unit = 3, count = 10, most = 2}) assert(#u.most == 2 and u.most[1].value >= u.most[2].value and u.least[1].value <= u.least[2].value and u.sentences == 10 and u.by_token <= 1 and u.by_token >= 0 and math.abs(u.with_position) <= 1)'
refuses "a unit that is not there" 'model' 'units encoder.forward.state unit=13' "unit=13"
refuses "a name that is none" 'model' 'units nothing' "no value"

# ---- machine ----
runs "the machine" -e "$task" -e 'model hidden=20' -e 'train steps=30' -e 'machine a b c token=2' -e 'machine a b c step=2' -e 'machine length=4'
prints "at work" "encoder" "attention" "decoder" "reads" "context" "has read 2 of 4 tokens" "looks most at" '`machine next` goes on' '`machine back` goes back' "The first 16 of 20 units"
runs "without attention, and a Transformer" --json -e "$task" -e 'model attention=none hidden=12' -e 'm = machine("a b c") assert(#m.states == 4 and #m.context == 12 and not m.weights and m.step == 1 and m.input == "<SOS>" and m.words[1].token == m.said)' \
    -e 'model attention=dot hidden=12' -e 'e = explain("attend a b c") assert(e.words[1].token == e.said and #e.words == 4)' -e 'model attention=none hidden=12' -e 'm = machine("a b c", {token = 2}) assert(m.read == 2 and not m.step)' -e 'model kind=transformer heads=2 hidden=12' -e 'm = machine("a b") assert(#m.weights == 3 and #m.words == 3)'
COLUMNS=40 says "narrow, in Korean" "인코더" "디코더" "가장 주목하는" -- --lang ko --ascii -e "$task" -e 'model hidden=12' -e 'machine a b c'
refuses "a step past the answer's end" 'model' 'machine a step=900' "the last is step="
refuses "a model without a state for each token" 'model input=bag attention=none' 'machine a b' "a state for each source token"
refuses "what comes before the first token" 'model' 'machine back' "nothing comes before"
moments=()
for turn in next next next next back; do moments+=(-e "machine $turn"); done
runs "moment by moment" --json -e "$task" -e 'model attention=dot hidden=12' -e 'train steps=30' -e 'machine token=1 a b' "${moments[@]}" -e 'machine words=yes' -e 'translate c d' -e 'machine' \
    -e 'model kind=causal heads=2' -e 'machine a b token=2' -e 'machine next' -e 'machine next' -e 'model kind=masked heads=2' -e 'machine a <UNK> token=2' -e 'machine next' \
    -e 'model kind=transformer heads=2' -e 'machine a b token=2' -e 'machine next'
faults "forwards and back, for all kinds" 0 '
machines = [line for line in values if "moment" in line]
turns, rest = machines[:6], machines[6:]
check("moments", [one["moment"] for one in turns], [1, 2, 3, 4, 5, 4])
check("tokens and steps", [one["step"] for one in turns], [None, None, None, 1, 2, 1])
check("read", [one["read"] for one in turns], [1, 2, 3, 3, 3, 3])
check("so far", [len(one["said_before"]) for one in turns], [0, 0, 0, 0, 1, 0])
check("the last sentence", rest[0]["source"], "a b")
check("its story", [one["moment"] for one in rest[0]["story"]], list(range(1, rest[0]["moments"] + 1)))
check("the one asked last", rest[1]["source"], "c d")
kinds = [(one["kind"], one["step"], one["at_once"]) for one in rest[2:]]
check("kinds", kinds, [("causal", None, False), ("causal", None, False), ("causal", 1, False), ("masked", None, True), ("masked", 1, True), ("both", None, True), ("both", 1, True)])
for one in rest[2:]:
    if one["step"] and (len(one["state"]) != len(one["context"]) or abs(sum(one["weights"]) - 1) > 1e-5):
        print(one["kind"], "has", len(one["state"]), len(one["context"]), sum(one["weights"]))'
tells "in words" "has read 1 of 3 tokens" "has read 3 of 3" "Step 1: the decoder reads" -- -e "$task" -e 'model hidden=12' -e 'machine a b words=yes'

# ---- patch ----
runs "values of other sentences" -e "$task" -e 'model hidden=12' -e 'train steps=30' -e 'patch encoder.forward.state from="d e f" a b c' -e 'patch encoder.forward.state from=mean sweep=steps a b c' \
    -e 'patch decoder.state from=zero step=1 sweep=units a b c'
prints "compared" 'from "d e f"' "whose answer is" "nats." "the mean over 50 sentences" "Patched one at a time" "of 12 change"
runs "from Lua" --json -e "$task" -e 'model hidden=12' -e 'p = patch("context a b", {from = "zero"}) assert(p.replaced == 24 and p.after.answer and not p.sweep)' \
    -e 'p = patch("encoder.forward.state a b", {from = "zero", sweep = "steps"}) assert(#p.items == 3 and p.items[1] == "a" and #p.changes == 3 and #p.answers == 3)'
says "in Korean" "바꾸어 넣은 값" "확률이 바뀌는 정도" -- --lang ko --ascii -e "$task" -e 'model hidden=12' -e 'patch context from="a b" a b c' -e 'patch encoder.forward.state from=mean sweep=steps a b'
fails "no value" "say which value" -e "$task" -e 'model hidden=12' -e 'patch'
echo "1..$number"
