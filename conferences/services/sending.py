"""How a whole object is sent: with null or the empty text where it is to be empty, and without what
SignalWire gave but does not take back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from conferences.services.comparing import FIELDS, Merge, is_known
from conferences.services.reading import Kind
from conferences.signalwire import RefusedFields


class NotTakenBack(RefusedFields):
    """SignalWire refuses to be sent values that it gave itself; nothing was saved.

    ``values`` has them by field name. A save with these names as ``without`` does not send them. ``errors``
    are all entries of the refusal, those of other fields too.
    """

    def __init__(self, values: dict[str, object], refusal: RefusedFields) -> None:
        super().__init__(
            f"A save sends the whole object, and SignalWire does not take its own value back: "
            f"{in_words(values)}. Open its form to choose what becomes of that.",
            errors=refusal.errors,
            status=refusal.status,
            request_id=refusal.request_id,
            host=refusal.host,
        )
        self.values = values


@dataclass(slots=True)
class Plan:
    """How the object is to be sent: ``values`` is what it shall have in the end, ``nulls`` and ``empty``
    name the fields that are emptied with null and with the empty text, ``left_out`` those not named.
    ``without`` are those that may be left out, ``held`` those that would have to be."""

    kind: Kind
    values: dict[str, object]
    changed: tuple[str, ...]
    nulls: set[str] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    without: frozenset[str] = frozenset()
    held: tuple[str, ...] = ()
    refusal: RefusedFields | None = None

    @classmethod
    def of(cls, kind: Kind, merged: Merge, without: Iterable[str]) -> Plan:
        cleared = {name for name in merged.changed if merged.values[name] in (None, "")}
        # An empty text that SignalWire gave where it takes none, as for a colour, means nothing.
        blank = {
            name
            for name, value in merged.values.items()
            if value == "" and not is_known(FIELDS[kind][name], "")
        }
        values = {name: None if name in cleared | blank else value for name, value in merged.values.items()}
        return cls(kind, values, merged.changed, nulls=cleared, without=frozenset(without))

    def body(self) -> dict[str, object]:
        """What is sent: everything that has a value, and what is to be emptied."""
        sent = {name: value for name, value in self.values.items() if value is not None}
        sent |= dict.fromkeys(self.nulls) | dict.fromkeys(self.empty, "")
        return {name: value for name, value in sent.items() if name not in self.left_out}

    def adapt(self, error: RefusedFields) -> bool:
        """Change how the refused fields are sent; False where none of them can be sent otherwise."""
        named = {entry.attribute for entry in error.errors}
        names = [name for name in self.values if name in named]
        if not names and not named - {None}:
            # It does not say what is refused; null is what the documents leave open.
            names = [name for name in self.values if name in self.nulls]
        refused = [name for name in names if self._is_not_taken_back(name)]
        self.held = tuple(name for name in refused if name not in self.without)
        steps = [self._adapt_field(name, error) for name in names]
        return any(steps)

    def _adapt_field(self, name: str, error: RefusedFields) -> bool:
        definition = FIELDS[self.kind][name]
        if name in self.nulls and not definition.required:
            self.nulls.remove(name)
            if name in self.changed:
                self.empty.add(name)
            return True
        if name in self.empty and definition.default is None:
            # What is left is not to name it, which empties it where a PUT replaces. A field with a
            # default would get that instead, which nobody asked for.
            self.empty.remove(name)
            self.refusal = error
            return True
        # Where a PUT replaces, what is left out is lost. So this is done only where somebody agreed to it,
        # and never to a value that is documented: there the refusal is about something else.
        if name in self.held or not self._is_not_taken_back(name):
            return False
        self.left_out.add(name)
        return True

    def _is_not_taken_back(self, name: str) -> bool:
        """Whether the refused value of ``name`` is one that SignalWire gave and nobody changed."""
        if name in self.changed or name in self.left_out:
            return False
        return not is_known(FIELDS[self.kind][name], self.values[name])


def in_words(names: Iterable[str]) -> str:
    """API names as words: ``join from, layout``."""
    return ", ".join(name.replace("_", " ") for name in names)
