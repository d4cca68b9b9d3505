"""A text column whose content is encrypted with the keys of ``settings.FIELD_ENCRYPTION_KEYS``.

The first key encrypts, every key may decrypt: a key is rotated by putting a new one in front and
running ``manage.py rotatekeys``. Settings are read at use, so a changed key needs no new field.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import BaseExpression
from django.views.decorators.debug import sensitive_variables

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:  # Django's own class cannot be subscripted
    _TextField = models.TextField

_DUMPED: Final = "encrypted:"
"""What a value begins with in ``dumpdata``'s output, where it stays encrypted."""


class SecretUnreadable(Exception):
    """A stored secret was encrypted with a key that is no longer configured, or is damaged.

    ``title``, ``message`` and ``explanation`` are fit for people; none ever holds the stored text or a key.
    """

    title: ClassVar[str] = "A stored secret cannot be read"

    def __init__(self, what: str) -> None:
        self.message = (
            f"{what} was encrypted with a key that is not configured here. Put the key it was "
            "encrypted with back into FIELD_ENCRYPTION_KEYS, or enter the secret again."
        )
        self.explanation = self.message
        super().__init__(self.message)


class Secret(str):
    """Decrypted text that keeps out of tracebacks and debug pages: its ``repr`` is a mask."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'********'"


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _configured_keys() -> tuple[str, ...]:
    return tuple(settings.FIELD_ENCRYPTION_KEYS)


@sensitive_variables()
def encrypt(text: str) -> str:
    """``text`` encrypted with the first configured key."""
    return _fernet(_configured_keys()).encrypt(text.encode()).decode("ascii")


@sensitive_variables()
def decrypt(stored: str, *, what: str = "A secret") -> Secret:
    """The text that ``encrypt`` was given. ``what`` names it in the message of SecretUnreadable."""
    try:
        return Secret(_fernet(_configured_keys()).decrypt(stored.encode()).decode())
    except (InvalidToken, UnicodeError):
        raise SecretUnreadable(what) from None


@sensitive_variables()
def uses_first_key(stored: str) -> bool:
    """Whether ``stored`` was encrypted with the first configured key."""
    try:
        _fernet(_configured_keys()[:1]).decrypt(stored.encode())
    except InvalidToken:
        return False
    return True


class EncryptedTextField(_TextField):
    """Text that is encrypted in the database and plain in Python (as a ``Secret``).

    NULL and the empty string are stored as they are. Reading what cannot be decrypted raises
    SecretUnreadable; the stored text itself is never returned, also not by ``values()``. Every lookup
    but ``isnull`` raises FieldError, because equal texts are stored differently each time. Assigning
    an expression other than a copy of an encrypted field raises FieldError too: the database would
    store it in clear. ``dumpdata`` writes the encrypted text.
    """

    description = "Encrypted text"

    def _what(self) -> str:
        if self.model is None:
            return "A secret"
        return f"The {self.verbose_name} of a {self.model._meta.verbose_name}"

    def get_lookup(self, lookup_name: str) -> Any:
        """Only ``isnull`` has a meaning. Raises FieldError for any other."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: it cannot be searched with {lookup_name!r}.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        """No transform has a meaning. Always raises FieldError."""
        raise FieldError(f"{self.name} is encrypted: it has no {lookup_name!r}.")

    @sensitive_variables()
    def from_db_value(self, value: str | None, expression: object, connection: object) -> Secret | None:
        """Raises SecretUnreadable when no configured key fits."""
        if value is None:
            return None
        return decrypt(value, what=self._what()) if value else Secret()

    @sensitive_variables()
    def to_python(self, value: Any) -> Any:
        """Also understands what ``dumpdata`` wrote. Raises SecretUnreadable as from_db_value does."""
        if isinstance(value, str) and value.startswith(_DUMPED):
            return decrypt(value.removeprefix(_DUMPED), what=self._what())
        return super().to_python(value)

    @sensitive_variables()
    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return _DUMPED + encrypt(value) if value else ""

    @sensitive_variables()
    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if hasattr(value, "resolve_expression"):
            self._refuse_plain(value)
            return value
        prepared = super().get_db_prep_save(value, connection)
        return encrypt(prepared) if prepared else prepared

    def get_placeholder(self, value: Any, compiler: object, connection: object) -> str:
        """The place where an UPDATE hands over its expression, which must come from a field like this."""
        if hasattr(value, "resolve_expression"):
            self._refuse_plain(value)
        return "%s"

    def _refuse_plain(self, expression: BaseExpression) -> None:
        source = getattr(expression, "_output_field_or_none", None)
        if not isinstance(source, EncryptedTextField):
            raise FieldError(f"{self.name} is encrypted: an expression would be stored in clear.")
