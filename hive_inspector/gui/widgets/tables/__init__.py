"""The tables of a file as a list to choose from, under the headings of their domains."""
