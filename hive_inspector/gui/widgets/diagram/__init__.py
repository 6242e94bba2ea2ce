"""The drawing of a schema: tables as boxes, references as lines between them."""
