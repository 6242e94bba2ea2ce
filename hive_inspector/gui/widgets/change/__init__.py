"""The parts that show a change to a file: what it means, its rehearsal, its run, what came of it."""
