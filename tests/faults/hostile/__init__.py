"""Files that somebody made to do harm, by code, and everything that the program does with a file."""
