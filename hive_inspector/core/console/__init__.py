"""Statements that somebody typed: split, guarded, run, planned, remembered."""
