/* meant.c: the table of what people type because another program has it: a shell, an editor, a library for training.
 *
 * A word with one plain meaning here simply works. For others a sentence says how it is done. Lua comes first: a
 * variable q is that variable. Values of options have their other names in the option's row (choice_aliases). */
#include "repl/meant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/language.h"
#include "base/memory.h"
#include "repl/glossary.h"

typedef struct Meant {
    const char *words;   /* "cls|reset" */
    const char *command; /* which it is here; or */
    const char *option;  /* which it is here; or */
    Sentence says;       /* how it is done here */
    bool valued;         /* it is given a value elsewhere: "epochs=3" */
} Meant;

static const Meant table[] = {
    {"?|h|man|info|usage|도움말", .command = "help"},
    {"q|q!|qa|qa!|wq|exit|bye|logout|close|종료|끝|나가기", .command = "quit"},
    {"cls|지우기", .command = "clear"},
    {"fit|훈련|학습", .command = "train"},
    {"predict|infer|번역", .command = "translate"},
    {"evaluate|eval|test|정확도|평가", .command = "accuracy"},
    {"load|열기", .command = "open"},
    {"w|write|store|저장", .command = "save"},
    {"dataset|corpus|데이터", .command = "data"},
    {"create|build|모델", .command = "model"},
    {"lessons|tutorial|수업", .command = "lesson"},
    {"language|locale|언어", .command = "lang"},
    {"tokenize|tokenise|토큰", .command = "tokens"},
    {"benchmark|profile", .command = "bench"},

    {"batch_size|batchsize|bs|minibatch", .option = "batch"},
    {"hidden_size|hidden_dim|n_hidden|units|rnn_size|d_model|dim", .option = "hidden"},
    {"num_layers|n_layers|n_layer|nlayers|depth", .option = "layers"},
    {"num_heads|n_heads|n_head|nhead", .option = "heads"},
    {"embedding_size|embedding_dim|embed_dim|emb_size|emb_dim|emb", .option = "embedding"},
    {"bidir|bi", .option = "bidirectional"},
    {"cell_type|rnn_type|rnn_cell", .option = "cell"},
    {"attn|attention_type", .option = "attention"},
    {"dropout_rate|drop", .option = "dropout"},
    {"model_type|arch|architecture", .option = "kind"},
    {"iterations|iters|n_steps|num_steps|max_steps|train_steps", .option = "steps"},
    {"lrate", .option = "lr"},
    {"grad_clip|clip_grad|clip_norm|clipnorm|max_grad_norm|max_norm", .option = "clip"},
    {"wd|l2", .option = "weight_decay"},
    {"warmup_steps|num_warmup_steps", .option = "warmup"},
    {"scheduler|lr_scheduler|schedule|lr_decay", .option = "decay"},
    {"optim|opt", .option = "optimizer"},
    {"teacher_forcing_ratio|tf|tf_ratio", .option = "teacher_forcing"},
    {"early_stopping", .option = "patience"},
    {"eval_every|eval_steps|valid_every|val_every", .option = "validate_every"},
    {"random_seed|manual_seed", .option = "seed"},
    {"temp|tau", .option = "temperature"},
    {"topk|k", .option = "top_k"},
    {"topp|p", .option = "top_p"},
    {"beam_size|beam_width|num_beams|beams", .option = "width"},
    {"alpha|lenpen", .option = "length_penalty"},
    {"num_samples|n_samples|samples|n_best|nbest", .option = "n"},
    {"max_len|max_length|maxlen|seq_len", .option = "length"},
    {"filename|path", .option = "file"},

    {"epoch|epochs|num_epochs|max_epochs", .valued = true,
     .says = {"train counts steps, not epochs. A step learns one batch, so an epoch is the number of pairs divided by batch: "
              "'train steps=600 batch=64'",
              "train은 에폭이 아니라 단계를 셉니다. 한 단계에 배치 하나를 학습하므로 1에폭은 쌍의 수를 batch로 나눈 단계 수입니다: "
              "'train steps=600 batch=64'"}},
    {"gpu|cuda|device|num_workers", .valued = true,
     .says = {"seqlab runs on the CPU; 'seqlab --threads N' sets how many threads it uses",
              "seqlab은 CPU에서 실행됩니다. 스레드 수는 'seqlab --threads N'으로 정합니다"}},
    {"ls|ll|dir|pwd|cd|cat|less|vi|vim|nano|bash|sh|python|pip|git|make",
     .says = {"this is not a shell: Ctrl-Z goes back to yours, and 'fg' returns here. Tab after 'open ' lists files",
              "셸이 아닙니다. Ctrl-Z로 셸에 갔다가 'fg'로 돌아올 수 있습니다. 'open ' 뒤에서 Tab을 누르면 파일 목록이 나옵니다"}},
    {"set|config|settings|options|설정",
     .says = {"options follow the command that they belong to: 'train lr=0.01'. 'help train' lists them",
              "옵션은 명령 뒤에 씁니다: 'train lr=0.01'. 옵션의 목록은 'help train'으로 봅니다"}},
    {"stop|cancel|abort|중단",
     .says = {"Ctrl-C stops a command that runs; 'lesson stop' leaves a lesson",
              "실행 중인 명령은 Ctrl-C로 멈춥니다. 수업은 'lesson stop'으로 나갑니다"}},
    {"hint|skip|back|힌트|건너뛰기",
     .says = {"in a lesson, 'lesson hint' helps, 'lesson skip' goes on and 'lesson back' goes back; 'lesson' lists them",
              "수업에서 'lesson hint'는 힌트를 주고, 'lesson skip'은 넘어가고, 'lesson back'은 돌아갑니다. 목록은 'lesson'으로 봅니다"}},
    {"history",
     .says = {"the up arrow brings back earlier lines, and Ctrl-R searches them",
              "위쪽 화살표로 이전 줄을 불러오고 Ctrl-R로 찾습니다"}},
    {"version|버전", .says = {"this is seqlab " SEQLAB_VERSION, "seqlab " SEQLAB_VERSION "입니다"}},
};

