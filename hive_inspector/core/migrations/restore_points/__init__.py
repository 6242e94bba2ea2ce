"""Copies of a file from before a change: made, kept, and had back."""
