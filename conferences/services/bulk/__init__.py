"""Changing many objects at once: select, dry run, run, undo."""
