"""What holds for every file: who imports whom, nothing inline in a page, one vocabulary."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(settings.BASE_DIR)
APP = ROOT / "conferences"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FOLDERS = ("conferences", "dashboard", "tests")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


@dataclass(frozen=True)
class Rule:
    """What a part may import of the app's other parts, and whether of Django and of requests."""

    app: tuple[str, ...] = ()
    django: bool = True
    requests: bool = False


# What the API tells and accepts, as data: none of it makes a request.
API_DATA = tuple(
    f"signalwire.{name}" for name in ("limits", "models", "kinds", "errors", "hosts", "pagination")
)
# Of what the package's face re-exports, that which makes requests.
API_ACTIVE = {"SignalWireClient", "Timeout", "Conferences", "ConferenceTokens", "Rooms", "RoomSessions"}
RULES = {
    "signalwire": Rule(django=False, requests=True),
    "sandbox": Rule(app=("signalwire.limits",), django=False),
    "theme": Rule(django=False),
    "models": Rule(app=("signalwire.kinds", "theme")),
    "services": Rule(app=("models", "signalwire", "theme")),
    "forms": Rule(app=("models", *API_DATA, "theme")),
    "presentation": Rule(app=(*API_DATA, "theme")),
    "templatetags": Rule(app=("presentation", "theme")),
    "submissions": Rule(app=("models",)),
    "http": Rule(app=("models", "submissions", *API_DATA)),
    "drafts": Rule(app=("submissions",)),
    "views": Rule(
        app=(
            *("drafts", "forms", "http", "models", "presentation", "services", "submissions"),
            *(*API_DATA, "theme"),
        )
    ),
}
# Inside signalwire/ a module imports only what stands before it.
LAYERS = (
    *("errors", "limits", "hosts", "refusals", "failures", "models", "kinds"),
    *("decoding", "pagination", "transport", "resources", "client"),
)


def imports_of(source: str, package: str = "") -> Iterator[str]:
    """Every dotted name that a source in ``package`` imports: ``conferences.models.Role``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def imports_in(path: Path) -> Iterator[str]:
    """Every dotted name that a file imports."""
    return imports_of(path.read_text(), ".".join(path.relative_to(ROOT).parent.parts))


def may_import(part: str, name: str) -> bool:
    """Whether the rule of ``part`` allows the dotted ``name``."""
    rule = RULES[part]
    top, _, rest = name.partition(".")
    if top in {"dashboard", "tests"}:
        return False
    if top == "django":
        return rule.django
    if top in {"requests", "urllib3"}:
        return rule.requests
    if top != "conferences":
        return True
    if rest.partition(".")[0] == part:
        return True
    package, _, face = rest.partition(".")
    if package == "signalwire" and set(API_DATA) <= set(rule.app) and face not in LAYERS and "." not in face:
        return face not in API_ACTIVE
    return any(f"{rest}.".startswith(f"{allowed}.") for allowed in rule.app)


@pytest.mark.parametrize("part", RULES)
def test_a_part_imports_only_what_it_may(part: str) -> None:
    files = [*(APP / part).rglob("*.py")] or [APP / f"{part}.py"]
    breaches = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imports_in(path)
        if not may_import(part, name)
    ]
    assert breaches == []


@pytest.mark.parametrize(
    ("part", "line"),
    [
        ("views", "import requests"),
        ("views", "from conferences.signalwire.client import SignalWireClient"),
        ("views", "from conferences.signalwire import NotFound, SignalWireClient"),
        ("forms", "from conferences.services import connections"),
        ("forms", "from conferences.views.room import room_list"),
        ("theme", "def later():\n    from django.conf import settings"),
        ("signalwire", "from conferences.models import Workspace"),
        ("sandbox", "from conferences.signalwire.models import Room"),
        ("models", "from conferences import forms"),
        ("services", "from dashboard.settings import DEBUG"),
        ("services", "from ..views import room"),
        ("forms", "from conferences.signalwire import client"),
    ],
)
def test_a_breach_is_noticed(part: str, line: str) -> None:
    assert not all(may_import(part, name) for name in imports_of(line, f"conferences.{part}"))


def test_inside_the_api_service_the_arrows_run_one_way() -> None:
    for position, layer in enumerate(LAYERS):
        for name in imports_in(APP / "signalwire" / f"{layer}.py"):
            parts = name.split(".")
            if parts[:2] == ["conferences", "signalwire"] and parts[2] in LAYERS:
                assert LAYERS.index(parts[2]) < position, f"{layer} imports {name}"


def test_no_python_file_is_longer_than_400_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in SOURCES
        if "tests" not in path.relative_to(ROOT).parts
    }
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_every_form_that_posts_carries_the_token_and_the_key() -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {form[:60]}"
        for path in TEMPLATES
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(), re.DOTALL)
        if "{% csrf_token %}" not in form
    ]
    assert missing == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_holds_nothing_inline(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.DOTALL)
    for tag in re.findall(r"<[a-zA-Z][^>]*>", text):
        assert not re.search(r"\sstyle\s*=", tag), tag
        assert not re.search(r"\son[a-z]+\s*=", tag), tag
        assert not re.search(r"\shx-on[:-]", tag), tag
        assert not re.search(r"(?:hx-vals|hx-headers)\s*=\s*[\"']js:", tag), tag
        assert not re.search(r"(?:href|action|src)\s*=\s*[\"']\s*javascript:", tag), tag
        assert not re.search(r"hx-trigger\s*=\s*[\"'][^\"']*\[", tag), tag
        assert "hx-boost" not in tag, tag
    assert not re.search(r"<style\b", text)
    assert re.findall(r"<script\b(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_htmx_get_stands_beside_an_address(path: Path) -> None:
    for tag in re.findall(r"<(?:a|form)\b[^>]*\shx-get=[^>]*>", path.read_text()):
        assert re.search(r"\s(?:href|action|method)=", tag), tag


def test_no_script_of_ours_builds_html_from_text() -> None:
    scripts = sorted((ROOT / "static" / "js").rglob("*.js"))
    assert scripts
    for path in scripts:
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", path.read_text()
        ), path.name


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """Every address of the project: (namespace, address, pattern)."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, address)
        else:
            yield ("admin" if address.startswith("admin/") else ""), address, entry


