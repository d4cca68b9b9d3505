"""Collected files have hashed names everywhere, also inside ES modules, and come compressed."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from dashboard.static_files import collect_if_changed

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
REFERENCE = re.compile(r"""(?:\b(?:from|import)\s*\(?\s*|url\()["']?(\.{0,2}/?[\w./-]+\.(?:js|css|svg))""")


@pytest.fixture
def sources(tmp_path: Path, settings: Settings) -> Path:
    """A folder of static files of our own beside the project's, collected as in production."""
    folder = tmp_path / "sources"
    (folder / "js" / "deep").mkdir(parents=True)
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, folder]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "dashboard.storage.HashedStaticFilesStorage"},
    }
    return folder


def references(collected: Path, folder: str) -> Iterator[tuple[Path, str]]:
    """Every file that a collected script or style sheet of ours names, beside the file that names it."""
    for path in (collected / folder).rglob("*.*"):
        if path.suffix in {".js", ".css"}:
            for match in REFERENCE.finditer(path.read_text()):
                yield path, match.group(1)


def manifest(collected: Path) -> dict[str, str]:
    """The names as written → the names as served."""
    names: dict[str, str] = json.loads((collected / "staticfiles.json").read_text())["paths"]
    return names


def test_every_import_in_the_project_resolves_to_a_hashed_file(sources: Path, tmp_path: Path) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    collected = tmp_path / "collected"
    found = [*references(collected, "js"), *references(collected, "css")]
    assert found
    for path, reference in found:
        target = collected / posixpath.normpath((path.parent / reference).relative_to(collected).as_posix())
        assert HASHED.search(reference), f"{path.name} names {reference}"
        assert target.is_file(), f"{path.name} names {reference}, which is not there"


def test_each_way_to_import_a_module_is_rewritten(sources: Path, tmp_path: Path) -> None:
    (sources / "js" / "deep" / "leaf.js").write_text("export const leaf = 1\n")
    (sources / "js" / "ways.js").write_text(
        'import "./deep/leaf.js"\n'
        "import { leaf } from './deep/leaf.js';\n"
        'import {\n  leaf as second,\n} from "./deep/leaf.js"\n'
        'export * from "./deep/leaf.js"\n'
        'const later = () => import("./deep/leaf.js")\n'
        'const word = "from ./deep/leaf.js"\n'
    )
    call_command("collectstatic", interactive=False, verbosity=0)
    names = manifest(tmp_path / "collected")
    leaf = posixpath.basename(names["js/deep/leaf.js"])
    text = (tmp_path / "collected" / names["js/ways.js"]).read_text()
    assert text.count(leaf) == 5
    assert 'const word = "from ./deep/leaf.js"' in text


def test_a_change_deep_down_gives_every_module_above_it_a_new_name(sources: Path, tmp_path: Path) -> None:
    (sources / "js" / "top.js").write_text('import "./middle.js"\n')
    (sources / "js" / "middle.js").write_text('import "./bottom.js"\n')
    (sources / "js" / "bottom.js").write_text("export const answer = 1\n")
    call_command("collectstatic", interactive=False, verbosity=0)
    before = manifest(tmp_path / "collected")
    (sources / "js" / "bottom.js").write_text("export const answer = 2\n")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    after = manifest(tmp_path / "collected")
    for name in ("js/top.js", "js/middle.js", "js/bottom.js"):
        assert before[name] != after[name]


def test_a_module_that_imports_what_is_not_there_fails_the_collection(sources: Path) -> None:
    (sources / "js" / "broken.js").write_text('import "./nowhere.js"\n')
    with pytest.raises(ValueError, match=r"nowhere\.js"):
        call_command("collectstatic", interactive=False, verbosity=0)


def test_files_come_compressed(sources: Path, tmp_path: Path) -> None:
    (sources / "js" / "long.js").write_text("export const word = 1 // much the same\n" * 200)
    call_command("collectstatic", interactive=False, verbosity=0)
    served = tmp_path / "collected" / manifest(tmp_path / "collected")["js/long.js"]
    assert served.with_name(served.name + ".gz").stat().st_size < served.stat().st_size / 5


def test_files_are_collected_again_only_after_a_change(sources: Path, tmp_path: Path) -> None:
    (sources / "js" / "one.js").write_text("export const one = 1\n")
    assert collect_if_changed() is True
    assert collect_if_changed() is False
    (sources / "js" / "one.js").write_text("export const one = 1_000\n")
    assert collect_if_changed() is True
    (tmp_path / "collected" / ".collected").unlink()
    assert collect_if_changed() is True


def test_a_static_file_is_served_without_signing_in(client: Client) -> None:
    response = client.get("/static/css/app.css")
    assert response.status_code == 200
    assert b"@layer" in response.getvalue()  # read to its end, which closes it
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_a_bundle_holds_what_it_imports_in_its_order(sources: Path, tmp_path: Path) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    collected = tmp_path / "collected"
    text = (collected / manifest(collected)["css/app.css"]).read_text()
    assert "@import" not in text
    layers = re.findall(r"@layer (\w+) \{", text)
    assert text.index("@layer reset, tokens, base, layout, components, utilities;") < text.index(
        "@layer tokens"
    )
    assert set(layers) == {"reset", "tokens", "base", "layout", "components", "utilities"}
    for path in (Path(settings.BASE_DIR) / "static" / "css" / "components").glob("*.css"):
        assert path.read_text() in text, path.name


def test_a_change_of_an_imported_style_sheet_renames_the_bundle(
    sources: Path, tmp_path: Path, settings: Settings
) -> None:
    shutil.copytree(Path(settings.STATICFILES_DIRS[0]) / "css", sources / "css")
    settings.STATICFILES_DIRS = [sources]
    call_command("collectstatic", interactive=False, verbosity=0)
    before = manifest(tmp_path / "collected")["css/app.css"]
    with (sources / "css" / "components" / "menu.css").open("a") as file:
        file.write("@layer components { .changed { color: inherit; } }\n")
    call_command("collectstatic", interactive=False, verbosity=0)
    assert manifest(tmp_path / "collected")["css/app.css"] != before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('@import url("nowhere.css");', "nowhere.css, which does not exist"),
        ('@import url("part.css");', "relative to itself"),
    ],
)
def test_a_bundle_that_would_not_work_fails_the_collection(
    sources: Path, settings: Settings, text: str, message: str
) -> None:
    (sources / "css").mkdir()
    (sources / "css" / "app.css").write_text(text)
    (sources / "css" / "part.css").write_text(".part { background: url(picture.svg) }\n")
    settings.STATICFILES_DIRS = [sources]
    with pytest.raises(ValueError, match=message):
        call_command("collectstatic", interactive=False, verbosity=0)
