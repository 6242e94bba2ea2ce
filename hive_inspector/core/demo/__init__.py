"""A believable Hive install, made by the migrations and filled through the models."""
