"""A package, lest one of this name that a library installs should stand before it."""
