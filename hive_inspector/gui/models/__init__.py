"""Qt item models over pages of the core."""
