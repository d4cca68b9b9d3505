"""Writing to SignalWire: read, merge, send, compare, and find out what became of it."""
