"""Settings of the dashboard, all from the environment; `.env.example` documents each variable.

Production is the default. With ``DEBUG=true`` (which ``manage.py`` sets on a fresh checkout) nothing
else is needed. A value that cannot be read, or a secret that is missing, ends the start with one
sentence that names the variable.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from dashboard.csp import CSP, as_header
from dashboard.private_files import check_environment_file, make_database_private, make_private

BASE_DIR = Path(__file__).resolve().parent.parent
_TRUE = {"true", "1", "yes", "on"}
_FALSE = {"false", "0", "no", "off"}
_ASSIGNMENT = re.compile(r"(export )?[A-Za-z_][A-Za-z_0-9]*=")


def read_environment_file(path: Path) -> None:
    """Add the file's variables to the environment; what is set there already wins.

    A line is ``NAME=value``; the value may stand in single or double quotes, and a ``#`` in it belongs
    to it: comments have lines of their own. Raises ImproperlyConfigured for any other line, naming its
    number only, because the line may hold a secret.
    """
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{path.name} cannot be read: {type(error).__name__}.") from None
    for number, line in enumerate(content.splitlines(), start=1):
        if line and not line.startswith("#") and not _ASSIGNMENT.match(line):
            raise ImproperlyConfigured(f"Line {number} of {path.name} is not NAME=value.")
    environ.Env.read_env(path)


def text(name: str, default: str = "") -> str:
    """The variable as text; unset and empty are the same. A leading ``$`` is not a reference."""
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    """The variable as a boolean. Raises ImproperlyConfigured for anything but the usual words."""
    value = text(name).lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    if not value:
        return default
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def integer(name: str, default: int, *, minimum: int = 0) -> int:
    """The variable as a whole number, ``minimum`` or more. Raises ImproperlyConfigured otherwise."""
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) >= minimum):
        raise ImproperlyConfigured(f"{name} must be a whole number, {minimum} or more, not {value!r}.")
    return int(value)


def choice(name: str, default: str, choices: Sequence[str]) -> str:
    """The variable as one of ``choices``, whatever its case. Raises ImproperlyConfigured otherwise."""
    value = text(name, default).upper()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """The variable as a list of words separated by commas; blanks around them are dropped."""
    return [word for part in text(name, default).split(",") if (word := part.strip())]


def required(name: str, in_development: str) -> str:
    """The variable as text. Outside development a missing one raises ImproperlyConfigured."""
    value = text(name, in_development if DEBUG else "")
    if not value:
        raise ImproperlyConfigured(f"{name} is missing. It must be set in the environment or in .env.")
    return value


def encryption_keys(name: str) -> list[str]:
    """The variable as a list of Fernet keys, newest first. Raises ImproperlyConfigured otherwise."""
    keys = [key for part in required(name, _DEVELOPMENT_KEY).split(",") if (key := part.strip())]
    for position, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            # The key itself is a secret, so the message only says which one it is.
            raise ImproperlyConfigured(
                f"{name}: key {position} is not a Fernet key (32 bytes in url-safe base64)."
            ) from None
    return keys


def cache(url: str) -> dict[str, Any]:
    """Django's ``CACHES["default"]`` for ``locmem://`` or ``redis[s]://host:port/database``."""
    scheme = url.partition("://")[0]
    if scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if scheme in {"redis", "rediss", "unix"}:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    raise ImproperlyConfigured("CACHE_URL must begin with redis://, rediss:// or locmem://.")


