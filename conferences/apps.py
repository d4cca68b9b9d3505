"""The app's place in Django."""

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    """Conferences and rooms of SignalWire Spaces."""

    name = "conferences"
    verbose_name = "Conference Desk"

    def ready(self) -> None:
        """Register the checks."""
        from conferences import checks  # noqa: F401
