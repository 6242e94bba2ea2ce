"""What a file says of its past, in Hive's record and in ours, and how it stands to the scripts."""
