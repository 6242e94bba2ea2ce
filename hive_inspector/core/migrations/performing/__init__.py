"""Running steps inside a transaction of somebody else, and stopping them."""
