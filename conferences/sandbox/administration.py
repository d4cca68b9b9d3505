"""``/_sandbox/``: the sandbox's own page and addresses, where faults are switched on and off.

Everything here is for the people of this machine: the Host must be a loopback name (so that a foreign
page cannot reach it by rebinding its own name), and a browser must not be acting for another site.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from conferences.sandbox.answers import Answer, Problem, json_answer
from conferences.sandbox.faults import KINDS, Fault, Faults, InvalidFault, read_options
from conferences.sandbox.requests import Request

PREFIX: Final = "/_sandbox"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SECURITY: Final = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_STYLE: Final = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-inline-size: 52rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; inline-size: 100%; }
th, td { text-align: start; padding: 0.35rem 0.75rem 0.35rem 0; border-block-end: 1px solid #8886; }
form.fault { display: grid; gap: 0.25rem 1rem; align-items: center; }
form.fault { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); }
form + h2, table + form { margin-block-start: 1rem; }
form.fault button { grid-column: 2; justify-self: start; }
input, select, button { font: inherit; padding: 0.25rem 0.5rem; max-inline-size: 100%; }
span.spoken { position: absolute; clip-path: inset(50%); }
code { font-size: 0.95em; overflow-wrap: anywhere; }
"""


class Administration:
    """Answers the addresses under ``/_sandbox``; ``facts`` are shown at the top of the page."""

    def __init__(self, faults: Faults, facts: Callable[[], dict[str, str]]) -> None:
        self._faults = faults
        self._facts = facts

    def answer(self, request: Request) -> Answer:
        """The answer to any request under :data:`PREFIX`."""
        if not _from_this_machine(request):
            return Problem(403).answer()
        try:
            return self._routed(request)
        except Problem as problem:
            return problem.answer()
        except InvalidFault as error:
            return json_answer(422, {"error": str(error)}, headers=_SECURITY)

    def _routed(self, request: Request) -> Answer:
        place = request.path.removeprefix(PREFIX).strip("/")
        method = "GET" if request.method == "HEAD" else request.method
        match method, place.split("/"):
            case "GET", [""]:
                return Answer(200, self._page().encode(), "text/html; charset=utf-8", _SECURITY)
            case "GET", ["style.css"]:
                return Answer(200, _STYLE.encode(), "text/css; charset=utf-8", _SECURITY)
            case "GET", ["faults"]:
                return self._listed(200)
            case "POST", ["faults"]:
                return self._add(request)
            case "DELETE", ["faults"]:
                self._faults.clear()
                return Answer(204)
            case "DELETE", ["faults", number]:
                self._remove(number)
                return Answer(204)
            case "POST", ["faults", number, "remove"]:
                if number == "all":
                    self._faults.clear()
                else:
                    self._remove(number)
                return _back_to_page()
            case _:
                raise Problem(404)

    def _add(self, request: Request) -> Answer:
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type == "application/x-www-form-urlencoded":
            self._faults.add(**_from_form(request.body))
            return _back_to_page()
        options = request.json()
        kind = options.pop("kind", None)
        if isinstance(kind, int):
            kind = str(kind)
        fault = self._faults.add(kind if isinstance(kind, str) else json.dumps(kind), **options)
        return json_answer(201, fault.description(), headers=_SECURITY)

    def _remove(self, number: str) -> None:
        if not (number.isascii() and number.isdigit() and self._faults.remove(int(number[:12]))):
            raise Problem(404)

    def _listed(self, status: int) -> Answer:
        faults = [fault.description() for fault in self._faults.all()]
        return json_answer(status, {"faults": faults, "kinds": KINDS}, headers=_SECURITY)

    def _page(self) -> str:
        facts = "".join(
            f"<tr><th scope=row>{escape(name)}</th><td><code>{escape(value)}</code></td></tr>"
            for name, value in self._facts().items()
        )
        kinds = "".join(
            f'<option value="{kind}">{kind.replace("_", " ")}: {escape(meaning)}</option>'
            for kind, meaning in KINDS.items()
        )
        methods = "".join(f"<option>{name}</option>" for name in ("", "GET", "POST", "PUT", "DELETE"))
        return (
            "<!doctype html><html lang=en><head><meta charset=utf-8><title>Video API sandbox</title>"
            '<meta name=viewport content="width=device-width, initial-scale=1">'
            f"<link rel=stylesheet href={PREFIX}/style.css></head><body><h1>Video API sandbox</h1>"
            f"<table>{facts}</table><h2>Active faults</h2>{self._fault_table()}"
            f"<h2>Add a fault</h2><form class=fault method=post action={PREFIX}/faults>"
            f"<label for=kind>Fault</label><select id=kind name=kind>{kinds}</select>"
            f"<label for=method>Method</label><select id=method name=method>{methods}</select>"
            "<label for=path>Path matches (regular expression)</label>"
            "<input id=path name=path maxlength=200 placeholder=/conferences>"
            "<label for=body>Body matches (regular expression)</label>"
            "<input id=body name=body maxlength=200 placeholder=display_name>"
            "<label for=times>Number of times (empty: until removed)</label>"
            "<input id=times name=times type=number min=0>"
            "<label for=after>Requests to let through first</label>"
            "<input id=after name=after type=number min=0>"
            "<label for=milliseconds>Delay in milliseconds (slow, late)</label>"
            "<input id=milliseconds name=milliseconds type=number min=0>"
            "<label for=retry_after>Retry-After in seconds (429)</label>"
            "<input id=retry_after name=retry_after type=number min=0>"
            "<button>Add fault</button></form></body></html>"
        )

    def _fault_table(self) -> str:
        faults = self._faults.all()
        if not faults:
            return "<p>None. The sandbox answers as SignalWire would.</p>"
        rows = "".join(_fault_row(fault) for fault in faults)
        head = "".join(f"<th scope=col>{name}</th>" for name in ("Fault", "Requests", "Hits", ""))
        everything = (
            f"<form method=post action={PREFIX}/faults/all/remove><button>Remove all faults</button></form>"
        )
        return f"<table><tr>{head}</tr>{rows}</table>{everything}"


def _fault_row(fault: Fault) -> str:
    concerned = f"{fault.method or 'any method'} {fault.path or 'any path'} {fault.body or ''}"
    limit = "" if fault.times is None else f" of {fault.times}"
    button = f"<button>Remove<span class=spoken> fault {fault.identifier}</span></button>"
    return (
        f"<tr><td>{fault.kind.replace('_', ' ')}</td><td><code>{escape(concerned)}</code></td>"
        f"<td>{fault.struck}{limit}</td>"
        f"<td><form method=post action={PREFIX}/faults/{fault.identifier}/remove>{button}</form></td></tr>"
    )


def _from_this_machine(request: Request) -> bool:
    host = request.headers.get("host", "")
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    if name not in _LOOPBACK:
        return False
    if request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        return False
    return request.headers.get("origin", f"http://{host}") == f"http://{host}"


def _from_form(body: bytes) -> dict[str, Any]:
    try:
        fields = dict(parse_qsl(body.decode(), max_num_fields=20))
    except ValueError:
        raise Problem(400) from None
    return {"kind": fields.pop("kind", ""), **read_options(fields)}


def _back_to_page() -> Answer:
    return Answer(303, headers=(("Location", f"{PREFIX}/"), *_SECURITY))
