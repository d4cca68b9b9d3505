"""Static files of production: named after their content, compressed, and kept by browsers for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Files under hashed names, with the names inside CSS and inside ES-module imports rewritten too.

    A module's own hash covers the hashed names it imports, so a change deep down gives every module
    above it a new name, and no browser mixes two releases.
    """

    support_js_module_import_aggregation = True
