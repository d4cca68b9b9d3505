"""The tools of the theme panel without a script: what each makes of a posted form."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences.forms.theme import ColourField, ThemeRows, colour_fields
from conferences.forms.theme_action import apply_theme_action
from conferences.signalwire.limits import DEFAULT_THEME
from conferences.theme.constants import MODES, NAMES, of_mode
from conferences.theme.parsing import as_css, as_json
from conferences.theme.report import report

SAVED: dict[str, str | None] = {**DEFAULT_THEME, "light_primary": "#0B7A75", "dark_success": None}
ACTIONS = (
    "preview",
    "copy:light",
    "copy:dark",
    "swap",
    "derive-dark",
    "brand",
    "paste",
    "preset",
    "from-conference",
    "saved",
    "defaults",
    "fix:light:white-on-negative",
    "fix-all:dark",
)


def posted(**changes: str) -> QueryDict:
    """The form as it was opened, with these changes."""
    data = QueryDict(mutable=True)
    data.update({name: colour or "" for name, colour in SAVED.items()})
    data.update({"display_name": "All hands", "why": "typed"})
    for name, value in changes.items():
        data[name] = value
    return data


def theme_of(data: QueryDict) -> dict[str, str]:
    return {name: data.get(name, "") for name in NAMES}


def after(action: str, **changes: str) -> dict[str, str]:
    return theme_of(apply_theme_action(posted(**changes), action, saved=SAVED).data)


@pytest.mark.parametrize("action", ACTIONS)
def test_everything_else_that_was_typed_stays(action: str) -> None:
    data = posted()
    result = apply_theme_action(data, action, saved=SAVED).data
    assert (result["display_name"], result["why"]) == ("All hands", "typed")
    assert theme_of(data) == theme_of(posted())


def test_one_mode_is_copied_to_the_other_with_what_is_empty() -> None:
    copied = after("copy:dark")
    assert copied["light_success"] == ""
    assert copied["light_primary"] == DEFAULT_THEME["dark_primary"]
    assert after("copy:light")["dark_primary"] == "#0B7A75"


def test_both_modes_change_places_and_twice_is_nothing() -> None:
    swapped = after("swap")
    assert (swapped["dark_primary"], swapped["light_primary"]) == ("#0B7A75", DEFAULT_THEME["dark_primary"])
    assert after("swap", **swapped) == theme_of(posted())


def test_a_derived_dark_mode_is_dark_readable_and_leaves_the_light_one() -> None:
    derived = after("derive-dark")
    assert {name: derived[name] for name in NAMES[:5]} == {name: SAVED[name] for name in NAMES[:5]}
    assert not any(pair.is_faint for pair in report(of_mode(derived, "dark")))


def test_a_brand_colour_makes_ten_that_can_be_read_and_no_colour_makes_none() -> None:
    made = after("brand", theme_brand="e91e63")
    assert not any(pair.is_faint for mode in MODES for pair in report(of_mode(made, mode)))
    result = apply_theme_action(posted(theme_brand="pink"), "brand", saved=SAVED)
    assert theme_of(result.data) == theme_of(posted())
    assert "six hex digits" in result.notes[0]


@pytest.mark.parametrize("write", [as_css, as_json])
def test_what_was_exported_is_read_again(write: object) -> None:
    theme = {name: f"#10203{place}" for place, name in enumerate(NAMES)}
    assert after("paste", theme_paste=write(theme)) == theme  # type: ignore[operator]


def test_what_cannot_be_read_is_said_and_changes_nothing() -> None:
    result = apply_theme_action(posted(theme_paste="no colours at all"), "paste", saved=SAVED)
    assert theme_of(result.data) == theme_of(posted())
    assert len(result.notes) >= 2
    assert result.notes[-1] == "Nothing changed."


def test_a_partial_paste_tells_what_was_taken_and_what_was_not() -> None:
    pasted = posted(theme_paste="--light-primary: #123456; --dark-primary: teal; --dark-negative: #654321")
    result = apply_theme_action(pasted, "paste", saved=SAVED)
    assert (result.data["light_primary"], result.data["dark_negative"]) == ("#123456", "#654321")
    assert result.data["dark_primary"] == SAVED["dark_primary"]
    assert result.notes[:2] == (
        "dark primary is not an opaque sRGB colour: “teal”.",
        "Used: light primary, dark negative.",
    )
    assert result.notes[2].startswith("Not found, left unchanged: light background, ")
    assert "dark primary" in result.notes[2]


def test_found_colours_are_taken_but_nothing_that_is_no_colour() -> None:
    found = {"light_primary": "#ABCDEF", "dark_primary": "red; background:url(//x)", "light_success": None}
    result = apply_theme_action(posted(), "preset", saved=SAVED, found=found)
    assert theme_of(result.data) == {**theme_of(posted()), "light_primary": "#ABCDEF"}
    others, changed = result.notes
    assert others.startswith("It has no colour for: Light background, ")
    assert "Light primary" not in others
    assert others.endswith(". Those stay unchanged.")
    assert changed == "Changed, not saved yet: Light primary."
    whole = apply_theme_action(posted(), "from-conference", saved=SAVED, found=DEFAULT_THEME)
    assert [note for note in whole.notes if "stay" in note] == []
    none = apply_theme_action(posted(), "from-conference", saved=SAVED, found=dict.fromkeys(NAMES))
    assert none.notes == ("It has no colours set.", "Nothing changed.")
    missing = apply_theme_action(posted(), "preset", saved=SAVED, found=None)
    assert theme_of(missing.data) == theme_of(posted())


def test_back_to_what_is_saved_and_to_signalwires_colours() -> None:
    assert after("saved", light_primary="#000000", dark_success="x") == theme_of(posted())
    assert after("defaults") == DEFAULT_THEME


def test_a_repair_changes_the_one_colour_and_makes_the_pair_pass() -> None:
    fixed = after("fix:light:white-on-negative")
    changed = {name for name in NAMES if fixed[name] != (SAVED[name] or "")}
    assert changed == {"light_negative"}
    pair = next(one for one in report(of_mode(fixed, "light")) if one.key == "white-on-negative")
    assert pair.passes
    everything = after("fix-all:light")
    assert not any(pair.is_faint for pair in report(of_mode(everything, "light")))


@pytest.mark.parametrize(
    "action",
    [
        "",
        "fix",
        "fix:light",
        "fix:light:nothing",
        "fix:red:text",
        "fix-all:x",
        "copy",
        "copy:x",
        "unknown:1",
        ":",
    ],
)
def test_an_unknown_tool_changes_nothing(action: str) -> None:
    assert after(action) == theme_of(posted())


def test_what_was_typed_in_another_form_is_written_as_the_api_wants_it() -> None:
    shown = after("preview", light_primary="abc", dark_primary=" rgb(1, 2, 3) ", light_negative="nonsense")
    assert (shown["light_primary"], shown["dark_primary"]) == ("#AABBCC", "#010203")
    assert shown["light_negative"] == "nonsense"


def test_a_stored_text_is_left_as_it_is_even_if_it_could_be_written_otherwise() -> None:
    saved = {**SAVED, "light_primary": "#abc", "dark_primary": "red; background:url(//x)"}
    texts = {"light_primary": "#abc", "dark_primary": "red; background:url(//x)"}
    data = apply_theme_action(posted(**texts), "preview", saved=saved).data
    assert {name: data[name] for name in texts} == texts


def test_the_same_colour_in_other_letters_is_no_change() -> None:
    lower = {name: colour.lower() for name, colour in DEFAULT_THEME.items()}
    result = apply_theme_action(posted(**lower), "defaults", saved=lower)
    assert theme_of(result.data) == lower
    assert result.notes == ("Nothing changed.",)


@given(
    texts=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40)),
    saved=st.dictionaries(st.sampled_from(NAMES), st.none() | st.text(max_size=40)),
    action=st.sampled_from(ACTIONS) | st.text(max_size=20),
    pasted=st.text(max_size=60),
)
@settings(max_examples=200, deadline=None)
def test_no_tool_stumbles_over_anything(
    texts: dict[str, str], saved: dict[str, str | None], action: str, pasted: str
) -> None:
    data = posted(**texts, theme_paste=pasted, theme_brand=pasted)
    result = apply_theme_action(data, action, saved=saved)
    assert set(theme_of(result.data)) == set(NAMES)


class Ten(ThemeRows):
    """Nothing but the ten colours."""

    def __init__(self, data: dict[str, str] | None = None, *, required: bool = False) -> None:
        super().__init__(data)
        self.fields |= colour_fields(required=required)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("abc", "Enter it as #AABBCC."),
        ("#abc", "Enter it as #AABBCC."),
        ("AABBCC", "Enter it as #AABBCC."),
        ("rgb(170, 187, 204)", "Enter it as #AABBCC."),
        ("red", "Enter a colour as # and six hex digits, such as #1D2127."),
        ("#AABBCCDD", "Enter a colour as # and six hex digits, such as #1D2127."),
        ("#１２３４５６", "Enter a colour as # and six hex digits, such as #1D2127."),
    ],
)
def test_a_field_takes_only_the_apis_form_and_names_it(text: str, words: str) -> None:
    form = Ten({"light_primary": text})
    assert form.errors["light_primary"] == [words]


@pytest.mark.parametrize("text", ["#AABBCC", "#aabbcc", " #AABBCC "])
def test_a_field_gives_the_code_as_it_was_typed(text: str) -> None:
    form = Ten({"light_primary": text})
    assert form.is_valid()
    assert form.cleaned_data["light_primary"] == text.strip()
    assert form.cleaned_data["dark_primary"] is None


def test_a_stored_line_end_that_no_input_shows_is_no_change() -> None:
    form = Ten({"light_primary": "#FFFFFF"})
    field = form.fields["light_primary"]
    assert isinstance(field, ColourField)
    field.keep("#FFFFFF\n", "#FFFFFF\n")
    assert form.is_valid()
    assert form.cleaned_data["light_primary"] == "#FFFFFF\n"


def test_rows_come_in_the_order_of_the_screen_with_light_first() -> None:
    rows = Ten().theme_rows
    assert [row["title"] for row in rows] == ["Background", "Foreground", "Primary", "Success", "Negative"]
    assert [field.name for field in rows[0]["fields"]] == ["light_background", "dark_background"]
    assert set(Ten({}, required=True).errors) == set(NAMES)
