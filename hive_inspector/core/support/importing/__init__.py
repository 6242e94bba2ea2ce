"""Older installs, and the desktop's files, brought into a new database of the core lineage."""
