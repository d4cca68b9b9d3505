"""Handing a conference over: masked until asked for, never kept, and reset after a typed confirmation."""

from __future__ import annotations

import html
import logging
import re
from dataclasses import dataclass
from typing import Any

import pytest
import responses
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client

from conferences.models import Action, Change, Outcome, Preference, Role, Workspace
from conferences.sandbox import Sandbox
from tests import htmx
from tests.conftest import BASE, HOST, MemberClient
from tests.faults import FAILURES, UNPROVEN
from tests.payloads import CONFERENCE_ID, conference, listing, numbered
from tests.signalwire.payloads import token

W = "/w/nordhafen-events/"
GUEST = "vpt_" + "a1" * 16
MODERATOR = "vpt_" + "b2" * 16
GUEST_ID, MODERATOR_ID = numbered(501), numbered(502)
CARD = f"{W}conferences/{CONFERENCE_ID}/access/"
SELF = ["room.self.audio_mute", "room.self.screenshare"]


def guest(**changes: Any) -> dict[str, Any]:
    return token(**{"id": GUEST_ID, "name": "Guest", "token": GUEST, "scopes": SELF, **changes})


def moderator(**changes: Any) -> dict[str, Any]:
    return token(**{"id": MODERATOR_ID, "token": MODERATOR, **changes})


def give(upstream: responses.RequestsMock, *tokens: dict[str, Any], **fields: Any) -> None:
    """What SignalWire tells of the conference and its tokens."""
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}", json=conference(**fields))
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}/conference_tokens", json=listing(*tokens))


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def values(page: str) -> list[str]:
    """What stands in the page's read-only fields."""
    texts = [tag["value"] for tag in htmx.tags(page, "input") if "readonly" in tag]
    return [
        *texts,
        *(html.unescape(part.split(">", 1)[1].split("</", 1)[0]) for part in page.split("<textarea")[1:]),
    ]


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    return member_client()


# Masked


