"""Writing rows into a file: what, how, where to, and how far it is."""
