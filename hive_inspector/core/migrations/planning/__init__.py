"""What taking a file to another version would mean, seen before anything is touched."""
