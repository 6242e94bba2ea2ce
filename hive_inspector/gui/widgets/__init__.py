"""Reusable widgets that know neither the database nor the pages."""
