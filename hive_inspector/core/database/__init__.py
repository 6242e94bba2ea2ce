"""The file: how it is opened, leased, read, written and described. Only this package knows the driver."""
