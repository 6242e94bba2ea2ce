"""Charts: plain values in, drawn and explained. `canvas` and `curve_item` know the drawing library."""