def test_the_detail_page_has_no_token_and_costs_no_request_for_one(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    give(upstream, guest(), moderator())
    page = browser.get(f"{W}conferences/{CONFERENCE_ID}/").content.decode()
    assert "vpt_<span" in page
    assert GUEST not in page
    assert not [call for call in upstream.calls if "tokens" in str(call.request.url)]


def test_the_hand_over_page_lists_tokens_masked_with_what_each_may_do(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    give(upstream, moderator(), guest())
    response = browser.get(CARD)
    page = response.content.decode()
    assert GUEST not in page
    assert MODERATOR not in page
    assert htmx.words(page).index("Guest") < htmx.words(page).index("Moderator")
    assert "room.self.screenshare" in page
    assert "room.recording" in page
    assert values(page) == []
    assert not Change.objects.exists()


# Shown


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [({"role": "guest"}, GUEST, MODERATOR), ({"token": MODERATOR_ID}, MODERATOR, GUEST)],
)
def test_only_what_was_asked_for_is_shown(
    browser: Client,
    upstream: responses.RequestsMock,
    asked: dict[str, str],
    shown: str,
    hidden: str,
) -> None:
    give(upstream, guest(), moderator())
    page = browser.post(CARD, asked).content.decode()
    assert hidden not in page
    link, token_value, embed, letter = values(page)
    assert link == f"https://{HOST}/prebuilt-room/{shown}"
    assert token_value == shown
    assert embed.count(shown) == 1
    assert f'<sw-video-conference token="{shown}" user-name="">' in embed
    assert '<script type="module" src="https://cdn.signalwire.com/' in embed
    assert '<link rel="stylesheet" href="https://cdn.signalwire.com/' in embed
    assert letter.endswith(f"Join: {link}")


def test_an_invitation_has_name_and_window_with_zone_and_offset(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    give(upstream, guest(), join_from="2026-11-12T08:00:00Z", join_until="2026-11-12T23:30:00Z")
    *_, letter = values(browser.post(CARD, {"role": "guest"}).content.decode())
    assert letter.splitlines() == [
        "All hands",
        "Thu 12 Nov 2026, 09:00 – Fri 13 Nov 2026, 00:30 (Europe/Berlin, UTC+01:00)",
        f"Join: https://{HOST}/prebuilt-room/{GUEST}",
    ]


def test_showing_stands_in_the_history_without_the_value(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    give(upstream, guest(), moderator())
    browser.post(CARD, {"role": "moderator"})
    (change,) = Change.objects.all()
    assert (change.action, change.outcome) == (Action.REVEAL_TOKEN, Outcome.DONE)
    assert (str(change.object_id), change.object_title) == (CONFERENCE_ID, "All hands")
    assert change.fields == ["Moderator"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_with_tokens_are_kept_nowhere(
    browser: Client, upstream: responses.RequestsMock, method: str
) -> None:
    give(upstream, guest())
    response = getattr(browser, method)(CARD, {"role": "guest"})
    assert "no-store" in response.headers["Cache-Control"]
    card = htmx.element(response.content.decode(), "access")
    assert 'hx-history="false"' in card
    assert "data-secret" in card


def test_htmx_gets_the_card_alone(browser: Client, upstream: responses.RequestsMock) -> None:
    give(upstream, guest())
    page = browser.post(CARD, {"role": "guest"}).content.decode()
    fragment = browser.post(CARD, {"role": "guest"}, headers=htmx.headers("access"))
    parts = [fragment.content.decode().strip(), htmx.element(page, "access")]
    forgery = re.compile(r'(name="(?:csrfmiddlewaretoken|form_key)" value=)"[^"]*"')
    assert len({forgery.sub(r"\1", part) for part in parts}) == 1
    assert "no-store" in fragment.headers["Cache-Control"]
    assert {"HX-Request", "HX-Target"} <= set(fragment.headers["Vary"].split(", "))


@pytest.mark.parametrize(
    "typed", [{}, {"role": "admin"}, {"token": "nonsense"}, {"role": "guest", "token": GUEST_ID}]
)
def test_an_unclear_question_shows_nothing(
    browser: Client, upstream: responses.RequestsMock, typed: dict[str, str]
) -> None:
    give(upstream, guest())
    response = browser.post(CARD, typed)
    assert response.status_code == 422
    assert GUEST not in response.content.decode()
    assert not Change.objects.exists()


# The guest link for the clipboard

LINK = f"{CARD}guest-link/"


def test_the_guest_link_is_plain_text_that_is_stored_nowhere_and_recorded(
    browser: Client, upstream: responses.RequestsMock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    give(upstream, guest(), moderator())
    response = browser.post(LINK)
    assert response.content.decode() == f"https://{HOST}/prebuilt-room/{GUEST}"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in response.headers["Cache-Control"]
    (change,) = Change.objects.all()
    assert (change.action, change.outcome, change.fields) == (Action.REVEAL_TOKEN, Outcome.DONE, ["Guest"])
    words = htmx.words(browser.get(f"{W}history/").content.decode())
    assert "viewed the guest link of All hands" in words
    assert GUEST not in caplog.text
    assert GUEST not in str(Change.objects.values())
    assert GUEST not in str([session.get_decoded() for session in Session.objects.all()])
    assert GUEST not in str(getattr(caches["default"], "_cache", {}))


def test_the_guest_link_is_given_to_editors_and_only_by_post(
    browser: Client, upstream: responses.RequestsMock, member_client: MemberClient
) -> None:
    give(upstream, guest())
    assert browser.get(LINK).status_code == 405
    assert member_client(Role.VIEWER).post(LINK).status_code == 403
    assert member_client(None).post(LINK).status_code == 404
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    "tokens", [[], [moderator()], [guest(), guest(id=numbered(503))], [guest(token=None)]]
)
def test_without_exactly_one_guest_link_there_is_none_to_copy(
    browser: Client, upstream: responses.RequestsMock, tokens: list[dict[str, Any]]
) -> None:
    give(upstream, *tokens)
    assert browser.post(LINK).status_code == 404


def test_the_list_offers_the_guest_link_of_conferences_without_any_token(
    space: Sandbox, member_client: MemberClient
) -> None:
    browser = member_client()
    made = space.store.create_conference({"name": "all-hands", "display_name": "All hands"})
    room = space.store.create_room({"name": "lab", "display_name": "Lab"})
    page = browser.get(f"{W}conferences/").content.decode()
    assert "data-copy-guest-link" in page
    assert "vpt_" not in page
    assert "guest" not in browser.get(f"{W}rooms/").content.decode()
    assert "guest" not in member_client(Role.VIEWER).get(f"{W}conferences/").content.decode()
    # Without a script the row leads to its actions, and a button there to the access page with the link.
    actions = browser.get(f"{W}conferences/{made['id']}/actions/").content.decode()
    assert "guest" not in browser.get(f"{W}rooms/{room['id']}/actions/").content.decode()
    (button,) = (tag for tag in htmx.tags(actions, "button") if tag.get("name") == "role")
    shown = browser.post(button["formaction"], {button["name"]: button["value"]}).content.decode()
    guest_token = next(
        one["token"] for one in space.store.conference_tokens(made["id"]) if one["name"] == "Guest"
    )
    assert guest_token in shown


# Tokens that are not as they should be


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        ([], "lists no tokens"),
        ([moderator()], "lists 1 token instead of"),
        ([guest(), moderator(), guest(id=numbered(503), name="Press")], "lists 3 tokens instead of"),
        ([guest(), guest(id=numbered(503))], "lists 2 tokens instead of"),
        ([guest(name=None, scopes=None), moderator()], "Token without a name"),
        ([guest(name="Press", scopes=[]), moderator()], "lists no permissions"),
    ],
)
def test_odd_tokens_are_listed_as_they_are(
    browser: Client, upstream: responses.RequestsMock, tokens: list[dict[str, Any]], words: str
) -> None:
    give(upstream, *tokens)
    response = browser.get(CARD)
    assert response.status_code == 200
    assert words in htmx.words(response.content.decode())


def test_a_role_that_no_token_has_is_told(browser: Client, upstream: responses.RequestsMock) -> None:
    give(upstream, moderator())
    response = browser.post(CARD, {"role": "guest"})
    assert response.status_code == 422
    assert "no longer lists this token" in htmx.words(response.content.decode())
    assert MODERATOR not in response.content.decode()


def test_the_role_follows_from_the_scopes_where_the_name_says_nothing(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    give(upstream, guest(name="Press"), moderator(name=None))
    page = browser.post(CARD, {"role": "guest"}).content.decode()
    assert GUEST in page
    assert MODERATOR not in page
    assert Change.objects.get().fields == ["Press"]


@pytest.mark.parametrize(
    "value", ['"><script>alert(1)</script>', "vpt_../../x?y#z", "VPT_" + "A1" * 16, "vpt_ünïcode"]
)
def test_a_value_that_is_no_token_breaks_out_of_nothing(
    browser: Client, upstream: responses.RequestsMock, value: str
) -> None:
    give(upstream, guest(token=value), moderator())
    page = browser.post(CARD, {"role": "guest"}).content.decode()
    assert "<script>alert" not in page
    link, shown, embed, _ = values(page)
    assert shown == value
    tail = link.removeprefix(f"https://{HOST}/prebuilt-room/")
    assert not set(tail) & set('/?#"<> ')
    assert htmx.tags(embed, "sw-video-conference") == [{"token": value, "user-name": ""}]
    assert "does not look like a conference token" in htmx.words(page)


@pytest.mark.parametrize("value", [None, ""])
def test_a_token_without_a_value_makes_no_link(
    browser: Client, upstream: responses.RequestsMock, value: str | None
) -> None:
    give(upstream, guest(token=value), moderator())
    page = browser.post(CARD, {"role": "guest"}).content.decode()
    assert "sent no value for this token" in page
    assert values(page) == []


def test_a_fault_leaves_the_card_masked_and_says_what_happened(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}", json=conference())
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}/conference_tokens", status=401)
    response = browser.post(CARD, {"role": "guest"}, headers=htmx.headers("access"))
    assert response.status_code == 502
    card = response.content.decode()
    assert card.lstrip().startswith('<section class="card" id="access"')
    assert "Nothing was changed" in card
    assert 'name="role" value="guest"' in card
    assert Change.objects.get().outcome == Outcome.FAILED


def test_viewers_and_strangers_see_no_token(
    upstream: responses.RequestsMock, member_client: MemberClient
) -> None:
    give(upstream, guest(), moderator())
    viewer, stranger = member_client(Role.VIEWER), member_client(None)
    for address in (CARD, f"{W}conferences/{CONFERENCE_ID}/tokens/{GUEST_ID}/reset/"):
        assert [viewer.get(address).status_code, viewer.post(address).status_code] == [403, 403]
        assert [stranger.get(address).status_code, stranger.post(address).status_code] == [404, 404]
    page = viewer.get(f"{W}conferences/{CONFERENCE_ID}/").content.decode()
    assert "access/" not in page
    assert "Only editors and admins" in htmx.words(page)
    assert not [call for call in upstream.calls if "tokens" in str(call.request.url)]


# Reset


@dataclass
class Reset:
    """A conference of the sandbox, its guest token, and an editor who resets it."""

    sandbox: Sandbox
    browser: Client
    id: str

    @property
    def token(self) -> dict[str, Any]:
        (found,) = (row for row in self.sandbox.store.conference_tokens(self.id) if row["name"] == "Guest")
        return dict(found)

    @property
    def address(self) -> str:
        return f"{W}conferences/{self.id}/tokens/{self.token['id']}/reset/"

    def look(self) -> str:
        return self.browser.get(self.address).content.decode()

    def send(self, name: str = "guest", page: str = "", why: str = "") -> Any:
        typed = {**htmx.hidden(page or self.look()), "name": name, "why": why}
        return self.browser.post(self.address, typed)

    def resets(self) -> int:
        return sum(request.method == "POST" for request in self.sandbox.requests)


@pytest.fixture
def reset(space: Sandbox, browser: Client) -> Reset:
    made = space.store.create_conference({"name": "all-hands", "display_name": "All hands"})
    return Reset(space, browser, made["id"])


def test_a_reset_says_first_what_breaks_and_asks_for_the_name(reset: Reset) -> None:
    before = reset.token
    page = reset.look()
    assert "Every Guest link that was shared" in htmx.words(page)
    assert before["token"] not in page
    for typed in ("", "Moderator", "Gues"):
        response = reset.send(typed, page, why="Leaked")
        assert response.status_code == 422
        assert 'value="Leaked"' in response.content.decode()
    assert reset.token == before
    assert reset.resets() == 0
    assert not Change.objects.exists()


def test_a_reset_gives_a_new_value_that_is_shown_only_when_asked_for(reset: Reset) -> None:
    before = reset.token
    response = reset.send(" GUEST ", why="Leaked")
    after = reset.token
    assert after["token"] != before["token"]
    assert response["Location"] == f"{W}conferences/{reset.id}/access/"
    assert "The Guest token has a new value." in said(response)
    masked = reset.browser.get(response["Location"]).content.decode()
    assert after["token"] not in masked
    assert after["token"] in reset.browser.post(response["Location"], {"role": "guest"}).content.decode()
    change = Change.objects.get(action=Action.RESET_TOKEN)
    assert (change.outcome, change.why, change.fields) == (Outcome.DONE, "Leaked", ["Guest"])
    assert change.object_title == "All hands"


@pytest.mark.parametrize("fault", FAILURES)
def test_each_fault_is_told_truly_and_loses_nothing(reset: Reset, fault: str) -> None:
    before, page = reset.token, reset.look()
    options = {"retry_after": 3600} if fault == "429" else {}
    reset.sandbox.faults.add(fault, method="POST", **options)
    response = reset.send("Guest", page, why="Leaked")
    happened = reset.token["token"] != before["token"]
    (change,) = Change.objects.all()
    if response.status_code == 302:
        assert happened
        assert change.outcome == Outcome.DONE
    else:
        shown = response.content.decode()
        assert 'value="Leaked"' in shown
        assert 'value="Guest"' in shown
        if fault in UNPROVEN:
            assert "not known whether this was carried out" in shown
            assert change.outcome == Outcome.UNKNOWN
        else:
            assert "Nothing was changed" in shown
            assert not happened
            assert change.outcome in {Outcome.FAILED, Outcome.REFUSED}
    # A reset is never sent twice: the second would kill what the first made.
    assert reset.resets() == 1


def test_a_reset_whose_end_cannot_be_seen_is_called_unknown(reset: Reset) -> None:
    page = reset.look()
    reset.sandbox.faults.add("dropped_after", method="POST")
    # The page reads twice, the reset once more; the looks afterwards find SignalWire silent.
    reset.sandbox.faults.add("500", method="GET", after=3)
    response = reset.send("Guest", page)
    assert "not known whether this was carried out" in response.content.decode()
    assert Change.objects.get().outcome == Outcome.UNKNOWN


def test_when_signalwire_cannot_be_read_the_page_comes_back_with_what_was_typed(reset: Reset) -> None:
    page = reset.look()
    address = reset.address
    reset.sandbox.faults.add("401")
    typed = {**htmx.hidden(page), "name": "Guest", "why": "Leaked"}
    response = reset.browser.post(address, typed)
    assert response.status_code == 502
    shown = response.content.decode()
    assert 'value="Guest"' in shown
    assert 'value="Leaked"' in shown
    assert "Reset the Guest token of All hands?" in htmx.words(shown)
    assert reset.resets() == 0


def test_a_token_of_another_conference_is_not_found(reset: Reset) -> None:
    other = reset.sandbox.store.create_conference({"name": "other", "display_name": "Other"})["id"]
    address = reset.address.replace(reset.id, other)
    assert reset.browser.get(address).status_code == 404
    assert reset.browser.post(address, {"name": "Guest"}).status_code == 404
    assert reset.resets() == 0


# Secrets


def test_no_log_line_message_session_cache_entry_or_record_holds_a_token(
    reset: Reset, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = {row["token"] for row in reset.sandbox.store.conference_tokens(reset.id)}
    address = f"{W}conferences/{reset.id}/access/"
    reset.browser.post(address, {"role": "guest"})
    reset.browser.post(address, {"role": "moderator"})
    reset.send("Guest")
    reset.browser.post(address, {"role": "guest"})
    secrets.add(reset.token["token"])
    reset.sandbox.faults.add("garbage", method="POST")
    reset.send("Guest")
    kept = [
        caplog.text,
        *(repr(record.__dict__) for record in caplog.records),
        *(repr(change.__dict__) for change in Change.objects.all()),
        *(str(session.get_decoded()) for session in Session.objects.all()),
        repr(vars(caches["default"])["_cache"]),
    ]
    assert Change.objects.count() == 5
    assert len(secrets) == 3
    for secret in secrets:
        assert not [text for text in kept if secret in text]


@pytest.mark.parametrize("debug", [True, False])
def test_the_report_of_a_fault_of_ours_holds_no_token(
    browser: Client,
    upstream: responses.RequestsMock,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    debug: bool,
) -> None:
    settings.DEBUG = debug
    browser.raise_request_exception = False
    give(upstream, guest(), moderator())
    upstream.post(f"{BASE}/conference_tokens/{GUEST_ID}/reset", body=RuntimeError("out of memory"))
    address = f"{W}conferences/{CONFERENCE_ID}/tokens/{GUEST_ID}/reset/"
    fields = htmx.hidden(browser.get(address).content.decode())
    response = browser.post(address, {**fields, "name": "Guest"})
    assert response.status_code == 500
    for text in (response.content.decode(), caplog.text):
        assert GUEST not in text
        assert MODERATOR not in text
    assert Change.objects.get().outcome == Outcome.UNKNOWN


WINDOW = {"join_from": "2026-11-23T08:00:00Z", "join_until": "2026-11-23T09:00:00Z"}


def test_an_invitation_has_the_workspace_zone_and_never_that_of_the_sender(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    sender = User.objects.get(pk=browser.session["_auth_user_id"])
    Preference.objects.create(user=sender, zone="Asia/Tokyo")
    give(upstream, guest(), **WINDOW)
    *_, letter = values(browser.post(CARD, {"role": "guest"}).content.decode())
    assert "Mon 23 Nov 2026, 09:00–10:00 (Europe/Berlin, UTC+01:00)" in letter
    assert "Tokyo" not in letter


def test_the_zone_chosen_for_invitations_is_kept_for_the_conference(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    give(upstream, guest(), **WINDOW)
    masked = browser.post(CARD, {"zone": "New York"})
    assert masked.status_code == 200
    assert GUEST not in masked.content.decode()
    assert Change.objects.count() == 0  # nothing was shown
    *_, letter = values(browser.post(CARD, {"role": "guest"}).content.decode())
    assert "Mon 23 Nov 2026, 03:00–04:00 (America/New_York, UTC-05:00)" in letter
    wrong = browser.post(CARD, {"zone": "EST"})
    assert wrong.status_code == 422
    assert "“EST” can mean America/New_York" in wrong.content.decode()
