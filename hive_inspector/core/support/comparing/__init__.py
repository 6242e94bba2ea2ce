"""Two databases beside each other: which rows only one of them has, and which cells differ."""
