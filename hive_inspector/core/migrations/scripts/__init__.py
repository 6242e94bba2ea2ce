"""Migration scripts: what one is, how it is loaded, and what it may do to a database."""
