/* commands_train.c: `train`: steps that make the loss smaller. */
#include <math.h>

#include "base/language.h"
#include "repl/results.h"
#include "view/curve.h"

static const Option train_options[] = {
    {"steps", OPTION_INTEGER, "600", 1, 1e7, NULL, {"how many batches to learn from", "배울 배치의 수"}},
    {"seconds", OPTION_NUMBER, NULL, 0.1, 1e6, NULL,
     {"by the clock instead; the numbers then depend on the machine", "단계 수 대신 정하는 시간(초). 결과가 컴퓨터에 따라 달라짐"}},
    {"batch", OPTION_INTEGER, "64", 1, 4096, NULL, {"sentences in a batch", "배치 하나의 문장 수"}},
    {"rate", OPTION_NUMBER, "0.003", 1e-9, 100, NULL, {"Adam's learning rate at the start", "Adam의 초기 학습률"}},
    {"floor", OPTION_NUMBER, "0.05", 0, 1, NULL, {"the last rate as a share of the first; 1: no decay", "초기 학습률에 대한 마지막 학습률의 비율. 1이면 줄이지 않음"}},
    {"clip", OPTION_NUMBER, "1", 0, 1e9, NULL, {"longest gradient; 0: no limit", "그래디언트 노름의 상한. 0이면 제한 없음"}},
    {"shards", OPTION_INTEGER, "2", 1, 16, NULL, {"parts of a batch that threads work on; decides the numbers, the threads do not", "스레드가 나누어 맡는 배치의 조각 수. 결과는 스레드 수가 아니라 이 "
                                                                                                                                    "값에 달려 있음"}},
    {"seed", OPTION_INTEGER, "1", 0, 1e15, NULL, {"of the order of the batches", "배치 순서의 시드"}},
    {0},
};

TrainOptions read_train_options(const Arguments *arguments)
{
    TrainOptions options = train_defaults();
    options.steps = arguments_integer(arguments, "steps", options.steps);
    options.seconds = arguments_number(arguments, "seconds", 0);
    options.batch = (int)arguments_integer(arguments, "batch", options.batch);
    options.rate = arguments_number(arguments, "rate", options.rate);
    options.floor = arguments_number(arguments, "floor", options.floor);
    options.clip = arguments_number(arguments, "clip", options.clip);
    options.shards = (int)arguments_integer(arguments, "shards", options.shards);
    options.seed = (uint64_t)arguments_integer(arguments, "seed", 1);
    return options;
}

json_t *train_value(const TrainResult *result)
{
    json_t *curve = json_array();
    for (int i = 0; i < result->losses; i++)
        json_array_append_new(curve, json_pack("[f, o]", result->loss_step[i], json_finite(result->loss_value[i])));
    return json_pack("{s:s, s:I, s:I, s:o, s:o, s:f, s:f, s:I, s:b, s:o}", "model", result->model, "steps",
                     (json_int_t)result->steps, "total_steps", (json_int_t)result->total_steps, "loss",
                     json_finite(result->loss), "validation_loss", json_finite(result->validation_loss),
                     "tokens_per_second", result->tokens_per_second, "seconds", result->seconds, "tokens",
                     (json_int_t)result->tokens, "stopped", result->stopped, "curve", curve);
}

static bool run_train(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    TrainOptions options = read_train_options(arguments);
    TrainResult trained;
    if (!lab_train(repl_lab(repl), &options, &trained, error))
        return false;
    result->value = train_value(&trained);
    return true;
}

static void draw_losses(const json_t *points, Canvas *canvas)
{
    double steps[LOSS_POINTS], losses[LOSS_POINTS];
    int count = 0;
    for (size_t i = 0; i < json_array_size(points) && count < LOSS_POINTS; i++) {
        steps[count] = json_number_value(json_array_get(json_array_get(points, i), 0));
        losses[count++] = json_number_value(json_array_get(json_array_get(points, i), 1));
    }
    if (count < 8)
        return;
    Curve curve = {.x_label = TEXT("step", "단계"), .y_label = TEXT("loss", "손실"), .count = {count, 0}, .x = {steps, NULL}, .y = {losses, NULL}};
    curve_draw(canvas, &curve, 8);
}

void show_train(const json_t *value, Canvas *canvas)
{
    char rate[32], time[24];
    Buffer text = {0};
    draw_losses(json_object_get(value, "curve"), canvas);
    buffer_format(&text, TEXT("%s: %ld steps in %s, loss %.3f nats a token", "%s: %ld단계에 %s 걸렸고, 손실은 토큰당 %.3f내트"),
                  json_text(value, "model"), (long)json_integer_value(json_object_get(value, "steps")),
                  duration_text(json_double(value, "seconds"), time), json_double(value, "loss"));
    if (json_is_number(json_object_get(value, "validation_loss")))
        buffer_format(&text, TEXT(" (%.3f on sentences it did not learn from)", "(배우지 않은 문장에서는 %.3f)"), json_double(value, "validation_loss"));
    buffer_format(&text, TEXT(", %s target tokens a second.", ", 속도는 초당 번역문 토큰 %s개입니다."),
                  grouped_text((long)json_double(value, "tokens_per_second"), rate));
    if (json_is_true(json_object_get(value, "stopped")))
        buffer_add(&text, TEXT(" Stopped early; the model keeps what it learned.", " 도중에 멈추었습니다. 배운 것은 모델에 남아 있습니다."));
    canvas_prose(canvas, STYLE_PLAIN, 0, buffer_text(&text));
    buffer_free(&text);
}

static const Command train_command = {
    .name = "train",
    .usage = {"train steps=600 batch=64 rate=0.003", "train steps=600 batch=64 rate=0.003"},
    .summary = {"train the current model", "현재 모델을 훈련합니다"},
    .help = {"Trains the current model on its data: teacher forcing, cross-entropy, Adam, the gradient clipped, the rate falling along "
             "a half cosine. `Ctrl-C` stops after the step it is in, and the model keeps what it learned; `train` again goes on.\n\n"
             "- `train steps=600 batch=64 rate=0.003`\n- `train seconds=30` stops by the clock.",
             "현재 모델을 그 데이터로 훈련합니다. 교사 강요, 교차 엔트로피, Adam을 쓰고, 그래디언트를 클리핑하며, "
             "학습률은 코사인 곡선의 반 주기를 따라 줄어듭니다. `Ctrl-C`를 누르면 하던 단계까지 마치고 멈추며, 배운 "
             "것은 모델에 남습니다. 다시 `train`을 입력하면 이어서 훈련합니다.\n\n"
             "- `train steps=600 batch=64 rate=0.003`\n"
             "- `train seconds=30`은 30초가 지나면 멈춥니다."},
    .options = train_options,
    .run = run_train,
    .show = show_train,
};

static const Command *const commands[] = {&train_command, NULL};
const Command *const *const train_family = commands;
