"""The current cell, shown in each way that fits it."""
