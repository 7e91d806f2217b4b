/* commands_train.c: `train`: steps that make the loss smaller. */
#include <math.h>
#include <string.h>

#include "base/language.h"
#include "repl/builtin_commands.h"
#include "repl/results.h"
#include "view/curve.h"
#include "view/short_text.h"

static const Option train_options[] = {
    {"steps", OPTION_INTEGER, "600", 1, 1e7, NULL, {"how many batches to learn from", "배울 배치의 수"}},
    {"seconds", OPTION_NUMBER, NULL, 0.1, 1e6, NULL,
     {"by the clock instead; the numbers then depend on the machine", "단계 수 대신 정하는 시간(초). 결과가 컴퓨터에 따라 달라짐"}},
    {"batch", OPTION_INTEGER, "64", 1, 4096, NULL, {"sentences in a batch", "배치 하나의 문장 수"}},
    {"rate", OPTION_NUMBER, NULL, 1e-9, 100, NULL,
     {"the learning rate at its highest (0.003; of sgd 0.2)", "가장 높을 때의 학습률(기본은 0.003, sgd는 0.2)"}},
    {"warmup", OPTION_INTEGER, "0", 0, 1e7, NULL, {"steps over which the rate rises from 0", "학습률이 0에서 올라가는 단계 수"}},
    {"decay", OPTION_CHOICE, "cosine", 0, 0, "cosine|linear|root|none",
     {"how the rate falls afterwards; root: with the square root of the steps", "그 뒤 학습률이 줄어드는 모양. root는 단계 수의 제곱근에 반비례"}},
    {"floor", OPTION_NUMBER, "0.05", 0, 1, NULL, {"the lowest rate as a share of the highest", "가장 높은 학습률에 대한 가장 낮은 학습률의 비율"}},
    {"clip", OPTION_NUMBER, "1", 0, 1e9, NULL, {"longest gradient; 0: no limit", "그래디언트 노름의 상한. 0이면 제한 없음"}},
    {"optimiser", OPTION_CHOICE, "adam", 0, 0, "adam|adamw|sgd",
     {"what turns a gradient into a step: Adam, Adam with decoupled weight decay, gradient descent with momentum",
      "그래디언트로 값을 고치는 방법: Adam, 가중치 감쇠를 분리한 AdamW, 모멘텀을 쓰는 경사 하강법"}},
    {"weight_decay", OPTION_NUMBER, NULL, 0, 1, NULL, {"pulls every value towards 0 (adamw: 0.01, else 0)", "모든 값을 0 쪽으로 당기는 세기(adamw는 0.01, 나머지는 0)"}},
    {"momentum", OPTION_NUMBER, "0.9", 0, 0.9999, NULL, {"of sgd: how much of the last step goes on", "sgd에서 앞 단계의 움직임을 이어 가는 비율"}},
    {"smoothing", OPTION_NUMBER, "0", 0, 0.9, NULL,
     {"label smoothing: how much of the right token's probability is spread over all tokens", "레이블 스무딩: 정답 토큰의 확률에서 모든 토큰에 고루 나누어 주는 몫"}},
    {"teacher_forcing", OPTION_NUMBER, "1", 0, 1, NULL,
     {"share of the decoder's inputs that are the right tokens; the others are the model's own", "디코더가 정답 토큰을 읽는 비율. 나머지는 모델 자신이 낸 토큰을 읽음"}},
    {"shards", OPTION_INTEGER, "2", 1, 16, NULL, {"parts of a batch that threads work on; decides the numbers, the threads do not", "스레드가 나누어 맡는 배치의 조각 수. 결과는 스레드 수가 아니라 이 "
                                                                                                                                    "값에 달려 있음"}},
    {"seed", OPTION_INTEGER, "1", 0, 1e15, NULL, {"of the order of the batches", "배치 순서의 시드"}},
    {"check", OPTION_INTEGER, "100", 0, 1e7, NULL,
     {"steps between two looks at the loss on held-out sentences; 0: at the end alone", "검증 손실을 재는 간격(단계 수). 0이면 끝에만 잼"}},
    {"patience", OPTION_INTEGER, "0", 0, 10000, NULL,
     {"stop after that many checks without a new lowest loss, and go back to the best model; 0: never",
      "검증 손실이 이만큼 연달아 더 낮아지지 않으면 멈추고 가장 좋았던 모델로 돌아감. 0이면 쓰지 않음"}},
    {"snapshots", OPTION_INTEGER, "0", 0, SNAPSHOTS_MOST, NULL,
     {"keep the model's values at that many points of the run, 1: at its end, for `snapshot`; 0: none", "훈련 도중 이만큼의 지점에서 모델의 값을 남김(`snapshot`으로 봄). 1이면 끝에만, 0이면 남기지 않음"}},
    {"autosave", OPTION_NUMBER, "10", 0, 1e6, NULL,
     {"seconds between two files from which `open` brings the model back after a crash; 0: none",
      "갑자기 끝났을 때 `open`으로 모델을 되찾을 파일을 쓰는 간격(초). 0이면 쓰지 않음"}},
    {"fresh", OPTION_YES_NO, "no", 0, 0, NULL,
     {"the optimiser and the order of the batches begin anew, not where the last run ended",
      "앞 훈련을 이어 가지 않고 옵티마이저와 배치 순서를 새로 시작할지 여부"}},
    {0},
};

