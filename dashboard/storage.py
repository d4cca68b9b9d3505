"""Static files of production: named after their content, compressed, and kept by browsers for ever."""

from __future__ import annotations

from typing import Final

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Both `from "./x.js"` (of an import or an export) and `import "./x.js"`, `import("./x.js")`. Django's own
# expressions want a semicolon, and stumble over examples in the comments of other packages' scripts.
_MODULE_IMPORT: Final = (
    r"""(?P<matched>(?P<before>\b(?:from|import)\s*\(?\s*)["'](?P<url>\.{1,2}/[^"'\n]+)["'])""",
    """%(before)s"%(url)s\"""",
)


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Files under hashed names, with the names inside CSS and inside our ES modules rewritten too.

    A module's own hash covers the hashed names it imports, so a change deep down gives every module
    above it a new name, and no browser mixes two releases.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (_MODULE_IMPORT,)))
