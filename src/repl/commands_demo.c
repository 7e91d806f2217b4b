/* commands_demo.c: `demo`: the whole program once, without a key pressed.
 *
 * It shows each command that it runs, so that the viewer can repeat it by hand. Its texts are true whatever the
 * numbers are; the numbers are in the pictures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/options.h"
#include "repl/builtin_commands.h"
#include "repl/results.h"

typedef struct DemoOptions { long steps; } DemoOptions;
static const Option demo_rows[] = {
    {"steps", OPTION_WHOLE, OPTION_AT(DemoOptions, steps), .fallback = "2000", .least = 1, .most = 100000,
     .help = {"Training steps of each of the two models. With few of them it is short, and they learn little.",
              "두 모델 각각의 훈련 단계 수. 적으면 시연이 짧아지지만 모델이 거의 배우지 못합니다."}},
    {0},
};
static const Options demo_options = {demo_rows, .size = sizeof(DemoOptions)};

typedef struct DemoStep {
    Sentence text;       /* shown before the command; NULL: nothing */
    const char *command; /* NULL: training */
} DemoStep;

static const DemoStep steps[] = {
    {{"1. Sentences. A grammar generates Korean sentences of 2 to 50 words, their English translations and the word "
      "alignment. A tenth of all sentences is the test set: the model never trains on it, and every score below uses "
      "it.",
      "1. 문장. 문법이 2~50단어의 한국어 문장과 영어 번역, 단어의 정렬을 만듭니다. 전체 문장의 10분의 1은 훈련에 쓰지 않는 "
      "평가 데이터이며, 아래의 모든 수치는 이 데이터로 측정합니다."},
     "data grammar=ko-en length=2..50"},
    {{"2. A model without attention. The encoder reads the sentence and passes one vector to the decoder, of the same "
      "size for 3 words and for 50. The decoder sees nothing else of the sentence: a fixed-length bottleneck.",
      "2. 어텐션이 없는 모델. 인코더는 문장을 읽고 디코더에 벡터 하나를 넘깁니다. 3단어든 50단어든 벡터의 차원은 같고, "
      "디코더는 문장에 대해 이 벡터만 봅니다. 이것이 고정 길이 병목입니다."},
     "model attention=none hidden=64 seed=1"},
    {{NULL, NULL}, NULL},
    {{"3. The same model with dot-product attention, the same sentences, the same seed. For each word the decoder "
      "looks at all encoder states.",
      "3. 내적 어텐션을 더한 모델. 문장과 시드는 같습니다. 디코더는 단어를 출력할 때마다 인코더의 모든 은닉 상태를 봅니다."},
     "model attention=dot hidden=64 seed=1"},
    {{NULL, NULL}, NULL},
    {{"4. Accuracy by length. The longer the sentence, the more the model without attention must pack into its one "
      "vector.",
      "4. 길이별 정확도. 문장이 길수록 어텐션이 없는 모델은 더 많은 정보를 벡터 하나에 담아야 합니다."},
     "compare gru-none gru-dot lengths=5,12,30,50 count=100"},
    {{NULL, NULL}, "accuracy length=2..12 count=300"},
    {{"5. Five sentences of the test set.", "5. 평가 데이터의 다섯 문장."}, "translate length=4 seed=1"},
    {{NULL, NULL}, "translate length=6 seed=2"},
    {{NULL, NULL}, "translate length=8 seed=3"},
    {{NULL, NULL}, "translate length=10 seed=4"},
    {{NULL, NULL}, "translate length=12 seed=5"},
    {{"6. Attention weights. Each row is an output word, each column a source word. A textbook would align each "
      "English word with its Korean word; a model puts the weight wherever that lowers the loss, sometimes one word "
      "to the side, because a hidden "
      "state also carries the neighboring words.",
      "6. 어텐션 가중치. 행은 출력 단어, 열은 소스 단어입니다. 교과서라면 영어 단어마다 뜻이 같은 한국어 단어에 가중치를 "
      "두겠지만, 모델은 손실이 줄어드는 곳이면 어디에든 둡니다. 은닉 상태에는 이웃 단어의 정보도 담겨 있으므로 한 단어 "
      "옆을 보기도 합니다."},
     "attend 나는 어제 도서관에 갔다 weights=yes"},
    {{"The same for a sentence of the test set. The map marks the aligned words, and the line below counts the "
      "agreements.",
      "평가 데이터의 문장으로 다시 봅니다. 어텐션 맵에 정답 정렬을 표시하고, 몇 개나 일치하는지 그 아래에 보여 줍니다."},
     "attend length=6 seed=2"},
    {{"7. Gates of the encoder: how much each word changes the hidden state.",
      "7. 인코더의 게이트: 단어마다 은닉 상태가 얼마나 바뀌는지 보여 줍니다."},
     "gates 나는 어제 도서관에 갔다"},
};

static bool take_step(Repl *repl, const DemoStep *step, long training_steps)
{
    if (step->text.english != NULL) {
        repl_say(repl, STYLE_PLAIN, "");
        repl_say(repl, STYLE_PLAIN, sentence_now(step->text));
    }
    char training[64];
    snprintf(training, sizeof training, "train steps=%ld lr=0.006", training_steps);
    const char *line = step->command != NULL ? step->command : training;
    char *shown = text_format("seqlab> %s", line);
    repl_say(repl, STYLE_CODE, shown);
    free(shown);
    return repl_line(repl, line) && !interrupt_requested();
}

static bool run_demo(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    char line[1024];
    long training_steps = ((const DemoOptions *)arguments->options)->steps;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!take_step(repl, &steps[i], training_steps))
            return error_set(error, ERROR_INTERRUPTED, TEXT("the demo was interrupted; you can go on with its models",
                                                              "시연을 중단했습니다. 지금까지 만든 모델은 그대로 쓸 수 있습니다"));
    snprintf(line, sizeof line, "save \"%s/demo.safetensors\" replace=yes", repl_options(repl)->state_folder);
    if (!take_step(repl, &(DemoStep){{"8. Saving the model.", "8. 모델을 저장합니다."}, line}, 0))
        return error_set(error, ERROR_SYSTEM, TEXT("the model could not be saved", "모델을 저장하지 못했습니다"));
    snprintf(line, sizeof line, "%s/demo.safetensors", repl_options(repl)->state_folder);
    result->value = json_pack("{s:s}", "file", line);
    return true;
}

static void show_demo(const json_t *value, Canvas *canvas)
{
    canvas_blank(canvas);
    marked_format(canvas, 0,
                  TEXT("You can type every command of this demo. Start `seqlab`, type `open %s`, then "
                       "`translate` any sentence with these words. `lesson 9` shows where attention helps.",
                       "시연에 나온 명령은 모두 직접 입력할 수 있습니다. `seqlab`을 실행하고 `open %s` 명령을 입력한 뒤, 이 단어들로 "
                       "된 문장을 `translate`로 번역해 보십시오. 어텐션이 어디에 도움이 되는지는 `lesson 9`에서 알아봅니다."),
                  json_text(value, "file"));
}

static const Command demo_command = {
    .name = "demo",
    .usage = {"demo [steps=200]", "demo [steps=200]"},
    .summary = {"see everything once: train, measure, translate, look inside", "훈련, 측정, 번역, 분석을 한 번에 보여 줍니다"},
    .options = &demo_options,
    .run = run_demo,
    .show = show_demo,
};

const Command *const demo_family[] = {&demo_command, NULL};
