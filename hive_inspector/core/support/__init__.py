"""Helping with an install from afar: backups, a bundle without secrets, comparison, older installs."""