/* ---- what was typed ---- */

/* The first word, also of "exit()", ":q!" and "?train". */
static bool first_of(const char *line, char name[MEANT_WORD], const char **rest)
{
    const char *begin = line + strspn(line, " \t");
    begin += *begin == ':';
    size_t length = *begin == '?' ? 1 : strcspn(begin, " \t\n()=.,;");
    snprintf(name, MEANT_WORD, "%.*s", (int)length, begin);
    *rest = begin + length + (strncmp(begin + length, "()", 2) == 0 ? 2 : 0);
    *rest += strspn(*rest, " \t");
    return length > 0 && length < MEANT_WORD && strchr("=.(", **rest == '\0' ? ' ' : **rest) == NULL;
}

bool meant_word(const char *line, const Error *failure, char name[MEANT_WORD], const char **rest)
{
    char missing[MEANT_WORD + 16];
    if (!first_of(line, name, rest))
        return false;
    snprintf(missing, sizeof missing, "(global '%s')", name);
    return failure->kind == ERROR_USAGE || strstr(failure->message, missing) != NULL;
}

/* ---- the table's rows ---- */

static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = words; length > 0 && at != NULL; at = strchr(at, '|')) {
        at += *at == '|';
        if (strncasecmp(at, word, length) == 0 && (at[length] == '|' || at[length] == '\0'))
            return true;
    }
    return false;
}

static const Meant *find(const char *word)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (has_word(table[i].words, word))
            return &table[i];
    return NULL;
}

const Command *command_named(CommandList commands, const char *name)
{
    for (int i = 0; i < commands.count; i++)
        if (strcmp(commands.at[i]->name, name) == 0)
            return commands.at[i];
    return NULL;
}

const char *nearest_command(CommandList commands, const char *name)
{
    const char **names = memory_new((size_t)commands.count + 1, sizeof *names);
    for (int i = 0; i < commands.count; i++)
        names[i] = commands.at[i]->name;
    const char *nearest = nearest_name(name, names, (size_t)commands.count);
    free(names);
    return nearest;
}

const Command *meant_command(CommandList commands, const char *word)
{
    const Meant *meant = find(word);
    return meant != NULL && meant->command != NULL ? command_named(commands, meant->command) : NULL;
}

int meant_option(const OptionList *list, const char *name)
{
    const Meant *meant = find(name);
    int place = options_find(list, name);
    return place >= 0 || meant == NULL || meant->option == NULL ? place : options_find(list, meant->option);
}

