# lessons: what is installed for the learner.
nobase_dist_pkgdata_DATA +=
