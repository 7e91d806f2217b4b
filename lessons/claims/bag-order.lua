-- bag-order.lua: a bag of words is enough to sort letters, and too little to copy them.
local function exact(task, input, seed)
  data{ task = task, length = "3..6", symbols = 10, seed = seed }
  model{ attention = "none", input = input, hidden = 64, seed = seed }
  train{ steps = 800, lr = 0.006, seed = seed }
  return 100 * accuracy{ count = 200, seed = seed }.exact_match
end

return {
  rows = "2",
  sentence = {
    en = "A bag of words is enough to sort letters, and too little to copy them.",
    ko = "bag of words는 글자를 정렬하는 데는 충분하지만 그대로 옮기는 데는 모자랍니다.",
  },
  figures = {
    { id = "bag_copy", en = "exact match of a bag, copy, %", ko = "bag of words, copy의 완전 일치율(%)" },
    { id = "order_copy", en = "exact match in order, copy, %", ko = "순서대로 읽을 때, copy의 완전 일치율(%)" },
    { id = "bag_sort", en = "exact match of a bag, sort, %", ko = "bag of words, sort의 완전 일치율(%)" },
  },
  rule = "bag_copy < 30 and order_copy > 60 and bag_sort > 80",
  measure = function(seed)
    local bag_copy, bag_sort = exact("copy", "bag", seed), exact("sort", "bag", seed)
    return { bag_copy = bag_copy, order_copy = exact("copy", "embedding", seed), bag_sort = bag_sort }
  end,
}
