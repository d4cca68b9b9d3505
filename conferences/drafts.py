"""What was typed into a form and could not be saved, kept in the session until it can.

A view marked ``keeps_draft`` gives its page a *stamp*: a signed hidden field (``{% include
"components/_draft.html" %}`` inside the form) that names the person and the address the form was made for.
If the session has expired when the form is sent, the sign-in middleware keeps the values under the stamp's
person and leads through the sign-in back to ``<address>?draft=<id>``, where the view asks for them with
``take``. Someone else who signs in on that browser gets nothing, and a stranger, who has no stamp, can
keep nothing. A form whose CSRF token does not fit is never carried out; ``keep_refused`` tells what of it
is kept.
"""

from __future__ import annotations

import functools
import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar, cast

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponseBase, QueryDict

from conferences.submissions import FORM_KEY

MOST: Final = 5
"""How many drafts a session holds; the oldest gives way."""
LARGEST: Final = 100_000
"""How many bytes, URL-encoded, a draft may have."""
STAMP: Final = "draft_stamp"
"""Name of the hidden field."""

_KEY: Final = "drafts"
_SALT: Final = "conferences.drafts"
_REASONS: Final = {
    "expired": "Your session expired.",
    "refused": "You signed in again after opening the form.",
}
_SECRET: Final = re.compile(r"token|password|secret|csrf", re.IGNORECASE)

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def keep(request: HttpRequest, data: QueryDict, *, path: str = "") -> str:
    """Keep what the signed-in person typed for ``path`` (this request's own if empty); gives the id.

    Fields whose names speak of a secret are left out. What is too large is not kept: the id is "".
    """
    return _add(request, data, user=str(request.user.pk), path=path or request.path, reason="")


def keep_expired(request: HttpRequest) -> str:
    """Keep what an expired session posted; gives the address to come back to, or "" if nothing is kept.

    Only a form with a valid stamp is kept, for the person and the address that the stamp names.
    """
    return _keep_stamped(request, "expired")


def keep_refused(request: HttpRequest) -> str:
    """Keep a form whose CSRF token no longer fits, as after signing in again in another tab.

    Nothing is carried out: it comes back as a form to be sent again. Its stamp, which no one else can
    have, must be that of the person who is signed in. Gives what ``keep_expired`` gives.
    """
    return _keep_stamped(request, "refused") if request.user.is_authenticated else ""


def _keep_stamped(request: HttpRequest, reason: str) -> str:
    if request.method != "POST" or not (stamp := request.POST.get(STAMP, "")):
        return ""
    try:
        user, path = signing.loads(stamp, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    if request.user.is_authenticated and str(request.user.pk) != user:
        return ""
    if not (draft_id := _add(request, request.POST, user=user, path=path, reason=reason)):
        return ""
    # What the form's own address carries, such as the list to go back to, stays with it.
    query = request.GET.copy() if request.path == path else QueryDict(mutable=True)
    query["draft"] = draft_id
    return f"{path}?{query.urlencode()}"


def take(request: HttpRequest, draft_id: str) -> QueryDict | None:
    """What the person typed at this address, or None: unknown, someone else's, of another address.

    It stays until it is saved, so that the page can be loaded again.
    """
    draft = _find(request, draft_id)
    return QueryDict(draft["data"]) if draft else None


def texts_of(draft: QueryDict | None, fields: Iterable[str]) -> dict[str, str]:
    """What was typed into those ``fields``, by name: what a form may begin with."""
    return {name: draft.get(name, "") for name in fields if name in draft} if draft is not None else {}


def drop(request: HttpRequest, draft_id: str) -> None:
    """Forget a draft. An unknown one is nothing to forget."""
    kept = _kept(request)
    left = [draft for draft in kept if draft["id"] != draft_id]
    if len(left) < len(kept):
        request.session[_KEY] = left


def keeps_draft(view: View) -> View:
    """Mark a view whose form outlives the session, and give its page the stamp.

    On the way back from the sign-in it says what became of the typed values; once a form is saved, which
    is answered with a redirect, its draft is dropped.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        stamp = signing.dumps((str(request.user.pk), request.path), salt=_SALT)
        request.draft_stamp = stamp  # type: ignore[attr-defined]
        draft_id = request.GET.get("draft", "")
        if draft_id and request.method == "GET":
            _tell(request, draft_id)
        response = view(request, *args, **kwargs)
        if draft_id and request.method == "POST" and 300 <= response.status_code < 400:
            drop(request, draft_id)
        return response

    return cast(View, wrapped)


def _tell(request: HttpRequest, draft_id: str) -> None:
    draft = _find(request, draft_id)
    if draft is None:
        messages.warning(
            request,
            "The draft at this address is no longer kept, or belongs to "
            "someone else. The form shows the saved values.",
        )
    elif draft["reason"] in _REASONS:
        messages.info(
            request,
            f"{_REASONS[draft['reason']]} The form is as you left it and is not saved yet.",
        )


def _add(request: HttpRequest, data: QueryDict, *, user: str, path: str, reason: str) -> str:
    clean = QueryDict(mutable=True)
    for name, values in data.lists():
        if name not in (STAMP, FORM_KEY) and not _SECRET.search(name):
            clean.setlist(name, values)
    text = clean.urlencode()
    if len(text) > LARGEST:
        return ""
    draft_id = secrets.token_urlsafe(9)
    draft = {"id": draft_id, "user": user, "path": path, "data": text, "reason": reason}
    request.session[_KEY] = [*_kept(request), draft][-MOST:]
    return draft_id


def _kept(request: HttpRequest) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = request.session.get(_KEY, [])
    return kept


def _find(request: HttpRequest, draft_id: str) -> dict[str, Any] | None:
    owner = str(request.user.pk)
    for draft in _kept(request):
        if (draft["id"], draft["user"], draft["path"]) == (draft_id, owner, request.path):
            return draft
    return None
