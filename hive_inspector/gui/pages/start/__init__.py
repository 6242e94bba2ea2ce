"""The page before a file is open."""
