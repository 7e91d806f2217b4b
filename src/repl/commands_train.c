/* commands_train.c: `train`: trains the current model. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "repl/builtin_commands.h"
#include "repl/live_picture.h"
#include "repl/results.h"
#include "repl/written_file.h"
#include "view/short_text.h"

/* Advice for the next run; JSON null if there is none. */
static json_t *hint(const TrainResult *result)
{
    if (!result->above_guessing && result->learned_nothing && !result->stopped)
        return json_sprintf(TEXT("The model has learned hardly anything: guessing by how often each token occurs gives "
                                 "a loss of %.2f. Try more steps, another learning rate, shorter sentences ('data "
                                 "length=2..5') or a larger model.",
                                 "모델이 거의 배우지 못했습니다. 토큰의 출현 빈도만으로 답해도 손실이 %.2f입니다. 단계를 늘리거나, 학습률을 "
                                 "바꾸거나, 문장을 짧게 하거나('data length=2..5'), 모델을 키워 보십시오."),
                            result->frequency_loss);
    if (!result->above_guessing && result->autosave_error.kind == ERROR_NONE)
        return json_null();
    if (!result->above_guessing)
        return json_sprintf(TEXT("A crash now would lose the model: %s. 'save FILE' keeps it elsewhere.",
                                 "프로그램이 갑자기 종료되면 모델을 잃습니다(%s). 'save 파일'로 다른 곳에 저장하십시오."),
                            result->autosave_error.message);
    if (result->restored)
        return json_string(TEXT("The loss became much worse than guessing: the learning rate is too high. Train again "
                                "with a tenth of it.",
                                "손실이 무작위로 답할 때보다 훨씬 높아졌습니다. 학습률이 너무 높습니다. 학습률을 10분의 1로 낮추어 다시 "
                                "훈련해 보십시오."));
    return json_string(TEXT("The loss is much worse than guessing: the learning rate is too high. Make the model "
                            "again and train it with a tenth of it.",
                            "손실이 무작위로 답할 때보다 훨씬 높습니다. 학습률이 너무 높습니다. 모델을 다시 만들고 학습률을 10분의 1로 "
                            "낮추어 훈련해 보십시오."));
}

static json_t *curve_value(const LossCurve *curve)
{
    json_t *list = json_array();
    for (int i = 0; i < curve->count; i++)
        json_array_append_new(list, json_pack("[f, o]", curve->step[i], json_finite(curve->value[i])));
    return list;
}

const char *loss_of_kind(ModelKind kind)
{
    return kind == KIND_CAUSAL ? "text" : kind == KIND_MASKED ? "hidden" : "target";
}

json_t *train_value(const TrainResult *result)
{
    json_t *value = json_pack("{s:s, s:I, s:I, s:o, s:o, s:f, s:f, s:I, s:b, s:b, s:b, s:o}", "model", result->model,
                              "steps", (json_int_t)result->steps, "total_steps", (json_int_t)result->total_steps,
                              "loss", json_finite(result->loss), "validation_loss", json_finite(result->validation_loss),
                              "tokens_per_second", result->tokens_per_second, "seconds", result->seconds, "tokens",
                              (json_int_t)result->tokens, "stopped", result->stopped, "early_stopped", result->early,
                              "restored", result->restored, "hint", hint(result));
    json_put(value, "{s:o, s:o, s:o, s:s, s:o, s:o}", "frequency_loss", json_finite(result->frequency_loss),
             "best_step", isfinite(result->best_loss) ? json_integer(result->best_step) : json_null(), "best_loss",
             json_finite(result->best_loss), "loss_of", loss_of_kind(result->kind), "curve",
             curve_value(&result->losses), "validation_curve", curve_value(&result->validation_losses));
    return value;
}

static void warn_of_rate(Repl *repl, const TrainOptions *options)
{
    double least, most;
    if (!train_rate_is_large(options, &least, &most) || repl_scripted(repl))
        return;
    char *text = text_format(
        TEXT("lr=%g is very large: %g to %g is usual for %s, and the loss will probably not fall. Ctrl-C stops "
             "the run.",
             "학습률이 매우 큽니다(lr=%1$g). %4$s에 보통 쓰는 값은 %2$g~%3$g이며, 이대로는 손실이 줄지 않을 것입니다. Ctrl-C를 "
             "누르면 멈춥니다."),
        options->training.lr, least, most, optimizer_name((int)options->training.optimizer.kind));
    repl_say(repl, STYLE_WARNING, text);
    free(text);
}

static bool run_train(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    TrainResult trained;
    const char *log = ((const TrainOptions *)arguments->options)->log;
    if (log != NULL && repl_scripted(repl) && !script_may_write(log, error))
        return false;
    warn_of_rate(repl, arguments->options);
    repl_listens(repl);
    if (!lab_train(repl_lab(repl), arguments->options, &trained, error))
        return false;
    result->value = train_value(&trained);
    if (log != NULL)
        json_object_set_new(result->value, "log", json_string(log));
    if (trained.log_error.kind != ERROR_NONE)
        json_object_set_new(result->value, "log_error", json_string(trained.log_error.message));
    return true;
}

