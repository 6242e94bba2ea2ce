"""Reading a database page by page without SQLite, where SQLite gives up: for salvaging what is left of a damaged file.

Nothing here trusts a byte: whatever the pages hold, an answer comes, never an error, and never more work than the file
has pages. Sources: sqlite.org/fileformat2.html, 1.3 (header), 1.5 (freelist), 1.6 (trees), 2.1 (records), 4 (log).
"""
