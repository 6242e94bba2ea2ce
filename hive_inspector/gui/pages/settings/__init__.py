"""The page Settings: what the user can choose about the program, made from `core.preferences`."""
