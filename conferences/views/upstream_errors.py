"""How a page of confirmation answers when what it sent did not go well."""

from __future__ import annotations

from dataclasses import dataclass

from conferences.forms.captions import label
from conferences.http import DeskRequest, error_context
from conferences.presentation.values import format_value
from conferences.services.saving.payload import StoredValueRejected
from conferences.signalwire import RefusedFields, SignalWireError
from conferences.signalwire.kinds import Kind

_WITHOUT = "without"
"""Posted with the names of the fields that need not be sent, separated by spaces."""


@dataclass(frozen=True)
class UnsendableFields:
    """What ``components/_held_back.html`` shows: values that SignalWire has and does not take back.

    ``rows`` are their labels and words, ``names`` what its button posts as ``without``; ``edit_url`` leads
    to where another value can be chosen, "" where that is the page itself.
    """

    noun: str
    rows: list[tuple[str, str]]
    names: str
    edit_url: str
    button: str


def held_back(
    request: DeskRequest,
    kind: Kind,
    error: SignalWireError | None,
    *,
    edit_url: str = "",
    button: str = "Save",
) -> UnsendableFields | None:
    """What to choose about where ``error`` is a StoredValueRejected; None for all others."""
    if not isinstance(error, StoredValueRejected):
        return None
    rows = [
        (label(kind, name), format_value(kind, name, value, request.zone, most=80))
        for name, value in error.values.items()
    ]
    return UnsendableFields(kind.noun, rows, " ".join(error.values), edit_url, button)


def omitted_fields(request: DeskRequest) -> list[str]:
    """The fields that someone agreed not to send."""
    return request.POST.get(_WITHOUT, "").split()


def status_of(request: DeskRequest, problem: SignalWireError) -> int:
    """Our own status for an upstream error that is shown on the page that caused it."""
    if isinstance(problem, RefusedFields):
        return 422
    status: int = error_context(request, problem)["answer_status"]
    return status
