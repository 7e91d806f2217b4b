# lessons: what is installed for the learner.
nobase_dist_pkgdata_DATA += \
	lessons/LICENSE.md \
	lessons/common.lua \
	lessons/00-dates/lesson.lua \
	lessons/00-dates/text.en.md \
	lessons/00-dates/text.ko.md \
	lessons/01-words/lesson.lua \
	lessons/01-words/text.en.md \
	lessons/01-words/text.ko.md \
	lessons/02-lengths/lesson.lua \
	lessons/02-lengths/text.en.md \
	lessons/02-lengths/text.ko.md \
	lessons/03-memory/lesson.lua \
	lessons/03-memory/text.en.md \
	lessons/03-memory/text.ko.md \
	lessons/04-gates/lesson.lua \
	lessons/04-gates/text.en.md \
	lessons/04-gates/text.ko.md \
	lessons/05-lstm/lesson.lua \
	lessons/05-lstm/text.en.md \
	lessons/05-lstm/text.ko.md \
	lessons/06-training/lesson.lua \
	lessons/06-training/text.en.md \
	lessons/06-training/text.ko.md \
	lessons/07-bottleneck/lesson.lua \
	lessons/07-bottleneck/text.en.md \
	lessons/07-bottleneck/text.ko.md \
	lessons/08-attention/lesson.lua \
	lessons/08-attention/text.en.md \
	lessons/08-attention/text.ko.md \
	lessons/10-maps/lesson.lua \
	lessons/10-maps/text.en.md \
	lessons/10-maps/text.ko.md \
	lessons/data/dates.safetensors \
	lessons/data/first-letter.tsv \
	lessons/data/ko-en.tsv
