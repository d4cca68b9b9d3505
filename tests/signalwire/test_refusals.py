from __future__ import annotations

from typing import Any

import pytest
import responses

from conferences.signalwire import (
    AccountProblem,
    CredentialsRefused,
    FieldError,
    NotFound,
    PageTokenRefused,
    PermissionMissing,
    RateLimited,
    RefusedFields,
    SignalWireClient,
    SignalWireError,
    Unavailable,
    UnreadableAnswer,
)

from .conftest import BASE, HOST, TOKEN
from .payloads import CONFERENCE_ID, encoded

HTML = b"<!doctype html><title>502 Bad Gateway</title><h1>nginx</h1>"
ITEM = {
    "type": "validation_error",
    "code": "missing_required_parameter",
    "message": "Display Name is required",
    "attribute": "display_name",
    "url": "https://signalwire.com/docs/apis/error-codes",
}
ENTRY = FieldError("display_name", "missing_required_parameter", "Display Name is required")


def refuse(
    client: SignalWireClient,
    upstream: responses.RequestsMock,
    status: int,
    body: bytes = b"",
    *,
    method: str = "POST",
    **headers: str,
) -> SignalWireError:
    """The error of a create (or a list) that is answered so."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    upstream.add(method, f"{BASE}/conferences", body=body, status=status, headers=headers)
    call = client.conferences.list if method == "GET" else lambda: client.conferences.create({})
    with pytest.raises(SignalWireError) as caught:
        call()
    error = caught.value
    assert error.message == str(error)
    assert error.message.endswith(".")
    assert error.host == HOST
    assert "<" not in error.message
    return error


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, UnreadableAnswer),
        (302, UnreadableAnswer),
        (304, UnreadableAnswer),
        (307, UnreadableAnswer),
        (400, RefusedFields),
        (401, CredentialsRefused),
        (402, AccountProblem),
        (403, PermissionMissing),
        (404, NotFound),
        (405, UnreadableAnswer),
        (409, UnreadableAnswer),
        (415, UnreadableAnswer),
        (418, UnreadableAnswer),
        (422, RefusedFields),
        (429, RateLimited),
        (500, Unavailable),
        (502, Unavailable),
        (503, Unavailable),
        (504, Unavailable),
    ],
)
@pytest.mark.parametrize(
    "body",
    [b'{"error":"Some words"}', HTML, b"", b"null", b"\xff\x00", b"[" * 100_000, b'{"errors":['],
    ids=["error", "html", "empty", "null", "binary", "deep", "truncated"],
)
def test_each_status_has_its_remedy_whatever_the_body(
    client: SignalWireClient, upstream: responses.RequestsMock, status: int, kind: type[Any], body: bytes
) -> None:
    error = refuse(client, upstream, status, body)
    assert type(error) is kind
    assert error.status == status


@pytest.mark.parametrize(
    ("status", "open_"), [(302, True), (500, True), (401, False), (422, False), (429, False)]
)
def test_only_an_answer_that_settles_nothing_leaves_a_write_open(
    client: SignalWireClient, upstream: responses.RequestsMock, status: int, open_: bool
) -> None:
    assert refuse(client, upstream, status).may_have_arrived is open_
    assert refuse(client, upstream, status, method="GET").may_have_arrived is False


def test_a_refused_key_is_told_about_the_scope(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    assert "Video scope" in str(refuse(client, upstream, 401, b'{"error":"Unauthorized"}'))


@pytest.mark.parametrize(
    ("document", "entries"),
    [
        ({"errors": [ITEM]}, [ENTRY]),
        (
            {"errors": [ITEM, ITEM | {"attribute": None, "message": "It is required"}]},
            [ENTRY, FieldError(None, ENTRY.code, "It is required")],
        ),
        ({"errors": ITEM}, [ENTRY]),
        (ITEM, [ENTRY]),
        ([ITEM], [ENTRY]),
        (
            {
                "errors": [
                    {
                        "code": "not_unique_within_project",
                        "message": "must be unique within project",
                        "attribute": "name",
                    }
                ]
            },
            [FieldError("name", "not_unique_within_project", "must be unique within project")],
        ),
        (
            {"errors": {"name": ["is taken", "is odd"], "size": "is bad"}},
            [
                FieldError("name", None, "is taken"),
                FieldError("name", None, "is odd"),
                FieldError("size", None, "is bad"),
            ],
        ),
        (
            {"errors": {"name": [{"code": "value_not_unique", "message": "taken"}]}},
            [FieldError("name", "value_not_unique", "taken")],
        ),
        ({"errors": {"message": ["is too long"]}}, [FieldError("message", None, "is too long")]),
        ({"errors": "Something is wrong"}, [FieldError(None, None, "Something is wrong")]),
        ({"errors": ["one", 7, None, "two"]}, [FieldError(None, None, "one"), FieldError(None, None, "two")]),
        ({"error": "Bad Request"}, [FieldError(None, None, "Bad Request")]),
        ({"error": {"code": "c", "message": "m"}}, [FieldError(None, "c", "m")]),
        ({"errors": [], "error": "Bad Request"}, [FieldError(None, None, "Bad Request")]),
        (
            {"errors": [{"detail": "d", "status": "422", "title": "t", "code": "c"}]},
            [FieldError(None, "c", "d")],
        ),
        ({"errors": [{"title": "t"}]}, [FieldError(None, None, "t")]),
        ({"errors": [{"code": "c"}]}, [FieldError(None, "c", "SignalWire gave the code c.")]),
        (
            {
                "errors": [
                    {"message": "m", "url": "https://signalwire.com/docs/apis/error-codes#not_a_boolean"}
                ]
            },
            [FieldError(None, "not_a_boolean", "m")],
        ),
        ({"message": "flat"}, [FieldError(None, None, "flat")]),
        ("just a string", [FieldError(None, None, "just a string")]),
    ],
)
@pytest.mark.parametrize("status", [400, 422])
def test_every_shape_of_a_refusal_is_read(
    client: SignalWireClient,
    upstream: responses.RequestsMock,
    status: int,
    document: object,
    entries: list[FieldError],
) -> None:
    error = refuse(client, upstream, status, encoded(document))
    assert isinstance(error, RefusedFields)
    assert list(error.errors) == entries
    assert entries[0].message.rstrip(".") in str(error)


@pytest.mark.parametrize(
    ("attribute", "message", "field"),
    [
        *(
            (attribute, "is invalid", "light_primary")
            for attribute in (
                "light_primary",
                "LIGHT_PRIMARY",
                "lightPrimary",
                "LightPrimary",
                "light-primary",
                "Light Primary",
                "conference.light_primary",
                "conference[light_primary]",
                "/data/light_primary",
            )
        ),
        ("uri", "is invalid", "uri"),
        ("lightPrimer", "is invalid", "lightPrimer"),
        ("description", "Display Name is required", "description"),
        (None, "Display Name is required", "display_name"),
        ("base", "Dark Success is invalid", "dark_success"),
        (None, "light_primary must be a colour", "light_primary"),
        (None, "Join Until date can't be in the past of Join From date.", None),
        (None, "Light Primary is invalid; Dark Primary is invalid", None),
        (None, "The size of this account's bill is not settled", None),
        (None, "Names differ", None),
        ("...", "is invalid", "..."),
    ],
)
def test_a_refused_field_is_known_however_it_is_written(
    client: SignalWireClient,
    upstream: responses.RequestsMock,
    attribute: str | None,
    message: str,
    field: str | None,
) -> None:
    error = refuse(client, upstream, 422, encoded({"errors": [{"message": message, "attribute": attribute}]}))
    assert isinstance(error, RefusedFields)
    assert [entry.attribute for entry in error.errors] == [field]


@pytest.mark.parametrize(
    "document",
    [
        None,
        7,
        [],
        {},
        {"errors": None},
        {"errors": []},
        {"errors": {}},
        {"errors": 7},
        {"errors": [[[[]]]]},
        {"errors": [{"code": 7, "message": {"a": 1}, "attribute": []}]},
        {"errors": {"name": {"deep": {"er": 1}}}},
    ],
)
def test_a_refusal_that_says_nothing_still_has_one_entry(
    client: SignalWireClient, upstream: responses.RequestsMock, document: object
) -> None:
    error = refuse(client, upstream, 422, encoded(document))
    assert isinstance(error, RefusedFields)
    assert [(entry.attribute, entry.code) for entry in error.errors] == [(None, None)]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("page_token_is_invalid", PageTokenRefused),
        ("page_token_required", PageTokenRefused),
        ("page_token_required_for_next_page", PageTokenRefused),
        ("insufficient_balance", AccountProblem),
        ("feature_not_available", AccountProblem),
        ("account_limit_exceeded", AccountProblem),
        ("invalid_parameter", RefusedFields),
    ],
)
def test_some_codes_name_another_remedy_than_their_status(
    client: SignalWireClient, upstream: responses.RequestsMock, code: str, kind: type[Any]
) -> None:
    error = refuse(
        client, upstream, 422, encoded({"errors": [{"code": code, "message": "Words"}]}), method="GET"
    )
    assert type(error) is kind


def test_an_account_problem_repeats_signalwires_words(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    body = encoded({"errors": [{"code": "insufficient_balance", "message": "Top up first"}]})
    assert "Top up first" in str(refuse(client, upstream, 403, body))


def test_a_thousand_errors_are_cut_to_what_people_read(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    error = refuse(client, upstream, 422, encoded({"errors": [ITEM | {"message": "m" * 9000}] * 1000}))
    assert isinstance(error, RefusedFields)
    assert len(error.errors) == 100
    assert max(len(entry.message) for entry in error.errors) == 500
    assert len(str(error)) < 3000
    assert "and 95 more" in str(error)


def test_words_of_the_upstream_come_without_control_characters(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    error = refuse(client, upstream, 422, encoded({"error": "a\r\nSet-Cookie: x\x00\x1b[31m\u202e b\u2028c"}))
    assert "a Set-Cookie: x [31m b c" in str(error)


def test_a_token_that_the_upstream_echoes_is_hidden(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    item = {"code": TOKEN, "message": f"Bad key {TOKEN}", "attribute": f"x-{TOKEN}"}
    error = refuse(client, upstream, 422, encoded({"errors": [item]}), X_Request_Id=f"id-{TOKEN}")
    assert isinstance(error, RefusedFields)
    assert "[hidden]" in str(error)
    assert TOKEN not in f"{error} {error.errors} {error.request_id} {vars(error)}"


@pytest.mark.parametrize(
    "name", ["X-Request-Id", "X-SignalWire-Request-Id", "Request-Id", "X-Amzn-RequestId", "x-request-id"]
)
def test_the_request_id_is_read_from_every_known_header(
    client: SignalWireClient, upstream: responses.RequestsMock, name: str
) -> None:
    assert refuse(client, upstream, 404, b"", method="POST", **{name: "abc-123"}).request_id == "abc-123"


def test_no_request_id_is_none_and_a_long_one_is_cut(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    assert refuse(client, upstream, 404).request_id is None
    upstream.reset()
    assert len(refuse(client, upstream, 404, X_Request_Id="9" * 5000).request_id or "") == 128


def test_a_missing_conference_is_not_found(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}", json={"error": "Not Found"}, status=404)
    with pytest.raises(NotFound):
        client.conferences.get(CONFERENCE_ID)


def test_a_sentence_names_each_field_once(client: SignalWireClient, upstream: responses.RequestsMock) -> None:
    taken = {"code": "not_unique_within_project", "message": "must be unique", "attribute": "name"}
    error = refuse(client, upstream, 422, encoded({"errors": [ITEM, taken, {"message": "Try again"}]}))
    words = "Display Name is required; name: must be unique; Try again."
    assert str(error) == f"SignalWire refused the request: {words}"


@pytest.mark.parametrize(
    ("status", "explanation"),
    [
        (401, "The project ID or the API token is wrong, or the token lacks the Video scope."),
        (403, "Give the API token the Video scope in the SignalWire dashboard."),
        (404, "It was deleted, or belongs to another project."),
        (422, "Display Name is required."),
        (429, "Too many requests: SignalWire asks to wait a moment."),
    ],
)
def test_what_follows_the_title_does_not_say_it_again(
    client: SignalWireClient, upstream: responses.RequestsMock, status: int, explanation: str
) -> None:
    error = refuse(client, upstream, status, encoded({"errors": [ITEM]}))
    assert error.explanation == explanation
    assert error.title.casefold() not in error.explanation.casefold()
