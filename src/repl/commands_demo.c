/* commands_demo.c: `demo`: the whole program once, with no key pressed.
 *
 * It types the same commands that a person would, and shows them, so that everything can be done again by
 * hand. What it says beside them holds whatever the numbers turn out to be; the numbers are in the pictures. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "repl/builtin_commands.h"
#include "repl/results.h"

typedef struct DemoStep {
    Sentence text;       /* said before; NULL: nothing */
    const char *command; /* NULL: nothing is run */
} DemoStep;

static const DemoStep steps[] = {
    {{"1. Sentences. A grammar makes Korean sentences and their English translations without end, from 2 to 50 words, and knows "
      "which word belongs to which. A tenth of all sentences is never trained on: everything below is measured on those.",
      "1. 문장. 문법이 2~50단어의 한국어 문장과 영어 번역을 끝없이 만들며, 어느 단어가 어느 단어의 짝인지도 압니다. "
      "전체 문장의 10분의 1은 훈련에 쓰지 않으며, 아래의 모든 수치는 그 문장들로 측정합니다."},
     "data grammar=ko-en length=2..50"},
    {{"2. A model without attention. The encoder reads the sentence and hands over one vector, as long for 3 words as for 50. The "
      "decoder knows nothing else: this is the bottleneck.",
      "2. 어텐션이 없는 모델. 인코더는 문장을 읽고 벡터 하나를 넘깁니다. 3단어든 50단어든 벡터의 길이는 같습니다. 디코더가 아는 것은 그것뿐이며, 이것이 정보 병목입니다."},
     "model attention=none hidden=64 seed=1"},
    {{NULL, NULL}, "train steps=2000 lr=0.006"},
    {{"3. The same with dot-product attention, on the same sentences with the same seed. At each word the decoder looks back at all "
      "states of the encoder.",
      "3. 같은 문장, 같은 시드에 내적 어텐션을 더한 모델. 디코더는 단어를 낼 때마다 인코더의 모든 상태를 돌아봅니다."},
     "model attention=dot hidden=64 seed=1"},
    {{NULL, NULL}, "train steps=2000 lr=0.006"},
    {{"4. Where they part. The longer the sentence, the more must pass through the one vector of the plain model.",
      "4. 두 모델이 갈라지는 곳. 문장이 길수록 어텐션이 없는 모델은 더 많은 것을 벡터 하나에 담아야 합니다."},
     "compare gru-none gru-dot lengths=5,12,30,50 count=100"},
    {{NULL, NULL}, "accuracy length=2..12 count=300"},
    {{"5. Five sentences it never saw.", "5. 본 적 없는 다섯 문장."}, "translate length=4 seed=1"},
    {{NULL, NULL}, "translate length=6 seed=2"},
    {{NULL, NULL}, "translate length=8 seed=3"},
    {{NULL, NULL}, "translate length=10 seed=4"},
    {{NULL, NULL}, "translate length=12 seed=5"},
    {{"6. Where it looked. A row is a word that the model said, a column a word that it read. A textbook would put each English word "
      "on its Korean partner; a model puts its weight wherever that lowers the loss, sometimes one word beside, since a state has read "
      "its neighbours too.",
      "6. 모델이 본 곳. 행은 모델이 낸 단어, 열은 모델이 읽은 단어입니다. 교과서라면 영어 단어마다 한국어 짝에 "
      "가중치를 두겠지만, 모델은 손실이 줄어드는 곳이면 어디에든 둡니다. 은닉 상태에는 이웃 단어도 담겨 있으므로 한 "
      "단어 옆일 때도 있습니다."},
     "attend 나는 어제 도서관에 갔다 weights=yes"},
    {{"The same for a held-out sentence whose true partners are known: they are marked, and counted below the map.",
      "실제 짝을 아는 평가용 문장으로 다시 봅니다. 어텐션 맵에 실제 짝을 표시하고, 몇 개나 맞는지 그 아래에 적습니다."},
     "attend length=6 seed=2"},
    {{"7. Inside the encoder: how much each word changes the state.", "7. 인코더의 안쪽: 단어마다 은닉 상태가 얼마나 바뀌는지 봅니다."},
     "gates 나는 어제 도서관에 갔다"},
};

static void type(Repl *repl, const char *command)
{
    char line[256];
    snprintf(line, sizeof line, "seqlab> %s", command);
    repl_say(repl, STYLE_CODE, line);
}

static bool take_step(Repl *repl, const DemoStep *step)
{
    if (step->text.english != NULL) {
        repl_say(repl, STYLE_PLAIN, "");
        repl_say(repl, STYLE_PLAIN, sentence_now(step->text));
    }
    if (step->command == NULL)
        return true;
    type(repl, step->command);
    return repl_line(repl, step->command) && !interrupt_requested();
}

static bool run_demo(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    char line[1024];
    (void)arguments;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!take_step(repl, &steps[i]))
            return error_set(error, ERROR_INTERRUPTED, TEXT("the demo stopped here; what it made is yours to go on with", "시연을 여기서 멈춥니다. 만든 모델은 그대로 쓸 수 있습니다"));
    snprintf(line, sizeof line, "save \"%s/demo.safetensors\" replace=yes", repl_options(repl)->state_folder);
    if (!take_step(repl, &(DemoStep){{"8. The model is kept.", "8. 모델을 저장합니다."}, line}))
        return error_set(error, ERROR_SYSTEM, TEXT("the model could not be saved", "모델을 저장하지 못했습니다"));
    snprintf(line, sizeof line, "%s/demo.safetensors", repl_options(repl)->state_folder);
    result->value = json_pack("{s:s}", "file", line);
    return true;
}

static void show_demo(const json_t *value, Canvas *canvas)
{
    Buffer text = {0};
    buffer_format(&text, TEXT("That was all by commands you can type: start `seqlab`, type `open %s`, then `translate` any sentence made of these words, or "
                              "`lesson 1` to find out why attention helps.",
                              "모두 직접 입력할 수 있는 명령이었습니다. `seqlab`을 실행하고 `open %s` 명령을 입력한 "
                              "뒤, 이 단어들로 된 문장을 `translate`로 번역해 보십시오. 어텐션이 왜 도움이 되는지는 "
                              "`lesson 1`에서 알아봅니다."),
                  json_text(value, "file"));
    canvas_blank(canvas);
    canvas_marked(canvas, 0, buffer_text(&text));
    buffer_free(&text);
}

static const Command demo_command = {
    .name = "demo",
    .usage = {"demo", "demo"},
    .summary = {"see everything once: train, measure, translate, look inside", "훈련하고, 측정하고, 번역하고, 들여다보는 것을 한 번에 봅니다"},
    .run = run_demo,
    .show = show_demo,
};

static const Command *const commands[] = {&demo_command, NULL};
const Command *const *const demo_family = commands;
