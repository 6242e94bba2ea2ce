"""Everything the program can do, without Qt: a script, a test or a terminal can use all of it."""