/* The first command with the option, whose own name goes to *option; NULL: none. */
static const Command *owner(CommandList commands, const char *name, const char **option)
{
    for (int i = 0; i < commands.count; i++) {
        OptionList list = options_list(commands.at[i]->options);
        int place = meant_option(&list, name);
        if (place < 0)
            continue;
        *option = list.at[place].option->name;
        return commands.at[i];
    }
    return NULL;
}

const Command *meant_question(CommandList commands, const char *line, const char **rest)
{
    const Command *formula = command_named(commands, "formula");
    const char *option;
    size_t marks = strspn(line, "?"), operation = strncmp(line + marks, "op.", 3) == 0 ? 3 : 0;
    *rest = line + marks + strspn(line + marks, " \t") + operation;
    bool more = formula != NULL &&
        (marks > 1 || operation > 0 || /* or help knows no such topic */
         (command_named(commands, *rest) == NULL && owner(commands, *rest, &option) == NULL && !glossary_has(*rest)));
    for (int i = 0; more && formula->word_choice(i) != NULL; i++)
        if (strcmp(formula->word_choice(i), *rest) == 0)
            return formula;
    return command_named(commands, "help");
}

static bool is_done_otherwise(const char *word, Error *error)
{
    const Meant *meant = find(word);
    bool says = meant != NULL && meant->says.english != NULL;
    if (says)
        error_set(error, ERROR_USAGE, "%s", sentence_now(meant->says));
    return says;
}

static bool is_a_value(CommandList commands, const char *word, Error *error)
{
    for (int i = 0; i < commands.count; i++) {
        OptionList list = options_list(commands.at[i]->options);
        int place = options_with_choice(&list, word);
        if (place < 0)
            continue;
        error_set(error, ERROR_USAGE, TEXT("there is no command '%.40s': did you mean '%s %s=%.40s'?", "'%.40s' 명령은 없습니다. 혹시 '%s %s=%.40s'입니까?"),
                  word, commands.at[i]->name, list.at[place].option->name, word);
        return true;
    }
    return false;
}

/* ---- sentences ---- */

bool meant_by_word(CommandList commands, const char *word, Error *error)
{
    const char *option;
    if (is_done_otherwise(word, error))
        return true;
    const Command *has_it = owner(commands, word, &option);
    if (has_it == NULL)
        return is_a_value(commands, word, error);
    error_set(error, ERROR_USAGE, TEXT("'%.40s' is an option of %s, not a command: '%s %s=...'", "'%.40s' 옵션은 %s 명령에 씁니다: '%s %s=...'"),
              word, has_it->name, has_it->name, option);
    return true;
}

bool meant_by_option(CommandList commands, const Command *command, const char *name, Error *error)
{
    const char *option, *own[OPTIONS_MOST];
    if (is_done_otherwise(name, error))
        return true;
    OptionList list = options_list(command->options);
    for (int i = 0; i < list.count; i++)
        own[i] = list.at[i].option->name;
    const Command *has_it = owner(commands, name, &option);
    if (has_it == NULL || nearest_name(name, own, (size_t)list.count) != NULL) /* "train step=3" is misspelt */
        return false;
    error_set(error, ERROR_USAGE, TEXT("%s has no option '%.40s', but %s has: '%s %s=...'", "%s 명령에는 '%.40s' 옵션이 없고 %s 명령에 있습니다: '%s %s=...'"),
              command->name, name, has_it->name, has_it->name, option);
    return true;
}

bool meant_by_assignment(CommandList commands, const char *line, Error *error)
{
    char name[40];
    const char *option, *equals = strchr(line, '=');
    size_t length = equals != NULL ? (size_t)(equals - line) : 0;
    if (length == 0 || length >= sizeof name || equals[1] == '=' || strpbrk(line, " \t\n") != NULL)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)length, line);
    const Meant *meant = find(name);
    if (meant != NULL && meant->valued)
        return is_done_otherwise(name, error);
    const Command *has_it = owner(commands, name, &option);
    if (has_it != NULL && equals[1] == '\0')
        return meant_by_word(commands, name, error);
    if (has_it != NULL)
        error_set(error, ERROR_USAGE, TEXT("%s is now a variable of Lua. The option would be '%s %s%s'", "Lua 변수 %s의 값을 정했습니다. 옵션은 '%s %s%s'로 씁니다"),
                  name, has_it->name, option, equals);
    return has_it != NULL;
}
