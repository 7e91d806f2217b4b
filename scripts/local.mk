# scripts: what builds and checks the program, and the Lua experiments, which are installed.
EXTRA_DIST += \
	scripts/check \
	scripts/coverage \
	scripts/fuzz \
	scripts/packages \
	scripts/pictures \
	scripts/published \
	scripts/setup.sh \
	scripts/start
nobase_dist_pkgdata_DATA += \
	scripts/dates.lua \
	scripts/first_letter.lua \
	scripts/lengths.lua \
	scripts/local.lua \
	scripts/mgu.lua \
	scripts/positions.lua \
	scripts/reverse.lua \
	scripts/second_seed.lua \
	scripts/small_state.lua \
	scripts/source_order.lua \
	scripts/square_root.lua \
	scripts/vanishing.lua \
	scripts/warmup.lua \
	scripts/weekdays.lua
