"""How the file is built: its objects, the diagram of its tables, and how it differs from what it should be."""
