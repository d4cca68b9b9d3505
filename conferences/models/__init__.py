"""What the dashboard itself keeps; conferences and rooms stay with SignalWire."""

from conferences.models.fields import EncryptedTextField, Secret, SecretUnreadable
from conferences.models.membership import Membership, Role
from conferences.models.preference import ColourScheme, Preference
from conferences.models.workspace import PAGE_SIZES, Label, Workspace

__all__ = [
    "PAGE_SIZES",
    "ColourScheme",
    "EncryptedTextField",
    "Label",
    "Membership",
    "Preference",
    "Role",
    "Secret",
    "SecretUnreadable",
    "Workspace",
]
