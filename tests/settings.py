"""Settings of the test suite: production's own, with known secrets and no manifest of static files."""

import os
from typing import Any

# Whatever a developer's .env says, tests run with the same values everywhere.
os.environ.update(
    {
        "ENV_FILE": "",
        "DEBUG": "false",
        "HTTPS": "false",
        "SECRET_KEY": "a-secret-key-of-the-test-suite-that-signs-nothing-real-0123456789",
        "FIELD_ENCRYPTION_KEYS": "dGVzdC1zdWl0ZS1lbmNyeXB0aW9uLWtleS0wMTIzNDU=",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "SIGNALWIRE_EXTRA_HOSTS": "",
        "CACHE_URL": "locmem://",
    }
)
for name in (
    "SECRET_KEY_FALLBACKS",
    "CSRF_TRUSTED_ORIGINS",
    "BEHIND_PROXY",
    "TRUSTED_PROXIES",
    "STATIC_ROOT",
):
    os.environ.pop(name, None)


class UndefinedVariable(str):
    """Makes a template variable that does not exist an error instead of an empty place."""

    __slots__ = ()

    def __contains__(self, text: object) -> bool:
        return text == "%s"  # so that Django asks for the name to be put in

    def __bool__(self) -> bool:
        return True

    def __mod__(self, variable: Any) -> str:
        raise NameError(f"A template prints {variable}, which does not exist.")


# Playwright's synchronous interface runs an event loop in the test's thread, where Django would
# refuse database calls.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from dashboard.settings import *  # noqa: E402, F403
from dashboard.settings import STORAGES, TEMPLATES  # noqa: E402

# Without collectstatic there is no manifest, and the live server serves files by their plain names.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
TEMPLATES = [
    {**TEMPLATES[0], "OPTIONS": {**TEMPLATES[0]["OPTIONS"], "string_if_invalid": UndefinedVariable()}},
    *TEMPLATES[1:],
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A database in memory has no room for threads of its own; the runner is the same.
BULK_CONCURRENCY = 0
# As often as in production, without the waiting.
OUTCOME_LOOKS = (0.0,) * 5
OPEN_WRITE_LOOKS = (0.0,) * 12
