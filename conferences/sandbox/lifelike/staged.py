"""Rows set on purpose among the first two pages: every join state and what real data throws at a screen.

Most are plain meetings that happen to be about to open, running, or just over; the odd ones are few and
stand between them. Positions count from the newest row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from conferences.sandbox.lifelike.catalogue import CUSTOMERS, theme
from conferences.signalwire.limits import DEFAULT_THEME


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """``opens`` and ``closes`` are minutes from now (None: no such end); ``people`` are present and gone.

    ``people`` None means no session. ``customer`` indexes the catalogue. ``fields`` override the row.
    """

    title: str
    customer: int
    opens: int | None = None
    closes: int | None = None
    people: tuple[int, int] | None = None
    since: int = 35
    fields: Mapping[str, Any] = field(default_factory=dict)


DAY: Final = 24 * 60
_LONG_TITLE: Final = (
    "Joint session of the steering committee, the regional coordinators and the invited observers on the "
    "revision of the accreditation guidelines, including the vote on the amendments tabled in the summer"
)
LONG_TITLE: Final = _LONG_TITLE.ljust(200, ".")
UNREADABLE: Final = theme(
    "#EFEFEF #F5F5F5 #F0F0F0 #EFEFEF #F2F2F2",
    "#101010 #0A0A0A #141414 #0C0C0C #121212",
)
OFF_BRAND: Final = theme(
    "#FF00FF #FFFF00 #00FF00 #0000FF #00FFFF",
    "#FF8800 #220044 #88FF00 #00FF88 #FF0088",
)
NOT_COLOURS: Final = {
    **DEFAULT_THEME,
    "light_primary": "red; background:url(//x)",
    "dark_primary": "rebeccapurple",
    "light_background": "#FFF",
    "dark_foreground": "#1D2127CC",
    "dark_negative": "",
}
HALF_A_THEME: Final = {**CUSTOMERS[0].theme, **{name: None for name in DEFAULT_THEME if "dark" in name}}

STAGED: Final[Mapping[int, Staged]] = {
    1: Staged(title="{quarter} results rehearsal", customer=0, opens=10, closes=100),
    2: Staged(title="Summit {year}: opening plenary", customer=1, opens=-75, closes=15, people=(47, 9)),
    4: Staged(title="Grand rounds: neurology", customer=2, opens=-40, closes=50, people=(28, 4)),
    5: Staged(title="Open house for applicants", customer=3, opens=150, closes=270),
    7: Staged(title="Board of governors, {quarter}", customer=4, opens=-95, closes=-10, people=(6, 3)),
    8: Staged(
        title="Exhibitor support",
        customer=5,
        opens=-3 * DAY,
        people=(3, 14),
        since=260,
        fields={"size": "small"},
    ),
    10: Staged(title="Line managers’ briefing", customer=0, opens=-160, closes=-5),
    11: Staged(
        title="全社ミーティング(11月)",
        customer=7,
        opens=18 * 60,
        closes=20 * 60,
        fields={"description": "来期の計画と質疑応答。"},
    ),
    13: Staged(title="Council budget hearing", customer=6, opens=3 * DAY, closes=3 * DAY + 180),
    14: Staged(title="Early-bird registration desk", customer=1, closes=6 * DAY),
    16: Staged(title="Press room", customer=5, opens=-DAY, closes=2 * DAY, people=(1, 6), since=20),
    17: Staged(title="Offener Hörsaal", customer=8, fields={"description": None}),
    19: Staged(title="ملتقى أولياء الأمور", customer=13, opens=26 * 60, closes=28 * 60),
    21: Staged(
        title="Crew briefing", customer=14, opens=45, closes=75, fields={"layout": "highlight-1-responsive"}
    ),
    22: Staged(title="Partner enablement, day 1", customer=9, opens=-DAY - 300, closes=-DAY - 60),
    24: Staged(title="Duty line", customer=12, people=(2, 0), since=9 * 60, fields={"size": "small"}),
    27: Staged(title=LONG_TITLE, customer=10, opens=9 * DAY, closes=9 * DAY + 240),
    29: Staged(
        title="Keynote with live captions",
        customer=1,
        opens=6 * DAY,
        closes=6 * DAY + 90,
        fields={"layout": "spotlight-carousel", "quality": "2160p", "size": "large"},
    ),
    32: Staged(title="Design review (brand refresh)", customer=11, opens=5 * DAY, fields=UNREADABLE),
    35: Staged(
        title="(untitled)",
        customer=3,
        opens=2 * DAY,
        closes=2 * DAY + 60,
        fields={"display_name": None, "description": None, "size": None, "enable_room_previews": None},
    ),
    38: Staged(title="Volunteer hotline", customer=10, closes=-9 * DAY),
    41: Staged(title="יום עיון: אבטחת מידע", customer=12, opens=8 * DAY, closes=8 * DAY + 300),
    44: Staged(
        title="Theme import test",
        customer=5,
        opens=-200,
        closes=90,
        fields=NOT_COLOURS,
    ),
    47: Staged(
        title="Migrated from the old console",
        customer=9,
        fields=dict.fromkeys(DEFAULT_THEME),
    ),
    52: Staged(title="<script>alert('desk')</script>", customer=14, opens=12 * DAY),
    55: Staged(title='Q&A "unplugged" </title><b>', customer=1, opens=-2 * DAY, closes=-DAY - 1320),
    58: Staged(title="Invoice \u202efdp.exe\u202c review\nsecond line", customer=12, closes=40 * DAY),
    61: Staged(title="การประชุมผู้ถือหุ้นสามัญประจำปี", customer=14, opens=20 * DAY, closes=20 * DAY + 180),
    64: Staged(
        title="🎉 Launch party 🚀🎈", customer=11, opens=4 * DAY, closes=4 * DAY + 240, fields=OFF_BRAND
    ),
    67: Staged(
        title="Half-branded webinar", customer=0, opens=7 * DAY, closes=7 * DAY + 60, fields=HALF_A_THEME
    ),
    70: Staged(
        title="Simulation ward",
        customer=4,
        opens=-20,
        closes=220,
        people=(11, 2),
        fields={"layout": "5x5", "quality": "1080p", "record_on_start": True},
    ),
    73: Staged(
        title="Continuous monitoring",
        customer=2,
        people=(9, 88),
        since=11 * DAY,
        fields={
            "enable_room_previews": True,
            "description": "Never closes.\n\n" + "Hand over at 07:00. " * 148,
        },
    ),
    76: Staged(title="Handover, night shift", customer=2, opens=-420, closes=-60, people=(0, 12), since=400),
    79: Staged(title="Archive: first summit", customer=1, opens=-500 * DAY, closes=-500 * DAY + 480),
}
