"""A long day in a few minutes: programs that write, and the window driven at random beside them (`make soak`)."""
