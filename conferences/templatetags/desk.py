"""Template tags of the dashboard: icons, times in a zone, names of people. None of them does I/O."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any

from django import template
from django.contrib.auth.models import AbstractBaseUser, User
from django.forms import BaseForm, BoundField
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from conferences.presentation import themes, times
from conferences.presentation.icons import icon as draw_icon

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "s") -> SafeString:
    """``{% icon "plus" %}`` draws it 16 px wide, ``{% icon "plus" "m" %}`` 20 px."""
    return draw_icon(name, size)


@register.filter
def colour_square(text: str) -> SafeString:
    """``{{ colour|colour_square }}``: a small square in that colour; nothing where it is none."""
    return themes.colour_square(text)


@register.filter
def time_in(moment: datetime, zone: tzinfo = UTC) -> str:
    """``{{ now|time_in:zone }}``: the time of day, to the minute."""
    return times.minute(moment, zone)


@register.filter
def day_in(moment: datetime, zone: tzinfo = UTC) -> str:
    """``{{ now|day_in:zone }}``: ``Thu 12 Nov 2026``."""
    return times.full_day(moment, zone)


@register.filter
def full_in(moment: datetime, zone: tzinfo = UTC) -> str:
    """``{{ conference.created_at|full_in:zone }}``: ``Thu 12 Nov 2026, 09:00``."""
    return times.full(moment, zone)


@register.filter
def utc(moment: datetime) -> str:
    """``{{ moment|utc }}``: RFC 3339 in UTC, as the API gets it and as ``<time datetime>`` wants it."""
    return times.utc_text(moment.astimezone(UTC))


@register.filter
def utc_beside(moment: datetime, zone: tzinfo) -> str:
    """``{{ moment|utc_beside:zone }}``: ``08:00 UTC``, with the day where it is another."""
    return times.utc_beside(moment, zone)


@register.filter
def city(zone: tzinfo) -> str:
    """``{{ zone|city }}``: ``Berlin`` for ``Europe/Berlin``."""
    return times.city(zone)


@register.filter
def offset_from_utc(zone: tzinfo, moment: datetime) -> str:
    """``{{ zone|offset_from_utc:now }}``: ``UTC+1``."""
    return times.zone_offset(zone, moment)


@register.filter
def zone_words(zone: tzinfo, moment: datetime) -> str:
    """``{{ zone|zone_words:now }}``: ``Europe/Berlin, UTC+1``, and UTC itself once only."""
    name, offset = str(zone), times.zone_offset(zone, moment)
    return name if name == offset else f"{name}, {offset}"


@register.filter
def person_name(user: AbstractBaseUser) -> str:
    """The full name, or the user name where none was given."""
    full_name = user.get_full_name() if isinstance(user, User) else ""
    return full_name or user.get_username()


@register.filter
def person_initials(user: AbstractBaseUser) -> str:
    """One or two letters that stand for a person."""
    return initials(person_name(user))


@register.filter
def initials(name: Any) -> str:
    """One or two letters that stand for a name; ``?`` where there is none."""
    words = [letters for word in str(name or "").split() if (letters := "".join(filter(str.isalnum, word)))]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def wrong_fields(form: BaseForm) -> list[BoundField]:
    """``{{ form|wrong_fields }}``: the visible fields with an error, in the order of the form."""
    return [field for field in form.visible_fields() if field.errors]


@register.filter
def field_id(field: BoundField) -> str:
    """``{{ field|field_id }}``: the id that a link to the field leads to; of a group, that of its first."""
    first = next(iter(field), None) if field.use_fieldset else field
    return (first.id_for_label if first is not None else "") or ""


@register.simple_tag(takes_context=True)
def current_section(context: RequestContext, section: str) -> str:
    """``aria-current`` for the navigation entry under which the page lies.

    That is the first word of its address below the workspace, or what the view says in ``section``.
    """
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    route = match.route if match else ""
    below_workspace = route.partition("<slug:slug>/")[2] or route
    here = context.get("section") or below_workspace.split("/")[0] or "home"
    return format_html(' aria-current="{}"', "page") if here == section else ""
