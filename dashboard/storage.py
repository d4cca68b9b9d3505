"""Static files of production: named after their content, compressed, and kept by browsers for ever."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# `from "./x.js"` (of an import or an export), `import "./x.js"` and `import("./x.js")`. Django's own
# expressions want a semicolon, and stumble over examples in the comments of other packages' scripts.
_MODULE_IMPORT: Final = (
    r"""(?P<matched>(?P<before>\b(?:from|import)\s*\(?\s*)["'](?P<url>\.{1,2}/[^"'\n]+)["'])""",
    """%(before)s"%(url)s\"""",
)
_STYLE_IMPORT: Final = re.compile(r"""@import url\(["']?([\w./-]+)["']?\);\n?""")

BUNDLES: Final = ("css/app.css",)
"""Style sheets into which what they import is copied, so that a browser asks for one file."""

Found = Mapping[str, tuple[Storage, str]]


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Files under hashed names, with the names inside CSS and inside our ES modules rewritten too.

    A module's own hash covers the hashed names it imports, so a change deep down gives every module
    above it a new name, and no browser mixes two releases.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (_MODULE_IMPORT,)))

    def post_process(self, paths: Found, *args: Any, **options: Any) -> Iterator[Any]:
        """Hash and compress the collected files, after bundling the style sheets among them."""
        bundles = {name: (_Bundle(paths), name) for name in BUNDLES if name in paths}
        yield from super().post_process({**paths, **bundles}, *args, **options)


class _Bundle(Storage):
    """Reads a style sheet with each ``@import`` replaced by the imported file."""

    def __init__(self, paths: Found) -> None:
        self.paths = paths

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        return ContentFile(self._text(name).encode(), name)

    def _text(self, name: str) -> str:
        storage, path = self.paths[name]
        with storage.open(path) as file:
            text: str = file.read().decode()
        folder = posixpath.dirname(name)
        return _STYLE_IMPORT.sub(lambda found: self._imported(folder, found.group(1)), text)

    def _imported(self, folder: str, reference: str) -> str:
        """The text of an imported file. Raises ValueError where it cannot stand in another folder."""
        name = posixpath.normpath(posixpath.join(folder, reference))
        if name not in self.paths:
            raise ValueError(f"A style sheet imports {name}, which does not exist.")
        text = self._text(name)
        if re.search(r"""url\(["']?(?!["']?(?:#|data:|/))""", text):
            raise ValueError(f"{name} names a file relative to itself, so it cannot be bundled.")
        return text
