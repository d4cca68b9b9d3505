"""Cases that the Python package and the browser's modules must answer alike, kept in ``vectors.json``.

Made anew with ``python -m tests.theme.make_vectors`` after a change of what is computed.
"""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from conferences.signalwire.limits import DEFAULT_THEME, THEME_DEFAULTS
from conferences.theme import (
    colour,
    constants,
    deriving,
    elements,
    findings,
    oklch,
    parsing,
    repair,
    report,
    vision,
)

FILE: Final = Path(__file__).with_name("vectors.json")

Vectors = dict[str, list[list[Any]]]


def pair(one: report.Pair | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {**dataclasses.asdict(one), "passes": one.passes, "isFaint": one.is_faint, "shown": one.shown}


def fix(one: repair.Fix | None) -> dict[str, Any] | None:
    return {"colour": one.colour, "left": pair(one.left)} if one else None


def finding(one: findings.Finding) -> dict[str, Any]:
    return {"key": one.key, "isFine": one.is_fine, "sentence": one.sentence, "samples": [*one.samples]}


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "constants.of_mode": constants.of_mode,
    "colour.channels": colour.channels,
    "colour.to_hex": colour.to_hex,
    "colour.luminance": colour.luminance,
    "colour.contrast": colour.contrast,
    "oklch.to_oklch": lambda rgb: oklch.to_oklch(rgb)._asdict(),
    "oklch.from_oklch": lambda value: oklch.from_oklch(oklch.Oklch(**value)),
    "elements.palette": elements.palette,
    "report.report": lambda colours: [pair(one) for one in report.report(colours)],
    "repair.repair": lambda colours, key: fix(repair.repair(colours, key)),
    "repair.fix_all": repair.fix_all,
    "findings.findings": lambda theme, mode: [finding(one) for one in findings.findings(theme, mode)],
    "vision.simulate": vision.simulate,
    "vision.look_alike": vision.look_alike,
    "parsing.normalise": parsing.normalise,
    "parsing.read_theme": lambda text: dataclasses.asdict(parsing.read_theme(text)),
    "parsing.as_json": parsing.as_json,
    "parsing.as_css": parsing.as_css,
    "deriving.copied": deriving.copied,
    "deriving.swapped": deriving.swapped,
    "deriving.derive_dark": deriving.derive_dark,
    "deriving.from_brand": deriving.from_brand,
}

COLOURS: Final = [
    *("#ABC", "abc", "#aabbcc", "AABBCC", "\t#abCDef \r\n", "#abcf", "#AABBCCFF", "abcF", "123"),
    *("rgb(1, 2, 3)", "rgb(1 2 3)", "RGB(10% 20% 30%)", "rgba(255,255,255,1)", "rgb(1 2 3 / 100%)"),
    *("rgb(0.5,1.5,254.5)", "rgb(0.1% 50% 99.9%)", "rgb( 7,8 , 9 )", "rgba(1 2 3)", "rgb(1 2 3/1.0)"),
    *("", "#", "#ab", "#abcde", "#abcdefa", "#abce", "#aabbcc80", "#12345G", "##abc", "# abc", "#ab c"),
    *("red", "transparent", "currentColor", "red; background:url(//x)", "#fff;", "#fff}", "url(#abc)"),
    *("rgb(256,0,0)", "rgb(-1,0,0)", "rgb(101%,0%,0%)", "rgb(1%,2,3)", "rgb(1,2)", "rgb(1,2,3,)"),
    *("rgb(1 2 3 4)", "rgb(1 2 / 3)", "rgb(1 2 3 /)", "rgba(1,2,3,.5)", "rgba(1,2,3,0.999)", "rgb(1e2,0,0)"),
    *("rgb(1,2,3", "rgb 1 2 3", "hsl(0 0% 0%)", "rgb(from red r g b)", "rgb(calc(1),2,3)", "rgb((1,2,3))"),
    *("#１２３４５６", "#٠٠٠٠٠٠", "ＲＧＢ(1,2,3)", "#abc\0", "\0#abc", "\u00a0#abc", "#abc\u2028", "𝟙𝟚𝟛"),
    *("rgb(１,2,3)", "#" * 80, "a" * 81, " " * 90 + "#abc", "ſſſ", "#ſſſ", "\ufeff#abc"),
]

