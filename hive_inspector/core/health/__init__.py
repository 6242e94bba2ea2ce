"""Whether a database is well: what is measured now."""
