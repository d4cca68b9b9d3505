"""What a report of an unexpected error may show."""

from __future__ import annotations

from collections.abc import ItemsView, Mapping
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class SecretKeepingFilter(SafeExceptionReporterFilter):
    """Django's filter, also in development, and for everything whose name speaks of a secret.

    Django itself shows everything while DEBUG is on, hides posted values only once the view has been
    reached that marks them, and shows the local variables of libraries, such as a request's headers.
    """

    def is_active(self, request: HttpRequest | None) -> bool:
        """Always, whatever DEBUG says."""
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """The posted values, with a mask for those whose name speaks of a secret."""
        return self._masked(super().get_post_parameters(request))

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        """A frame's local variables; the same mask for them and for what is in a mapping."""
        variables = dict(super().get_traceback_frame_variables(request, tb_frame))
        return self._masked(variables).items()

    def _masked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: self.cleanse_setting(name, dict(value) if isinstance(value, Mapping) else value)
            for name, value in values.items()
        }
