"""Changing what SignalWire has: the one place to import these use-cases from."""

from conferences.services.comparing import FieldConflict, Fields, Merge, NotKept, merge, same
from conferences.services.creating import Created, CreationUnknown, create
from conferences.services.deleting import Deleted, delete
from conferences.services.history import Actor
from conferences.services.locks import SavedBySomeoneElse
from conferences.services.sending import DisplayNameMissing, NotTakenBack
from conferences.services.updating import Conflict, Gone, Saved, save

__all__ = [
    "Actor",
    "Conflict",
    "Created",
    "CreationUnknown",
    "Deleted",
    "DisplayNameMissing",
    "FieldConflict",
    "Fields",
    "Gone",
    "Merge",
    "NotKept",
    "NotTakenBack",
    "Saved",
    "SavedBySomeoneElse",
    "create",
    "delete",
    "merge",
    "same",
    "save",
]
