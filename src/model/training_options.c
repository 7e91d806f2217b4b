/* training_options.c: the options of a training step: learning rate, optimizer, regularization, shards. */
#include <math.h>

#include "model/training.h"

#define AT(field) OPTION_AT(TrainingOptions, field)

static const Option option_rows[] = {
    {"lr", OPTION_NUMBER, AT(lr), .absent = NAN, .least = 1e-9, .most = 100, .aliases = "rate|learning_rate",
     .otherwise = {"0.003; 0.2 for sgd", "0.003, sgd는 0.2"}, .help = {"Peak learning rate.", "최고 학습률."}},
    {"warmup", OPTION_WHOLE, AT(warmup), .fallback = "0", .least = 0, .most = RUN_STEPS_MOST, .unit = {"steps", "단계"},
     .help = {"Steps over which the learning rate rises from 0.", "학습률이 0에서 최고 학습률까지 올라가는 단계 수."}},
    {"decay", OPTION_CHOICE, AT(decay), .fallback = "cosine", .choice = decay_name, .choice_aliases = "root=inverse_sqrt",
     .help = {"How the learning rate falls after the warmup. inverse_sqrt: with the square root of the steps, as for the Transformer.",
              "워밍업 뒤에 학습률이 줄어드는 모양. inverse_sqrt는 트랜스포머처럼 단계 수의 제곱근에 반비례합니다."}},
    {"min_lr", OPTION_NUMBER, AT(min_lr), .fallback = "0.05", .least = 0, .most = 1, .aliases = "floor",
     .applies = "decay=cosine|linear|inverse_sqrt",
     .help = {"Minimum learning rate, as a share of lr.", "최소 학습률(lr에 대한 비율)."}},
    {"clip", OPTION_NUMBER, AT(clip), .fallback = "1", .least = 0, .most = 1e9,
     .help = {"Largest gradient norm; longer gradients are clipped to it. 0: no clipping.",
              "그래디언트 노름의 상한. 더 크면 클리핑합니다. 0이면 클리핑하지 않습니다."}},
    {"optimizer", OPTION_CHOICE, AT(optimizer.kind), .fallback = "adam", .choice = optimizer_name, .aliases = "optimiser",
     .help = {"Adam, AdamW (with decoupled weight decay), or gradient descent with momentum.",
              "Adam, 가중치 감쇠를 분리한 AdamW, 모멘텀을 쓰는 경사 하강법."}},
    {"weight_decay", OPTION_NUMBER, AT(optimizer.weight_decay), .absent = NAN, .least = 0, .most = 1,
     .otherwise = {"0.01 for adamw, else 0", "adamw는 0.01, 나머지는 0"},
     .help = {"Weight decay: pulls every parameter towards 0.", "가중치 감쇠: 모든 매개변수를 0 쪽으로 당깁니다."}},
    {"momentum", OPTION_NUMBER, AT(optimizer.momentum), .fallback = "0.9", .least = 0, .most = 0.9999, .applies = "optimizer=sgd",
     .help = {"Momentum: how much of the last step carries on.", "모멘텀: 직전 단계의 이동을 이어 가는 비율."}},
    {"label_smoothing", OPTION_NUMBER, AT(label_smoothing), .fallback = "0", .least = 0, .most = 0.9, .aliases = "smoothing",
     .help = {"Label smoothing: how much of the right token's probability is spread over all tokens.",
              "레이블 스무딩: 정답 토큰의 확률에서 모든 토큰에 고루 나누어 주는 몫."}},
    {"teacher_forcing", OPTION_NUMBER, AT(teacher_forcing), .fallback = "1", .least = 0, .most = 1,
     .help = {"Probability that the decoder reads the right token; otherwise it reads the model's own (scheduled sampling).",
              "디코더가 정답 토큰을 읽을 확률. 나머지는 모델이 출력한 토큰을 읽습니다(스케줄드 샘플링)."}},
    {"shards", OPTION_WHOLE, AT(shards), .fallback = "2", .least = 1, .most = SHARDS_MOST,
     .help = {"Parts of a batch that threads work on. They decide the last digits, and the draws of dropout, teacher_forcing and hidden "
              "tokens; the number of threads does not.",
              "스레드가 나누어 맡는 배치의 샤드 수. 마지막 자릿수와, 드롭아웃·teacher_forcing·가릴 토큰의 추첨이 이 값에 달려 있습니다. 스레드 "
              "수는 상관없습니다."}},
    {"seed", OPTION_WHOLE, AT(seed), .fallback = "1", .least = 0, .most = SEED_MOST,
     .help = {"Seed of the order of the batches and of dropout.", "배치 순서와 드롭아웃의 시드."}},
    {0},
};
const Options training_options = {option_rows, .size = sizeof(TrainingOptions)};
