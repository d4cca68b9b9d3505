"""How a whole object is sent: what no one changes exactly as it is stored, with null or the empty text where
a field is to be emptied, and without what SignalWire gave but does not take back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

from conferences.services.saving.merge import Merge, is_known
from conferences.signalwire import FieldError, RefusedFields
from conferences.signalwire.kinds import Kind

_NULL: Final = b"null"

Raw = Mapping[str, msgspec.Raw]
"""The members of an object as SignalWire has them, byte for byte."""


class StoredValueRejected(RefusedFields):
    """SignalWire refuses to be sent values that it gave itself; nothing was saved.

    ``values`` has them by field name. A save with these names as ``without`` does not send them. ``errors``
    are all entries of the refusal, those of other fields too.
    """

    def __init__(self, values: dict[str, object], refusal: RefusedFields) -> None:
        super().__init__(
            f"A save sends the whole object, and SignalWire does not accept a value that is already "
            f"stored: {in_words(values)}. Open its form to choose another value or leave it out.",
            errors=refusal.errors,
            status=refusal.status,
            request_id=refusal.request_id,
            host=refusal.host,
        )
        self.values = values


NO_DISPLAY_NAME: Final = (
    "SignalWire requires a display name with every save, and this has none. Enter one first."
)


class DisplayNameMissing(RefusedFields):
    """The object has no display name, and SignalWire requires one with every save; nothing was sent."""

    def __init__(self) -> None:
        error = FieldError("display_name", "missing_required_parameter", NO_DISPLAY_NAME)
        super().__init__(NO_DISPLAY_NAME, errors=(error,))


@dataclass(slots=True)
class Plan:
    """How the object is to be sent.

    ``values`` is what it is to have in the end and ``changed`` names the fields that get another value than
    they have; the others are sent as ``raw`` has them. ``nulls`` and ``empty`` name the changed fields that
    are emptied with null and with the empty text, ``refilled`` those that got a default and are emptied
    again. ``unset_omitted`` has the notations, null and the empty text, in which unchanged fields without
    a value are left out; ``canonical`` names those sent in our own notation. ``left_out`` are not sent at
    all; ``without`` are those that may be left out, ``held`` those that would have to be.
    """

    kind: Kind
    values: dict[str, object]
    changed: tuple[str, ...]
    raw: Raw
    nulls: set[str] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)
    refilled: set[str] = field(default_factory=set)
    canonical: set[str] = field(default_factory=set)
    unset_omitted: set[bytes] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    without: frozenset[str] = frozenset()
    held: tuple[str, ...] = ()
    refusal: RefusedFields | None = None

    @classmethod
    def of(cls, kind: Kind, merged: Merge, raw: Raw, without: Iterable[str]) -> Plan:
        cleared = {name for name in merged.changed if merged.values[name] in (None, "")}
        values = _without_blanks(kind, merged)
        return cls(kind, values, merged.changed, raw, nulls=cleared, without=frozenset(without))

    def update(self, merged: Merge, raw: Raw) -> None:
        """Send the same change of an object that is different by now, in the same way."""
        self.values, self.raw = _without_blanks(self.kind, merged), raw
        lost = {*self.changed} - {*merged.changed}
        self.changed = merged.changed
        self.nulls -= lost
        self.empty -= lost

    def body(self) -> dict[str, object]:
        """What is sent."""
        sent: dict[str, object] = {}
        for name, value in self.values.items():
            if name in self.left_out:
                continue
            if name in self.nulls | self.refilled:
                sent[name] = None
            elif name in self.empty:
                sent[name] = ""
            elif value is None:
                if name in self._unset_sent():
                    sent[name] = self.raw[name]
            elif name in self.changed or name in self.canonical or name not in self.raw:
                sent[name] = value
            else:
                sent[name] = self.raw[name]
        return sent

    def adapt(self, error: RefusedFields) -> bool:
        """Change how the refused fields are sent; False where none of them can be sent otherwise."""
        named = {entry.attribute for entry in error.errors}
        names = [name for name in self.values if name in named]
        unset = self._unset_sent()
        if not names and not named - {None}:
            # It does not say what is refused; null is what the documents leave open.
            names = [name for name in self.values if name in self.nulls]
            if unset and not names:
                # Null is the likelier cause, so the empty text stays for the next attempt.
                nulls = [name for name in unset if bytes(self.raw[name]) == _NULL]
                names = nulls or [*unset]
        refused = [name for name in names if self._is_not_taken_back(name)]
        self.held = tuple(name for name in refused if name not in self.without)
        steps = [self._adapt_field(name, error) for name in names if name not in unset]
        for name in unset.intersection(names):
            # An API that refuses one field in this notation refuses them all.
            self.unset_omitted.add(bytes(self.raw[name]))
            steps.append(True)
        return any(steps)

    def refill(self, names: set[str]) -> None:
        """Empty these fields explicitly: they got a default as they were not sent."""
        self.refilled |= names

    def _unset_sent(self) -> set[str]:
        """The unchanged fields without a value that are sent as they are stored."""
        return {
            name
            for name, value in self.values.items()
            if value is None
            and name not in self.changed
            and name in self.raw
            and bytes(self.raw[name]) not in self.unset_omitted
        }

    def _adapt_field(self, name: str, error: RefusedFields) -> bool:
        definition = self.kind.fields[name]
        if name in self.nulls and definition.kind != "flag" and not definition.required:
            self.nulls.remove(name)
            self.empty.add(name)
            return True
        if name in self.nulls | self.empty and definition.default is None and not definition.required:
            # What is left is not to name it, which empties it where a PUT replaces. A field with a
            # default would get that instead, which no one asked for.
            self.nulls.discard(name)
            self.empty.discard(name)
            self.refusal = error
            return True
        if self._has_own_notation(name):
            self.canonical.add(name)
            return True
        # Where a PUT replaces, what is left out is lost. So this is done only where someone agreed to it,
        # and never to a value that is documented: there the refusal is about something else.
        if name in self.held or not self._is_not_taken_back(name):
            return False
        self.left_out.add(name)
        return True

    def _has_own_notation(self, name: str) -> bool:
        """Whether an unchanged value is stored in another notation than we would send it in."""
        if (
            name in self.changed
            or name in self.canonical
            or name not in self.raw
            or self.values[name] is None
        ):
            return False
        try:
            return bool(msgspec.json.decode(self.raw[name]) != msgspec.to_builtins(self.values[name]))
        except msgspec.DecodeError:
            return True

    def _is_not_taken_back(self, name: str) -> bool:
        """Whether the refused value of ``name`` is one that SignalWire gave and no one changed."""
        if name in self.changed or name in self.left_out:
            return False
        return not is_known(self.kind.fields[name], self.values[name])


def _without_blanks(kind: Kind, merged: Merge) -> dict[str, object]:
    # An empty text that SignalWire gave where it takes none, as for a colour, means nothing.
    return {
        name: None
        if value == "" and (name in merged.changed or not is_known(kind.fields[name], ""))
        else value
        for name, value in merged.values.items()
    }


def in_words(names: Iterable[str]) -> str:
    """API names as words: ``join from, layout``."""
    return ", ".join(name.replace("_", " ") for name in names)
