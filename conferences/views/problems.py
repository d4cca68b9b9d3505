"""How a page of confirmation answers when what it sent did not go well."""

from __future__ import annotations

from conferences.http import DeskRequest, error_context
from conferences.signalwire import RefusedFields, SignalWireError


def status_of(request: DeskRequest, problem: SignalWireError) -> int:
    """Our own status for an upstream error that is shown on the page that caused it."""
    if isinstance(problem, RefusedFields):
        return 422
    status: int = error_context(request, problem)["answer_status"]
    return status
