"""Themes read from what people paste, and written so that they can be read again."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences.theme.constants import HEX, NAMES
from conferences.theme.parsing import LONGEST, as_css, as_json, normalise, read_theme

codes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")
partial = st.dictionaries(st.sampled_from(NAMES), codes)
CODES = [f"#{number:06X}" for number in range(0x123456, 0x123460)]


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#abc", "#AABBCC"),
        ("abc", "#AABBCC"),
        ("  #AabBCc\r\n", "#AABBCC"),
        ("aabbcc", "#AABBCC"),
        ("#abcf", "#AABBCC"),
        ("#AABBCCFF", "#AABBCC"),
        ("rgb(1, 2, 3)", "#010203"),
        ("RGB(1 2 3)", "#010203"),
        ("rgb(10% 20% 30%)", "#1A334D"),
        ("rgba(255, 255, 255, 1)", "#FFFFFF"),
        ("rgb(1 2 3 / 100%)", "#010203"),
        ("rgb(0.5, 1.49, 254.5)", "#0101FF"),
    ],
)
def test_a_colour_is_read_as_people_write_it(text: str, colour: str) -> None:
    assert normalise(text) == colour


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "#", "#ab", "#abcde", "#abcdefa", "##abc", "# abc", "#12345G", "red", "transparent"),
        *("#abce", "#aabbcc80", "rgba(1,2,3,.5)", "rgb(1 2 3 / 0.99)", "rgba(1,2,3,2)", "rgba(1,2,3,)"),
        *("rgb(256,0,0)", "rgb(-1,0,0)", "rgb(101% 0% 0%)", "rgb(1%,2,3)", "rgb(1,2)", "rgb(1 2 3 4)"),
        *("red; background:url(//x)", "#fff;", "#fff}", "url(#abc)", "rgb(1,2,3);", "rgb(calc(1),2,3)"),
        *(
            "#１２３４５６",
            "#٠٠٠٠٠٠",
            "ｒｇｂ(1,2,3)",
            "rgb(１,2,3)",
            "#abc\0",
            "\0#abc",
            "#ſſſ",
            "\u2028#abc",
        ),
        " " * 80 + "#abc",
        "#" * 10_000_000,
        " " * 10_000_000,
        "rgb(" + "1" * 10_000_000,
    ],
    ids=lambda text: "none" if text is None else ascii(text[:24]),
)
def test_what_is_no_opaque_srgb_colour_is_refused(text: str | None) -> None:
    assert normalise(text) is None


@given(text=st.text(max_size=40) | st.text("#abcf0123 rgb(),%/.", max_size=30))
def test_nothing_but_a_code_ever_comes_out(text: str) -> None:
    colour = normalise(text)
    assert colour is None or (re.fullmatch(HEX, colour) and colour == colour.upper())
    assert all(re.fullmatch(HEX, code) for code in read_theme(text).colours.values())


@given(theme=partial)
@settings(deadline=None)
def test_what_is_written_is_read_again(theme: dict[str, str]) -> None:
    assert read_theme(as_css(theme)).colours == theme
    assert read_theme(as_json(theme)).colours == theme
    assert not read_theme(as_json(theme)).problems or len(theme) < len(NAMES)


@given(theme=st.dictionaries(st.sampled_from(NAMES), st.none() | st.text(max_size=20)))
def test_what_is_no_colour_is_not_written(theme: dict[str, str | None]) -> None:
    known = {name: code for name, text in theme.items() if (code := normalise(text))}
    assert read_theme(as_css(theme)).colours == read_theme(as_json(theme)).colours == known
    assert re.fullmatch(r":root \{\n(  --sw-[a-z-]+: #[0-9A-F]{6};\n)*\}\n", as_css(theme))


@pytest.mark.parametrize("separator", [" ", "\n", ", ", ";", "|", "\t", '", "', " / "])
def test_ten_codes_are_read_in_the_order_of_the_fields(separator: str) -> None:
    reading = read_theme(separator.join(CODES))
    assert reading.colours == dict(zip(NAMES, CODES, strict=True))
    assert reading.problems == ()


def test_five_and_five_on_two_lines_are_ten() -> None:
    text = ", ".join(CODES[:5]) + "\n" + ", ".join(CODES[5:])
    assert read_theme(text).colours == dict(zip(NAMES, CODES, strict=True))


def test_a_value_that_is_no_colour_leaves_its_place_empty_and_is_named() -> None:
    reading = read_theme(" ".join([*CODES[:2], "banana", *CODES[3:]]))
    assert reading.colours == {
        name: code for name, code in zip(NAMES, CODES, strict=True) if code != CODES[2]
    }
    assert reading.problems == (
        "light primary is not an opaque sRGB colour: “banana”.",
        "Used: light background, light foreground, light success, light negative, dark background, "
        "dark foreground, dark primary, dark success, dark negative.",
        "Not found, left unchanged: light primary.",
    )


def test_too_few_and_too_many_values_are_said() -> None:
    few = read_theme(" ".join(CODES[:8]))
    assert (len(few.colours), few.problems) == (
        8,
        (
            "Used: light background, light foreground, light primary, light success, light negative, "
            "dark background, dark foreground, dark primary.",
            "Not found, left unchanged: dark success, dark negative.",
        ),
    )
    many = read_theme(" ".join([*CODES, "#000000"]))
    assert (len(many.colours), many.problems) == (10, ("There are 11 values; the first ten were read.",))


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        (
            ":root { --sw-primary: #abc } .dark { --sw-primary: #123; --sw-primary-shade: #000 }",
            {"light_primary": "#AABBCC", "dark_primary": "#112233"},
        ),
        (
            "@media (prefers-color-scheme: dark) { :root { --sw-positive: rgb(1, 2, 3) !important } }",
            {"dark_success": "#010203"},
        ),
        (
            ":host(:not(.dark)) { --primary: #111 } :host(.dark) { --primary: #222 }",
            {"light_primary": "#111111", "dark_primary": "#222222"},
        ),
        (
            "--sw-dark-positive: #0f0; --primary-light: #00f",
            {"light_primary": "#0000FF", "dark_success": "#00FF00"},
        ),
        ("/* --sw-primary: #fff; */ --sw-primary: #000", {"light_primary": "#000000"}),
        (
            "light_primary: #00f\nDark_Primary = '#009'",
            {"light_primary": "#0000FF", "dark_primary": "#000099"},
        ),
        ("--sw-primary: #111; --sw-primary: #222", {"light_primary": "#222222"}),
    ],
)
def test_css_is_read_by_name_and_block(text: str, colours: dict[str, str]) -> None:
    assert read_theme(text).colours == colours


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        ('{"light_primary": "#00f", "name": "board", "size": "small"}', {"light_primary": "#0000FF"}),
        (
            '{"light": {"primary": "#00f", "positive": "#0f0"}, "dark": {"primary": "#009"}}',
            {"light_primary": "#0000FF", "light_success": "#00FF00", "dark_primary": "#000099"},
        ),
        ('{"theme": {"dark_positive": "#0f0"}}', {"dark_success": "#00FF00"}),
        ('{"light_primary": 7, "dark_primary": "#009"}', {"dark_primary": "#000099"}),
        ('{light: {primary: "#abc"}}', {"light_primary": "#AABBCC"}),
    ],
)
def test_json_is_read_flat_nested_and_from_the_api(text: str, colours: dict[str, str]) -> None:
    assert read_theme(text).colours == colours


def test_a_hostile_value_is_told_shortened_and_never_becomes_a_colour() -> None:
    reading = read_theme('{"light_primary": "red; background:url(//x.example/' + "a" * 500 + ')"}')
    assert reading.colours == {}
    assert reading.problems == (
        "light primary is not an opaque sRGB colour: “red; background:url(//x.exampl…”.",
        "No theme was found in this text.",
    )


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "{}", "[]", "null", "NaN", "red; background:url(//x)", "}}}}{{{{", '{"light": [1, {}]}'),
        *("[" * LONGEST, "{" * LONGEST, '{"light":' * 2_000, "\ud800", "9" * LONGEST),
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_a_text_without_a_theme_says_so(text: str) -> None:
    reading = read_theme(text)
    assert reading.colours == {}
    assert reading.problems[-1] == "No theme was found in this text."


@pytest.mark.parametrize(
    "text", ["x" * (LONGEST + 1), "#abc " * 4_001, "😀" * 2_500_000], ids=["x", "codes", "10 MB"]
)
def test_a_text_that_is_too_long_is_not_looked_at(text: str) -> None:
    assert read_theme(text).problems == ("The text is longer than 20,000 characters.",)


@pytest.mark.parametrize(
    "part",
    [
        "a",
        "a ",
        "primary:",
        "/*",
        "rgb(",
        "{",
        "}",
        ":not(",
        "a" * 41 + " " * 40,
        "#f",
        "--sw-primary:no;",
        "\\",
        "\0",
    ],
    ids=ascii,
)
def test_no_text_takes_long(part: str) -> None:
    start = time.perf_counter()
    reading = read_theme((part * LONGEST)[:LONGEST])
    assert time.perf_counter() - start < 1
    assert len(reading.problems) <= 12
