"""API objects turned into the words and drawings that templates print. No I/O, no request."""
