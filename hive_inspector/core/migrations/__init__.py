"""Versioned scripts: loaded, applied, and held against what a file says of itself."""
