"""Backups of a database: made, listed, looked at, verified, and the oldest cleared away."""
