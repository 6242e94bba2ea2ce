"""The page Migrations: where a file stands, what each step does, and the way forwards or back."""
