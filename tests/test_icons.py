"""Icons come from one file, which browsers keep."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from conferences.presentation.icons import ICONS, icon, layout_glyph, sprite, sprite_digest
from conferences.presentation.layouts import LAYOUTS

SVG = "{http://www.w3.org/2000/svg}"


def test_the_sprite_has_a_drawing_for_every_icon_and_layout() -> None:
    symbols = ElementTree.fromstring(sprite()).findall(f"{SVG}symbol")  # noqa: S314  our own
    assert len(symbols) == len(ICONS) + len(LAYOUTS)
    assert all(len(symbol) for symbol in symbols)
    identifiers = {symbol.get("id") for symbol in symbols}
    drawn = [str(icon(name)) for name in ICONS] + [str(layout_glyph(layout)) for layout in LAYOUTS]
    assert {re.search(r"#([\w-]+)", one)[1] for one in drawn} == identifiers  # type: ignore[index]


def test_the_sprite_holds_only_icons_that_are_used() -> None:
    folders = [Path(settings.BASE_DIR) / name for name in ("templates", "conferences")]
    files = [path for folder in folders for path in folder.rglob("*.*") if path.suffix in {".html", ".py"}]
    text = "\n".join(path.read_text() for path in files if path.name != "icons.py")
    assert [name for name in ICONS if f'"{name}"' not in text] == []


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(ValueError, match="academic-cap"):
        icon("academic-cap")


def test_the_sprite_is_kept_for_ever_and_asks_for_no_session(client: Client) -> None:
    response = client.get(f"/icons/{sprite_digest()}/")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.content == sprite()


def test_a_page_of_another_release_gets_the_icons_too(client: Client) -> None:
    response = client.get("/icons/0badcafe/")
    assert response.content == sprite()
    assert response.headers["Cache-Control"] == "no-cache"
