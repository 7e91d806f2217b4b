# lessons: what is installed for the learner: whatever is in this folder, so that a lesson is named nowhere.
EXTRA_DIST += lessons

install-data-local:
	@cd $(top_srcdir) && find lessons -type f ! -name local.mk >$(abs_top_builddir)/lessons.list
	@while IFS= read -r file; do \
	    $(MKDIR_P) "$(DESTDIR)$(pkgdatadir)/$$(dirname "$$file")" && \
	    $(INSTALL_DATA) "$(top_srcdir)/$$file" "$(DESTDIR)$(pkgdatadir)/$$file" || exit 1; \
	done <lessons.list
	@rm -f lessons.list

uninstall-local:
	rm -rf "$(DESTDIR)$(pkgdatadir)/lessons"
