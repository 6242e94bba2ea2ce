"""Trying a change on a copy of the file, with evidence."""
