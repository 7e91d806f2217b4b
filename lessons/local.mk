# lessons: what is installed for the learner.
nobase_dist_pkgdata_DATA += \
	lessons/LICENSE.md \
	lessons/01-bottleneck/lesson.lua \
	lessons/01-bottleneck/text.en.md \
	lessons/01-bottleneck/text.ko.md \
	lessons/data/ko-en.tsv