static void draw_losses(const json_t *value, Canvas *canvas)
{
    LossCurve losses = live_losses_of(json_object_get(value, "curve"));
    LossCurve validation = live_losses_of(json_object_get(value, "validation_curve"));
    if (losses.count < 8)
        return;
    Curve curve = live_losses(&losses, &validation, json_double(value, "steps"));
    const json_t *guess = json_object_get(json_object_get(value, "guess"), "step");
    char mark_name[64];
    if (json_is_number(guess)) {
        curve.mark = json_number_value(guess);
        snprintf(mark_name, sizeof mark_name, TEXT("your guess: step %g", "예측: %g단계"), curve.mark);
        curve.mark_name = mark_name;
    }
    curve_draw(canvas, &curve, 8);
}

/* Whether the best model was restored, or an earlier one was better. */
static void add_best(const json_t *value, Buffer *text)
{
    double best = json_double(value, "best_loss"), last = json_double(value, "validation_loss");
    long step = (long)json_integer_value(json_object_get(value, "best_step"));
    bool goes_on = json_integer_value(json_object_get(value, "total_steps")) > json_integer_value(json_object_get(value, "steps"));
    if (json_is_true(json_object_get(value, "early_stopped")))
        buffer_add(text, TEXT(" Stopped early: the validation loss stopped improving.",
                              " 검증 손실이 더 낮아지지 않아 훈련을 일찍 마쳤습니다."));
    if (json_is_true(json_object_get(value, "restored")) && step == 0)
        buffer_add(text, TEXT(" No step improved the model, so the run was undone.",
                              " 어느 단계에서도 나아지지 않아, 모델을 이번 훈련 전의 상태로 되돌렸습니다."));
    else if (json_is_true(json_object_get(value, "restored")))
        buffer_format(text, TEXT(" Restored the best model (step %ld).", " 가장 좋았던 %ld단계의 모델로 되돌렸습니다."), step);
    else if (best < last * 0.95 && best < last - 0.05)
        buffer_format(text,
                      TEXT(" The validation loss was lowest (%.3f) at step %ld%s; after that the model overfits "
                           "(`patience=5` goes back).",
                           " 검증 손실은 %3$s%2$ld단계에서 가장 낮았고(%1$.3f), 그 뒤로는 과적합이 일어났습니다(`patience=5`를 쓰면 "
                           "그때로 되돌립니다)."),
                      best, step, goes_on ? TEXT(" of this run", "이번 훈련의 ") : "");
}

static const char *speed_of(const char *tokens)
{
    if (strcmp(tokens, "text") == 0)
        return TEXT(", %s tokens per second; both count source and target, one sequence for this model.",
                    ", 속도는 초당 토큰 %s개입니다. 손실과 속도는 한 시퀀스로 이은 소스와 타깃의 토큰을 함께 셉니다.");
    if (strcmp(tokens, "hidden") == 0)
        return TEXT(", %s hidden tokens per second; both count hidden tokens only.",
                    ", 속도는 초당 가려진 토큰 %s개입니다. 손실과 속도는 가려진 토큰만 셉니다.");
    return TEXT(", %s target tokens per second.", ", 속도는 초당 타깃 토큰 %s개입니다.");
}

static void show_train(const json_t *value, Canvas *canvas)
{
    char rate[32], time[24];
    Buffer text = {0};
    draw_losses(value, canvas);
    long steps = (long)json_integer_value(json_object_get(value, "steps"));
    buffer_format(&text,
                  TEXT(steps == 1 ? "%s: %ld step in %s, loss %.3f nats per token"
                                  : "%s: %ld steps in %s, loss %.3f nats per token",
                       "%1$s: %3$s 동안 %2$ld단계를 훈련했고, 손실은 토큰당 %4$.3f nat"),
                  json_text(value, "model"), steps, duration_text(json_double(value, "seconds"), time),
                  json_double(value, "loss"));
    if (json_is_number(json_object_get(value, "validation_loss")))
        buffer_format(&text, TEXT(" (validation loss %.3f)", "(검증 손실 %.3f)"), json_double(value, "validation_loss"));
    buffer_format(&text, speed_of(json_text(value, "loss_of")),
                  grouped_text((long)json_double(value, "tokens_per_second"), rate));
    if (json_is_true(json_object_get(value, "stopped")))
        buffer_add(&text, TEXT(" Interrupted; the model keeps what it learned.",
                               " 도중에 중단했습니다. 그때까지 학습한 값은 모델에 남아 있습니다."));
    add_best(value, &text);
    canvas_marked(canvas, 0, buffer_text(&text));
    buffer_free(&text);
    if (json_is_string(json_object_get(value, "hint")))
        canvas_prose(canvas, STYLE_WARNING, 0, json_text(value, "hint"));
    if (json_object_get(value, "log_error") != NULL)
        prose_format(canvas, STYLE_WARNING, 0, TEXT("The log lacks lines: %s", "로그에 빠진 줄이 있습니다. %s"),
                     json_text(value, "log_error"));
    else if (json_object_get(value, "log") != NULL)
        prose_format(canvas, STYLE_PLAIN, 0, TEXT("Its log is in %s.", "훈련 로그: %s"), json_text(value, "log"));
}

static const Command train_command = {
    .name = "train",
    .usage = {"train steps=600 batch=64 lr=0.003", "train steps=600 batch=64 lr=0.003"},
    .summary = {"train the current model", "현재 모델을 훈련합니다"},
    .options = &train_options,
    .run = run_train,
    .show = show_train,
};

const Command *const train_family[] = {&train_command, NULL};
