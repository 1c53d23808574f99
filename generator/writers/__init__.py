"""Writers: one page in, one file out; a writer adds nothing to the page and drops nothing of it."""