def database(name: str, default: str) -> dict[str, Any]:
    """Django's ``DATABASES["default"]`` from a URL, with what each engine needs to serve threads."""
    url = text(name, default)
    # django-environ would print an address it does not know, with the password in it.
    if url.partition("://")[0] not in {"sqlite", "postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgres:// or sqlite:///.")
    try:
        configuration: dict[str, Any] = environ.Env.db_url_config(url)
    except Exception:
        raise ImproperlyConfigured(f"{name} cannot be read as a database address.") from None
    # Opening one costs a request about 3 ms, with SQLite too.
    configuration["CONN_MAX_AGE"] = 60
    if configuration["ENGINE"].endswith("sqlite3"):
        # Readers do not wait for the writer (WAL), writers queue up instead of failing at once, and a
        # transaction takes its write lock when it begins, so that none fails half-way.
        configuration["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        configuration["CONN_HEALTH_CHECKS"] = True
        # A database that is gone is an answer after seconds, not a thread that waits for minutes.
        configuration.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    return configuration


# Never used outside development: required() hands them out only with DEBUG.
_DEVELOPMENT_SECRET = "development-only-secret-key-that-must-never-sign-anything-real"  # noqa: S105
_DEVELOPMENT_KEY = "ZGV2ZWxvcG1lbnQtb25seS1lbmNyeXB0aW9uLWtleSE="

# An empty ENV_FILE means no file at all; one that is named must exist.
if _env_file := os.environ.get("ENV_FILE", ""):
    _env_path: Path | None = Path(_env_file)
elif "ENV_FILE" not in os.environ and (BASE_DIR / ".env").exists():
    _env_path = BASE_DIR / ".env"
else:
    _env_path = None
if _env_path is not None:
    read_environment_file(_env_path)

DEBUG = boolean("DEBUG", default=False)
if _env_path is not None and not DEBUG:
    check_environment_file(_env_path)
SECRET_KEY = required("SECRET_KEY", _DEVELOPMENT_SECRET)
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
FIELD_ENCRYPTION_KEYS = encryption_keys("FIELD_ENCRYPTION_KEYS")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]" if DEBUG else "")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is missing. It must name the host people type, such as desk.example.com."
    )
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
SIGNALWIRE_EXTRA_HOSTS = words("SIGNALWIRE_EXTRA_HOSTS")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "conferences",
]
MIDDLEWARE = [
    "dashboard.middleware.RequestLogMiddleware",
    "dashboard.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "dashboard.limits.RequestLimitsMiddleware",
    "dashboard.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Outside the session: an outcome is noted once the session has been saved.
    "conferences.submissions.SubmissionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "dashboard.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dashboard.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "conferences.http.PersonMiddleware",
    "conferences.http.UpstreamErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "dashboard.urls"
WSGI_APPLICATION = "dashboard.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Its csrf_token replaces Django's.
            "builtins": ["conferences.templatetags.csrf"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "conferences.http.page_context",
            ],
        },
    },
    {
        # The rows of a list: there are up to 250, and Django's own engine takes three times as long.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {"environment": "conferences.presentation.jinja.environment"},
    },
]
# Field templates are looked for among the project's own before Django's.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(0, "django.forms")

if not text("DATABASE_URL") or (BASE_DIR / "var").exists():
    make_private(BASE_DIR / "var")
DATABASES = {"default": database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'dashboard.sqlite3'}")}
make_database_private(DATABASES["default"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": cache(text("CACHE_URL", "locmem://"))}

# Signing in
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "conferences.services.demo.DemoGate",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# The account that "make run" makes is an administrator with a known name: only dashboard.demo_settings,
# with which it starts the server, let it sign in.
DEMO_USERNAME = "demo"
DEMO_SIGN_IN = False
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = integer("SESSION_HOURS", default=12, minimum=1) * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "dashboard.views.csrf_failure"
# Guessing is counted per account and address together: one colleague's typing error behind a shared
# address locks no one else out, and an account cannot be locked from afar for everyone.
AXES_FAILURE_LIMIT = integer("SIGN_IN_ATTEMPTS", default=5, minimum=1)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "dashboard.client_address.client_address"

# Transport and headers. HTTPS=false is for loopback and trusted test networks only.
HTTPS = boolean("HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # a load balancer asks over plain http
SECURE_HSTS_SECONDS = integer("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = boolean("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = boolean("HSTS_PRELOAD", default=False)
# How many reverse proxies of ours a request passes. Their X-Forwarded-Proto and -For are believed, so a
# number that is too high lets anyone forge both.
TRUSTED_PROXIES = integer("TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Our own middleware sends X-Frame-Options, on static files too, so Django's is not in the list.
SILENCED_SYSTEM_CHECKS = ["security.W002"]
CONTENT_SECURITY_POLICY = as_header(CSP)

# Language and time: everything is stored and logged in UTC, people see their own zone.
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = Path(text("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "dashboard.storage.HashedStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# How many objects of one bulk run are worked on at a time, in threads of the server process. With 0 the
# work is done one by one inside the request that starts it.
BULK_CONCURRENCY = 12

# Seconds before each look at an object whose write was not answered properly: SignalWire may only be slow.
# Its lock is held meanwhile, so that nothing else is written to it before the outcome is known.
OUTCOME_LOOKS = (0.3, 0.7, 1.0, 1.5, 1.5)
# Seconds between the looks whether someone else's write, whose outcome is not known, is settled by now.
OPEN_WRITE_LOOKS = (1.0,) * 12

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = ["dashboard.limits.RefuseFiles"]
DEFAULT_EXCEPTION_REPORTER_FILTER = "dashboard.reports.SecretKeepingFilter"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# One line a request and one an upstream call, on standard error, in UTC.
LOG_LEVEL = choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"faults": {"()": "dashboard.logs.FaultsOnly"}},
    "formatters": {
        "line": {
            "()": "dashboard.logs.LineFormatter",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers (the console in development, mail to administrators) would double it.
        "django": {"handlers": [], "level": "WARNING"},
        "dashboard": {"level": LOG_LEVEL},
        "conferences": {"level": LOG_LEVEL},
        # Django's own request lines would come twice, and carry the query.
        "django.server": {"handlers": [], "propagate": False},
        # A page that is not found or forbidden is in our own line; a fault of ours brings its traceback.
        # An answer of 502 because SignalWire failed is no fault of ours and has its two lines already.
        "django.request": {"level": "ERROR", "filters": ["faults"]},
        "axes": {"level": "ERROR"},
    },
}
