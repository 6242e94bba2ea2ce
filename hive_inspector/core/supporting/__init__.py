"""Support's work together with what it needs of the other features, which do not know one another."""
