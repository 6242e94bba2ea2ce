"""How a file is built: its objects, the diagram of its tables, and how two schemas differ."""
