"""The form of a conference or a room: create, update, duplicate, and what a save can lead to."""
