"""The command line: one module a command, over the same core as the window."""
