"""Browse: the tables of the file, the rows of one, the fields of a row."""
