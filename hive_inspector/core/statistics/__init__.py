"""What a Hive has done and what it cost."""
