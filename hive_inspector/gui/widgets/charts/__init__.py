"""Charts: plain values in, drawn and explained. Only `canvas` knows the drawing library, which is loaded with it."""
