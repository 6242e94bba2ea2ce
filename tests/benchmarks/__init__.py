"""How fast it is, beside raw sqlite3 in the same run: `make bench` prints the table of docs/figures.md."""
