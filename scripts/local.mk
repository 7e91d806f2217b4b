# scripts: what builds and checks the program, and the Lua experiments, which are installed.
EXTRA_DIST += \
	scripts/check \
	scripts/coverage \
	scripts/fuzz \
	scripts/packages \
	scripts/pictures \
	scripts/setup.sh \
	scripts/start
nobase_dist_pkgdata_DATA += \
	scripts/dates.lua \
	scripts/lengths.lua \
	scripts/local.lua \
	scripts/first_letter.lua \
	scripts/mgu.lua \
	scripts/reverse.lua
