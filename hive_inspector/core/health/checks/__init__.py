"""The checks: each answers one question about a file with a verdict and what it rests on."""
