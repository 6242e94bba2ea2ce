"""What a Hive has done and what it cost, as numbers and charts."""
