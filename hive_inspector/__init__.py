"""Hive Inspector: opens the local database of the Hive AI app and shows what it is."""

__version__ = "0.1.0"
