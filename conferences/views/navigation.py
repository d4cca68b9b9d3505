"""The way back from a page of one object to where people came from, such as page three of a list."""

from __future__ import annotations

import uuid
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from conferences.http import NEXT_MAXIMUM, DeskRequest
from conferences.models import Workspace
from conferences.signalwire.kinds import Kind

Page = Literal["list", "create", "detail", "update", "join-window"]


def object_url(workspace: Workspace, kind: Kind, page: Page, identifier: uuid.UUID | None = None) -> str:
    """The address of an object's page or, without ``identifier``, of the list."""
    noun = kind.noun
    values = {} if identifier is None else {f"{noun}_id": identifier}
    return reverse(f"{noun}-{page}", kwargs={"slug": workspace.slug, **values})


def run_url(workspace: Workspace, run: int, **query: str) -> str:
    """The address of a bulk change."""
    return reverse("bulk-detail", kwargs={"slug": workspace.slug, "pk": run}, query=query)


def return_url(request: DeskRequest, *, otherwise: str) -> str:
    """The address that ``next`` names, as path and query; ``otherwise`` where it is too long or not ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if len(asked) > NEXT_MAXIMUM:
        return otherwise
    if not url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return otherwise
    parts = urlsplit(asked)
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    # A path that begins with two slashes would name another host; browsers read a backslash as one.
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if is_ours else otherwise


def with_saved_id(address: str, identifier: uuid.UUID) -> str:
    """``address`` with the object marked as saved, should it lead to a list that shows it.

    The fragment brings the row into view, with or without a script.
    """
    parts = urlsplit(address)
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "saved"
    ]
    return f"{parts.path}?{urlencode([*kept, ('saved', str(identifier))])}#row-{identifier}"


def read_uuid(text: str) -> uuid.UUID | None:
    """The id that a query names, or None where it names none."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
