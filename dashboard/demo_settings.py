"""Settings of "make run" and "make dev": the same, but the demo account can sign in."""

from dashboard.settings import *  # noqa: F403

DEMO_SIGN_IN = True