TEN: Final = "#FFF #1D2127 044ef4 rgb(23,187,88) #F42C50"
TEXTS: Final = [
    *(
        "",
        " ",
        "{}",
        "[]",
        "null",
        "7",
        '"#fff"',
        "red; background:url(//x)",
        "}}}}{{{{",
        "/* --sw-primary:#abc",
    ),
    f"{TEN}\n{TEN}",
    f"{TEN};{TEN}".replace(" ", ","),
    f"{TEN} | banana | {TEN}",
    f"{TEN} “x” {'𝟙' * 40}",
    TEN,
    '["#fff", "#000", \'#123456\']',
    "#abc " * 11,
    "--sw-primary: #abc; --sw-positive: rgb(1, 2, 3); --sw-primary-shade: #000",
    ":root { --sw-background: #FFF !important; } .dark { --sw-background:#111; --sw-positive:#0F0 }",
    "@media (prefers-color-scheme: dark) { :host { --background: #111; --negative: red } } p{--negative:#d}",
    ":host(:not(.dark)) { --sw-primary: #abc } [data-theme='dark'] { --sw-primary: #def }",
    "--sw-dark-positive: #0f0; --light_primary: #00f; --primary-dark: #009; --light-primary-dark: #123;",
    "light_background: #FFFFFF\nlight_foreground = '#1D2127'\nDARK_PRIMARY: rgb(1 2 3)\n",
    "/* light */ .dark/**/{--sw-primary:#123456;}}}--sw-primary:#654321",
    '{"light": {"background": "#fff", "positive": "#0f0"}, "dark": {"primary": 7, "negative": null}}',
    '{"theme": {"light_primary": "#00f", "dark_positive": "#0f0"}, "room_display_name": "Board"}',
    '{"light_primary": "#00f", "light_primary": "#0ff", "__proto__": {"dark_primary": "#111"}}',
    '{"conference": {"name": "board", "dark_negative": "red; background:url(//x)", "dark_primary": "#123"}}',
    "{light: {primary: \"#abc\"}, dark: {primary: '#def',}}",
    '{"light_primary": "#00f",',
    "\ud83d\ude00 #fff",
    "x" * 20_001,
    "[" * 500,
    "primary:" * 200,
    "--primary:no;" * 50,
]


def cases() -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Names of functions with their arguments."""
    chance = random.Random(4)  # noqa: S311

    def code() -> str:
        return f"#{chance.randrange(1 << 24):06X}"

    def greyish() -> str:
        middle = chance.randint(12, 243)
        return colour.to_hex((middle + chance.randint(-9, 9), middle, middle + chance.randint(-12, 12)))

    def mode() -> dict[str, str | None]:
        return {role: chance.choice([code, code, greyish])() for role in constants.ROLES}

    defaults = dict(DEFAULT_THEME)
    hostile: dict[str, str | None] = {
        **defaults,
        "light_primary": None,
        "dark_negative": "red; background:url(//x)",
        "dark_background": "#abc",
        "light_success": "#17bb58",
    }
    themes = [defaults, hostile, {}, *({name: code() for name in constants.NAMES} for _ in range(8))]
    modes: list[dict[str, str | None]] = [
        dict(THEME_DEFAULTS),
        {},
        constants.of_mode(hostile, "light"),
        constants.of_mode(hostile, "dark"),
    ]
    modes += [
        {**mode(), "background": ground}
        for ground in ("#FFFFFF", "#000000", "#050505", "#777777", "#141A22", "#010120")
    ]
    modes += [mode() for _ in range(10)]
    rim = [(r, g, b) for r in (0, 255) for g in (0, 255) for b in (0, 255)]
    some = [*rim, (1, 1, 1), (0, 0, 1), *(tuple(chance.randrange(256) for _ in range(3)) for _ in range(30))]

    for text in COLOURS:
        yield "colour.channels", (text,)
        yield "parsing.normalise", (text,)
    for rgb, other in zip(some, reversed(some), strict=True):
        yield "colour.to_hex", (rgb,)
        yield "colour.luminance", (rgb,)
        yield "colour.contrast", (rgb, other)
        yield "oklch.to_oklch", (rgb,)
        yield "vision.look_alike", (rgb, other)
        for deficiency in (*vision.DEFICIENCIES, "none"):
            yield "vision.simulate", (rgb, deficiency)
        shape = {
            "lightness": chance.randint(-5, 105) / 100,
            "chroma": chance.randrange(40) / 100,
            "hue": chance.randrange(360),
        }
        yield "oklch.from_oklch", (shape,)
    for colours in modes:
        roles = {role: found for role, text in colours.items() if (found := colour.channels(text))}
        yield "elements.palette", (roles,)
        yield "report.report", (colours,)
        yield "repair.fix_all", (colours,)
        for one in report.report(colours):
            yield "repair.repair", (colours, one.key)
    for theme in themes:
        for name in constants.MODES:
            yield "constants.of_mode", (theme, name)
            yield "findings.findings", (theme, name)
        yield "parsing.as_json", (theme,)
        yield "parsing.as_css", (theme,)
        yield "deriving.copied", (theme, "light", "dark")
        yield "deriving.swapped", (theme,)
        yield "deriving.derive_dark", (theme,)
    for text in (*TEXTS, *(write(defaults) for write in (parsing.as_css, parsing.as_json))):
        yield "parsing.read_theme", (text,)
    for brand in (
        "#044EF4",
        "#FFCC00",
        "#FFE600",
        "#000000",
        "#FFFFFF",
        "#808080",
        "#E4002B",
        "#1B2430",
        "none",
    ):
        yield "deriving.from_brand", (brand,)
    for _ in range(12):
        yield "deriving.from_brand", (chance.choice([code, greyish])(),)


def vectors() -> Vectors:
    """All cases by module and function, named as in the browser: pairs of arguments and result, as JSON."""
    made: Vectors = {}
    for name, arguments in cases():
        module, function = name.split(".")
        result = FUNCTIONS[name](*arguments)
        made.setdefault(f"{module}.{camel(function)}", []).append([[*arguments], result])
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


def text_of(made: Vectors) -> str:
    """The file's text, a case on a line."""
    blocks = [
        json.dumps(name)
        + ":[\n"
        + ",\n".join(json.dumps(case, separators=(",", ":")) for case in pairs)
        + "\n]"
        for name, pairs in made.items()
    ]
    return "{\n" + ",\n".join(blocks) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(text_of(vectors()))
