"""Whatever can go wrong while a schema is changed: killed, full, failing, locked, misled; all by `make faults`."""
