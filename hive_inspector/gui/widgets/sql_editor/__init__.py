"""Where SQL is written: its words told apart, completed, found and put in order."""