TrainOptions read_train_options(const Arguments *arguments)
{
    TrainOptions options = train_defaults();
    options.steps = arguments_integer(arguments, "steps", options.steps);
    options.seconds = arguments_number(arguments, "seconds", 0);
    options.batch = (int)arguments_integer(arguments, "batch", options.batch);
    options.warmup = arguments_integer(arguments, "warmup", options.warmup);
    options.floor = arguments_number(arguments, "floor", options.floor);
    options.clip = arguments_number(arguments, "clip", options.clip);
    options.weight_decay = arguments_number(arguments, "weight_decay", options.weight_decay);
    options.momentum = arguments_number(arguments, "momentum", options.momentum);
    options.smoothing = arguments_number(arguments, "smoothing", options.smoothing);
    options.teacher_forcing = arguments_number(arguments, "teacher_forcing", options.teacher_forcing);
    options.shards = (int)arguments_integer(arguments, "shards", options.shards);
    options.seed = (uint64_t)arguments_integer(arguments, "seed", 1);
    options.check = arguments_integer(arguments, "check", options.check);
    options.patience = (int)arguments_integer(arguments, "patience", options.patience);
    options.snapshots = (int)arguments_integer(arguments, "snapshots", 0);
    options.autosave = arguments_number(arguments, "autosave", options.autosave);
    options.fresh = arguments_yes(arguments, "fresh", false);
    decay_named(arguments_text(arguments, "decay", ""), &options.decay); /* both are among the choices, or not given */
    optimiser_named(arguments_text(arguments, "optimiser", ""), &options.optimiser);
    options.rate = arguments_number(arguments, "rate", optimiser_usual_rate(options.optimiser));
    return options;
}

static json_t *autosave_hint(const TrainResult *result)
{
    Buffer text = {0};
    if (result->autosave_error.kind == ERROR_NONE)
        return json_null();
    buffer_format(&text, TEXT("A crash now would lose the model: %s. 'save FILE' keeps it elsewhere.",
                              "지금 갑자기 끝나면 모델을 잃습니다(%s). 'save 파일'로 다른 곳에 저장하십시오."),
                  result->autosave_error.message);
    json_t *hint = json_string(buffer_text(&text));
    buffer_free(&text);
    return hint;
}

/* What the run's numbers suggest for the next; NULL where they suggest nothing. */
static json_t *hint(const TrainResult *result)
{
    if (!result->above_guessing)
        return autosave_hint(result);
    return json_string(TEXT("The loss stays far above what guessing would give: the rate is too large. Make the model anew "
                            "and train it at a tenth of it.",
                            "손실이 아무렇게나 답할 때보다 훨씬 높은 채로 있습니다. 학습률이 너무 큽니다. 모델을 새로 만들고 "
                            "10분의 1로 훈련해 보십시오."));
}

static json_t *curve_value(const LossCurve *curve)
{
    json_t *list = json_array();
    for (int i = 0; i < curve->count; i++)
        json_array_append_new(list, json_pack("[f, o]", curve->step[i], json_finite(curve->value[i])));
    return list;
}

/* Of which tokens the losses and the speed are. */
static const char *loss_of(ModelKind kind)
{
    return kind == KIND_CAUSAL ? "text" : kind == KIND_MASKED ? "hidden" : "target";
}

json_t *train_value(const TrainResult *result)
{
    json_t *value = json_pack(
        "{s:s, s:I, s:I, s:o, s:o, s:f, s:f, s:I, s:b, s:b, s:b, s:o}", "model", result->model, "steps",
        (json_int_t)result->steps, "total_steps", (json_int_t)result->total_steps, "loss", json_finite(result->loss),
        "validation_loss", json_finite(result->validation_loss), "tokens_per_second", result->tokens_per_second, "seconds",
        result->seconds, "tokens", (json_int_t)result->tokens, "stopped", result->stopped, "early", result->early,
        "restored", result->restored, "hint", hint(result));
    json_object_set_new(value, "best_step", isfinite(result->best_loss) ? json_integer(result->best_step) : json_null());
    json_object_set_new(value, "best_loss", json_finite(result->best_loss));
    json_object_set_new(value, "loss_of", json_string(loss_of(result->kind)));
    json_object_set_new(value, "curve", curve_value(&result->losses));
    json_object_set_new(value, "validation_curve", curve_value(&result->validation_losses));
    return value;
}

static bool run_train(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    TrainOptions options = read_train_options(arguments);
    TrainResult trained;
    if ((options.optimiser != OPTIMISER_SGD && !arguments_without(arguments, "momentum", "optimiser=sgd", error)) ||
        (options.decay == DECAY_NONE && !arguments_without(arguments, "floor", "decay=cosine, linear, root", error)))
        return false;
    if (!lab_train(repl_lab(repl), &options, &trained, error))
        return false;
    result->value = train_value(&trained);
    return true;
}

