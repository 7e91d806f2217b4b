/* train_options.c: the options of a training run: length, batches, validation, checkpoints. */
#include "lab/checkpoints.h"
#include "lab/train.h"

#define AT(field) OPTION_AT(TrainOptions, field)

static const Option option_rows[] = {
    {"steps", OPTION_WHOLE, AT(steps), .fallback = "600", .least = 1, .most = RUN_STEPS_MOST,
     .help = {"Number of training steps, one batch each.", "훈련할 단계 수. 한 단계에 배치 하나를 학습합니다."}},
    {"seconds", OPTION_NUMBER, AT(seconds), .least = 0.1, .most = 1e6,
     .help = {"Train for this long instead. The results then depend on the machine.",
              "단계 수 대신 정하는 시간(초). 결과가 컴퓨터에 따라 달라집니다."}},
    {"batch", OPTION_WHOLE, AT(batch), .fallback = "64", .least = 1, .most = 4096,
     .help = {"Pairs in a batch.", "배치 하나의 쌍 수."}},
    {"validate_every", OPTION_WHOLE, AT(validate_every), .fallback = "100", .least = 0, .most = RUN_STEPS_MOST,
     .aliases = "check", .unit = {"steps", "단계"},
     .help = {"Measure the validation loss every so many steps. 0: only at the end.",
              "검증 손실을 측정하는 간격. 0이면 끝에만 측정합니다."}},
    {"patience", OPTION_WHOLE, AT(patience), .fallback = "0", .least = 0, .most = 10000,
     .help = {"Stop after this many validations without a new lowest loss, and go back to the best model. 0: never.",
              "검증 손실이 이만큼 연달아 더 낮아지지 않으면 멈추고 가장 좋았던 모델로 돌아갑니다. 0이면 쓰지 않습니다."}},
    {"checkpoints", OPTION_WHOLE, AT(checkpoints), .fallback = "0", .least = 0, .most = CHECKPOINTS_MOST,
     .aliases = "snapshots",
     .help = {"Checkpoints to keep, from before the first step to the end of the run (see `checkpoint`). 1: only at the "
              "end; 0: none.",
              "훈련 시작 전부터 끝까지 남길 체크포인트 수(`checkpoint`으로 봅니다). 1이면 끝에만, 0이면 남기지 않습니다."}},
    {"autosave", OPTION_NUMBER, AT(autosave), .fallback = "10", .least = 0, .most = 1e6, .unit = {"seconds", "초"},
     .help = {"Save the model this often, for `open` after a crash. 0: never.",
              "갑자기 끝났을 때 `open`으로 되찾을 파일을 쓰는 간격. 0이면 쓰지 않습니다."}},
    {"log", OPTION_TEXT, AT(log), .means = MEANS_OUTPUT,
     .help = {"File to append the losses, gradient norm, learning rate and speed to, each 10 steps and at each validation: CSV "
              "if it ends in .csv, JSON lines if it ends in .jsonl.",
              "10단계마다, 그리고 검증할 때마다 손실, 그래디언트 노름, 학습률, 속도를 한 줄씩 덧붙일 파일. .csv로 끝나면 CSV, .jsonl로 "
              "끝나면 JSON 줄입니다."}},
    {"fresh", OPTION_YES_NO, AT(fresh), .fallback = "no",
     .help = {"Restart the optimizer and the order of the batches instead of continuing the last run.",
              "직전 훈련을 이어 가지 않고 옵티마이저와 배치 순서를 새로 시작합니다."}},
    {0},
};
static const OptionPart option_parts[] = {{&training_options, offsetof(TrainOptions, training), NULL}, {0}};
const Options train_options = {option_rows, option_parts, sizeof(TrainOptions)};

TrainOptions train_defaults(void)
{
    TrainOptions options;
    options_defaults(&train_options, &options);
    return options;
}
