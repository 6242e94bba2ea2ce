"""What a Hive database is: its tables, lineages, places and secrets."""
