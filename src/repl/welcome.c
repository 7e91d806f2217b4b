/* welcome.c: what an interactive session begins with. */
#include <string.h>

#include "base/language.h"
#include "lab/autosave.h"
#include "repl/repl.h"

void repl_welcome(Repl *repl)
{
    LostModel lost[LOST_MOST];
    if (terminal_capabilities(repl_terminal(repl)).romanised)
        repl_say_markdown(repl,
                          TEXT("The locale is not UTF-8, so Hangul is shown in Roman letters and cannot be typed. "
                               "`LC_ALL=C.UTF-8 seqlab` shows it.",
                               "로캘이 UTF-8이 아니어서 한글을 로마자로 표시하며, 한글을 입력할 수 없습니다. "
                               "`LC_ALL=C.UTF-8 seqlab`으로 시작하면 한글이 나옵니다."));
    repl_say_markdown(
        repl,
        TEXT("# seqlab\n\nHow do machines turn one sequence into another? Here you train small models, watch them "
             "learn, and look inside.\n\n`lesson 0` is a first look, `demo` shows everything in a "
             "few minutes, `help` lists the commands. 한국어: `lang ko`",
             "# seqlab\n\n"
             "컴퓨터는 한 시퀀스를 어떻게 다른 시퀀스로 바꿀까요? 작은 모델을 훈련하면서 "
             "학습 과정을 지켜보고, 모델의 속을 들여다봅니다.\n\n"
             "`lesson 0`은 짧은 맛보기 수업입니다. `demo`는 몇 분 만에 전체를 보여 주고, `help`는 명령의 "
             "목록을 보여 줍니다. English: `lang en`"));
    if (repl_find_command(repl, "lesson", strlen("lesson")) != NULL)
        repl_line(repl, "lesson");
    if (lab_lost(repl_lab(repl), lost) > 0)
        repl_say_markdown(repl, TEXT("Models of an earlier session are not saved yet. `open` lists them.",
                                     "이전 세션에서 저장하지 않은 모델이 남아 있습니다. `open`을 입력하면 목록이 나옵니다."));
}
