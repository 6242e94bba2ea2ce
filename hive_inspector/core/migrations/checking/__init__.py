"""Evidence: what a file's schema and content are, and whether two files are the same."""