OURS = [(address, entry) for space, address, entry in patterns(get_resolver()) if not space]


# Signing out must do no harm after your session has expired. The sign-in page has icons.
OPEN_TO_ALL = {"healthz", "readyz", "icon-sprite", "login", "logout"}


def test_a_url_is_named_like_its_view() -> None:
    # Django's own class-based views for signing in and out keep their names.
    functions = [entry for _, entry in OURS if not hasattr(entry.callback, "view_class")]
    names = {entry.name: entry.callback.__name__ for entry in functions}
    assert len({entry.name for _, entry in OURS}) == len(OURS), "every address has a name of its own"
    for name, view in names.items():
        assert name
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
        assert view == name.replace("-", "_")


def test_an_address_is_kebab_case_and_ends_in_a_slash() -> None:
    for address, entry in OURS:
        if entry.name not in {"healthz", "readyz"}:
            assert re.fullmatch(r"(([a-z-]+|<[a-z]+:[a-z_]+>)/)*", address), address


def test_every_address_asks_for_sign_in_but_the_few_that_cannot() -> None:
    open_to_all = {
        entry.name
        for space, _, entry in patterns(get_resolver())
        if not getattr(entry.callback, "login_required", True) and not space
    }
    assert open_to_all == OPEN_TO_ALL


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in_from_everywhere(client: Client) -> None:
    samples = {"slug": "nordhafen", "uuid": "3f7c1c1e-0b63-4b3a-9d0e-5a4f1d2c3b4a", "int": "1"}
    for address, entry in OURS:
        if entry.name in OPEN_TO_ALL:
            continue
        path = "/" + re.sub(r"<([a-z]+):[a-z_]+>", lambda match: samples[match.group(1)], address)
        for method in ("get", "post"):
            response = getattr(client, method)(path)
            assert response.status_code == 302, f"{method} {path}"
            assert response.headers["Location"].startswith("/login/?next="), f"{method} {path}"


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    hosts = "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.org", "index-" + "url"))
    paths = "|".join(("/ro" + "ot/", "/wo" + "rk/", "/ho" + r"me/\w"))
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix not in {".png", ".ico", ".woff2"}:
            match = re.search(f"{hosts}|{paths}", path.read_text(errors="replace"))
            if match:
                found.append(f"{name}: {match.group()}")
    assert found == []


def test_requirements_are_pinned_with_hashes() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        content = path.read_text()
        entries = re.findall(r"^([a-z0-9][^\n]*?)\\\n((?:\s+--hash=\S+(?: \\)?\n)+)", content, re.MULTILINE)
        lines = [line for line in content.splitlines() if line and not line.startswith((" ", "#"))]
        assert len(entries) == len(lines) > 0, path.name
        assert all("==" in requirement for requirement, _ in entries), path.name
