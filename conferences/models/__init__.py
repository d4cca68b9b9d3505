"""What the dashboard itself keeps; conferences and rooms stay with SignalWire."""

from conferences.models.bulk import BulkAction, BulkItem, BulkRun, ItemState, Phase, StopReason
from conferences.models.change import WHY_MAXIMUM, Action, Actor, Change, Outcome
from conferences.models.fields import EncryptedTextField, Secret, SecretUnreadable
from conferences.models.membership import Membership, Role
from conferences.models.object_lock import ObjectLock
from conferences.models.preference import ColourScheme, Preference
from conferences.models.submission import Submission
from conferences.models.theme_preset import ThemePreset
from conferences.models.theme_survey import SurveyedConference, SurveyEnd, ThemeInUse, ThemeSurvey
from conferences.models.window_zone import WindowZone
from conferences.models.workspace import PAGE_SIZES, Label, Workspace

__all__ = [
    "PAGE_SIZES",
    "WHY_MAXIMUM",
    "Action",
    "Actor",
    "BulkAction",
    "BulkItem",
    "BulkRun",
    "Change",
    "ColourScheme",
    "EncryptedTextField",
    "ItemState",
    "Label",
    "Membership",
    "ObjectLock",
    "Outcome",
    "Phase",
    "Preference",
    "Role",
    "Secret",
    "SecretUnreadable",
    "StopReason",
    "Submission",
    "SurveyEnd",
    "SurveyedConference",
    "ThemeInUse",
    "ThemePreset",
    "ThemeSurvey",
    "WindowZone",
    "Workspace",
]
