"""The first page of an open file: what it is, whether it is well, what to do next."""
