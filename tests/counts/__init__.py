"""What the full runs counted, and the page of the README that tells it; see `recording` for the format."""
