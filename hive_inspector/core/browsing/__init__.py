"""Which rows, in which order; pages of any table, view or virtual table."""
