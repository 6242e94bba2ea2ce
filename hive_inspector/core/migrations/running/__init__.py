"""Doing to the file what was rehearsed, or nothing."""
