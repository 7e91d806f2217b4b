-- What a lesson is made of, in four steps: a command, a question, a task of several commands, an end. Change it step by
-- step: `lesson try NAME` shows every change. The manual page seqlab-lessons(7) tells the rest.
return {
  title = { en = "How fast does it learn to copy?", ko = "베끼기를 얼마나 빨리 배울까요?" },
  minutes = 3,
  steps = {
    -- A command. Enter runs it, and what it found passes the step.
    { id = "start", try = "data task=copy length=2..4 symbols=5",
      check = function(result) return result.name == "copy" end },

    -- A question. The answer is kept in lesson.memory.guess, and in texts as {{guess}}.
    { id = "guess", ask = "integer", least = 0, most = 100 },

    -- A task: Enter runs the commands of `try` one after the other; the check looks at what each found.
    { id = "train", try = { "model attention=dot hidden=32", "train steps=100", "accuracy count=200" }, keep = true,
      check = function(result, lesson)
        if result.command ~= "accuracy" then return nil end           -- nothing to say yet
        if result.count < 100 then return false, "train-few" end      -- refused, with the words of that section
        lesson.memory.measured = math.floor(100 * result.token_accuracy + 0.5)
        return true
      end },

    -- A step to read: Enter goes on.
    { id = "end" },
  },
}