static LossCurve read_curve(const json_t *list)
{
    LossCurve curve = {0};
    for (size_t i = 0; i < json_array_size(list) && i < CURVE_POINTS; i++) {
        const json_t *loss = json_array_get(json_array_get(list, i), 1);
        loss_curve_add(&curve, json_number_value(json_array_get(json_array_get(list, i), 0)),
                       json_is_number(loss) ? json_number_value(loss) : (double)NAN);
    }
    return curve;
}

static void draw_losses(const json_t *value, Canvas *canvas)
{
    LossCurve losses = read_curve(json_object_get(value, "curve"));
    LossCurve validation = read_curve(json_object_get(value, "validation_curve"));
    int checks = validation.count;
    if (losses.count < 8)
        return;
    Curve curve = {.x_label = TEXT("step", "단계"), .y_label = TEXT("loss", "손실"), .count = {losses.count, checks > 1 ? checks : 0},
                   .x = {losses.step, validation.step}, .y = {losses.value, validation.value}};
    if (checks > 1) {
        curve.name[0] = TEXT("training", "훈련");
        curve.name[1] = TEXT("held out", "검증");
    }
    curve_draw(canvas, &curve, 8);
}

/* Whether a better model came back, or would have been there. */
static void add_best(const json_t *value, Buffer *text)
{
    double best = json_double(value, "best_loss"), last = json_double(value, "validation_loss");
    long step = (long)json_integer_value(json_object_get(value, "best_step"));
    if (json_is_true(json_object_get(value, "early")))
        buffer_add(text, TEXT(" Its patience ran out: the loss on held-out sentences fell no further.",
                              " 검증 손실이 더 낮아지지 않아 훈련을 일찍 마쳤습니다."));
    if (json_is_true(json_object_get(value, "restored")) && step == 0)
        buffer_add(text, TEXT(" No step made the model better: it is again as it was before this run.",
                              " 어느 단계에서도 모델이 나아지지 않아, 이번 훈련을 시작하기 전의 값으로 돌아갔습니다."));
    else if (json_is_true(json_object_get(value, "restored")))
        buffer_format(text, TEXT(" The model is again as it was at its best, after step %ld.", " 모델은 가장 좋았던 %ld단계의 값으로 돌아갔습니다."), step);
    else if (best < last * 0.95 && best < last - 0.05)
        buffer_format(text,
                      TEXT(" On held-out sentences it was better before: %.3f after step %ld (`patience=5` would go back to that).",
                           " 검증 손실은 앞서 더 낮았습니다. %2$ld단계에서 %1$.3f였습니다(`patience=5`를 쓰면 그때로 돌아갑니다)."),
                      best, step);
}

static const char *speed_of(const char *tokens)
{
    if (strcmp(tokens, "text") == 0)
        return TEXT(", %s tokens a second; both are of source and target, which it learns as one text.",
                    ", 속도는 초당 토큰 %s개입니다. 둘 다 한 글로 배우는 원문과 번역문의 토큰을 함께 셉니다.");
    if (strcmp(tokens, "hidden") == 0)
        return TEXT(", %s hidden tokens a second; both are of those alone.",
                    ", 속도는 초당 가려진 토큰 %s개입니다. 둘 다 가려진 토큰만 셉니다.");
    return TEXT(", %s target tokens a second.", ", 속도는 초당 번역문 토큰 %s개입니다.");
}

static void show_train(const json_t *value, Canvas *canvas)
{
    char rate[32], time[24];
    Buffer text = {0};
    draw_losses(value, canvas);
    buffer_format(&text, TEXT("%s: %ld steps in %s, loss %.3f nats a token", "%s: %ld단계에 %s 걸렸고, 손실은 토큰당 %.3f내트"),
                  json_text(value, "model"), (long)json_integer_value(json_object_get(value, "steps")),
                  duration_text(json_double(value, "seconds"), time), json_double(value, "loss"));
    if (json_is_number(json_object_get(value, "validation_loss")))
        buffer_format(&text, TEXT(" (%.3f on sentences it did not learn from)", "(배우지 않은 문장에서는 %.3f)"), json_double(value, "validation_loss"));
    buffer_format(&text, speed_of(json_text(value, "loss_of")), grouped_text((long)json_double(value, "tokens_per_second"), rate));
    if (json_is_true(json_object_get(value, "stopped")))
        buffer_add(&text, TEXT(" Stopped early; the model keeps what it learned.", " 도중에 멈추었습니다. 배운 것은 모델에 남아 있습니다."));
    add_best(value, &text);
    canvas_marked(canvas, 0, buffer_text(&text));
    buffer_free(&text);
    if (json_is_string(json_object_get(value, "hint")))
        canvas_prose(canvas, STYLE_WARNING, 0, json_text(value, "hint"));
}

static const Command train_command = {
    .name = "train",
    .usage = {"train steps=600 batch=64 rate=0.003", "train steps=600 batch=64 rate=0.003"},
    .summary = {"train the current model", "현재 모델을 훈련합니다"},
    .options = train_options,
    .run = run_train,
    .show = show_train,
};

static const Command *const commands[] = {&train_command, NULL};
const Command *const *const train_family = commands;
