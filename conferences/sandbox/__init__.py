"""The sandbox: a stateful stand-in for SignalWire's Video API on loopback, in plain Python.

``python -m conferences.sandbox`` runs it for people; ``with Sandbox(port=0) as sandbox:`` runs it inside
a test. It uses nothing but the standard library and the data in ``conferences.signalwire.limits``. What
it imitates is SignalWire's REST specification (``specs/signalwire-rest/video-api``, August 2026) and the
behaviour that public tools recorded against the live service; where the two leave a question open, a
switch lets both answers be tried.
"""

from conferences.sandbox.project import (
    API_TOKEN,
    API_TOKEN_WITHOUT_VIDEO,
    OTHER_API_TOKEN,
    OTHER_PROJECT_ID,
    PROJECT_ID,
)
from conferences.sandbox.service import Sandbox

__all__ = [
    "API_TOKEN",
    "API_TOKEN_WITHOUT_VIDEO",
    "OTHER_API_TOKEN",
    "OTHER_PROJECT_ID",
    "PROJECT_ID",
    "Sandbox",
]
