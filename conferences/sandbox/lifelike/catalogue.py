"""The customers of the made-up events business, their brands, and what their meetings are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from conferences.signalwire.limits import DEFAULT_THEME, THEME_MODES, THEME_ROLES

Theme = Mapping[str, str | None]


def theme(light: str, dark: str) -> Theme:
    """The ten colour fields from two lists of primary, background, foreground, success, negative."""
    colours: dict[str, str] = {}
    for mode, text in zip(THEME_MODES, (light, dark), strict=True):
        values = text.split()
        colours.update({f"{mode}_{role}": value for role, value in zip(THEME_ROLES, values, strict=True)})
    return colours


@dataclass(frozen=True, slots=True)
class Customer:
    """``offset`` is the hours its usual clock is ahead of UTC; ``kind`` chooses the titles."""

    name: str
    slug: str
    kind: str
    offset: float
    theme: Theme


CUSTOMERS: Final = (
    Customer(
        "Kestrel Bank",
        "kestrel",
        "company",
        -5,
        theme(
            "#0B3D91 #FFFFFF #14213D #1E7F4F #B3261E",
            "#7FA8FF #0E1626 #F2F5FB #4CC38A #FF7A70",
        ),
    ),
    Customer(
        "Meridian Summit Series",
        "meridian",
        "agency",
        0,
        theme(
            "#5B2A86 #FBF9FE #231133 #1F7A4C #B00036",
            "#B98AE0 #180D24 #F6F0FC #55C98E #FF6F91",
        ),
    ),
    Customer("St. Brigid’s Hospitals", "st-brigids", "hospital", 0, DEFAULT_THEME),
    Customer(
        "Lumen University",
        "lumen",
        "university",
        -5,
        theme(
            "#8C1515 #FFFFFF #2E2D29 #2A7D4F #9A0F0F",
            "#E08A8A #1B1A18 #F7F5F0 #62C08A #FF8A80",
        ),
    ),
    Customer(
        "Solano Health",
        "solano",
        "hospital",
        -8,
        theme(
            "#00695C #FFFFFF #12312D #2E7D32 #C62828",
            "#4DB6AC #0D1F1D #E6F4F1 #81C784 #EF7B7B",
        ),
    ),
    Customer(
        "Northlight Events",
        "northlight",
        "agency",
        1,
        theme(
            "#B23A0E #FFF8F3 #33190F #2B7A3E #A3112B",
            "#FF9B6B #21130C #FFF1E8 #6FCB8B #FF7D8E",
        ),
    ),
    Customer("Harrow Bay City Council", "harrow-bay", "public", -6, DEFAULT_THEME),
    Customer(
        "Hanami Robotics",
        "hanami",
        "company",
        9,
        theme(
            "#C2185B #FFFFFF #2A1520 #1B7F5C #B71C1C",
            "#F48FB1 #1D1017 #FDEFF5 #5CC9A0 #FF8A80",
        ),
    ),
    Customer("Universität Rheinufer", "rheinufer", "university", 1, DEFAULT_THEME),
    Customer(
        "Pacific Ledger",
        "pacific-ledger",
        "company",
        10,
        theme(
            "#1F5F8B #F7FAFC #102A3A #2D7D46 #B4232A",
            "#6CB4E4 #0B1B26 #EAF4FA #5FC27E #FF7F7F",
        ),
    ),
    Customer("Baobab Foundation", "baobab", "public", 3, DEFAULT_THEME),
    Customer(
        "Verde Sul Energia",
        "verde-sul",
        "company",
        -3,
        theme(
            "#2E7D32 #FFFFFF #1B2E1C #2E7D32 #C62828",
            "#8BD48F #0F1A10 #EDF7EE #8BD48F #FF8A80",
        ),
    ),
    Customer("Maple & Rowe LLP", "maple-rowe", "company", -5, DEFAULT_THEME),
    Customer(
        "Al Noor Academy",
        "al-noor",
        "university",
        4,
        theme(
            "#7A5C00 #FFFDF5 #2B2410 #2F7A4B #A8201A",
            "#E6C24D #1A170B #FBF6E3 #63C68B #FF837A",
        ),
    ),
    Customer("Cobalt Air", "cobalt", "company", 8, DEFAULT_THEME),
)

TITLES: Final = {
    "company": (
        ("Town hall, {month}", "large"),
        ("{quarter} board meeting", "small"),
        ("{quarter} results webcast", "large"),
        ("Investor briefing", "medium"),
        ("Onboarding cohort {number}", "medium"),
        ("Customer advisory board", "small"),
        ("Product launch rehearsal", "small"),
        ("Sales kick-off {year}, breakout {letter}", "medium"),
        ("Safety training, session {number}", "medium"),
        ("Leadership offsite, day {day}", "small"),
        ("Webinar: what changed in {month}", "large"),
    ),
    "agency": (
        ("Summit {year}: main stage", "large"),
        ("Summit {year}: breakout {letter}", "medium"),
        ("Summit {year}: sponsor lounge", "medium"),
        ("Speaker rehearsal {number}", "small"),
        ("Green room {letter}", "small"),
        ("Press briefing, {month}", "medium"),
        ("Moderator training, group {number}", "medium"),
        ("Awards night {year}", "large"),
        ("Production call, day {day}", "small"),
    ),
    "hospital": (
        ("Grand rounds: cardiology", "large"),
        ("Grand rounds: paediatrics", "large"),
        ("Tumour board, week {week}", "small"),
        ("Nursing handover training {number}", "medium"),
        ("Patient information evening: diabetes", "large"),
        ("Infection control briefing, {month}", "medium"),
        ("Residents’ journal club {number}", "small"),
        ("Board of governors, {quarter}", "small"),
    ),
    "university": (
        ("Open day {year}: engineering", "large"),
        ("Thesis defence {number}", "small"),
        ("Guest lecture: language and machines", "large"),
        ("Seminar in comparative law, week {week}", "medium"),
        ("Admissions webinar, {month}", "large"),
        ("Senate meeting, {month}", "medium"),
        ("Alumni evening {year}", "large"),
        ("Tutorial group {letter}, week {week}", "small"),
    ),
    "public": (
        ("Public consultation: waterfront", "large"),
        ("Council meeting, {month}", "large"),
        ("Volunteer training {number}", "medium"),
        ("Donor briefing, {quarter}", "medium"),
        ("Staff assembly, {month}", "large"),
        ("Planning committee, week {week}", "small"),
    ),
}
"""Kind of customer → titles with the size of conference they are booked in."""

STANDING_TITLES: Final = (
    ("Support desk", "small"),
    ("Duty manager’s line", "small"),
    ("Operations room", "medium"),
    ("Rehearsal room {letter}", "small"),
    ("Interpreters’ booth {letter}", "small"),
    ("Visitors’ lounge", "medium"),
)
"""Meetings without a window: always open."""

DESCRIPTIONS: Final = (
    "Doors open fifteen minutes before the start. Moderators use their own link.",
    "Recording is published to attendees within two working days.",
    "Interpretation in English, French and Spanish.",
    "Agenda and papers were sent with the invitation.",
    "Questions are taken in the chat; please mute on entry.",
    "Technical check thirty minutes earlier in the same room.",
    "For members only. Do not forward the link.",
)

ROOM_PURPOSES: Final = (
    ("telehealth-visit", "Telehealth visit", 4),
    ("triage", "Triage", 6),
    ("tutoring", "Tutoring", 12),
    ("showroom", "Showroom", 20),
    ("kiosk", "Reception kiosk", 2),
    ("interview", "Interview", 5),
    ("studio-feed", "Studio feed", 10),
    ("backstage", "Backstage", 30),
    ("inspection", "Remote inspection", 6),
    ("classroom", "Classroom", 60),
)
"""Name, display name and usual number of members of the rooms customers build into their own apps."""

PEOPLE: Final = (
    "Aoife Byrne",
    "Marcus Webb",
    "Priya Raman",
    "Jonas Lindqvist",
    "Chiara Fontana",
    "山田 花子",
    "Олена Коваль",
    "Nguyễn Thị Hoa",
    "ليلى حداد",
    "Tomás Ferreira",
    "Grace Wanjiru",
    "สมชาย ใจดี",
    "Rivka Stern",
    "דוד לוי",
    "Σοφία Παππά",
    "Ben Okafor",
    "Mei-Ling Chou",
    "김서연",
    "Dr. Helena Vogt",
    "Ruairí Ó Néill",
    "Sunita Desai",
    "Łukasz Wójcik",
    "Amara Diallo",
    "Camille Roux",
    "Peter Nakamura",
    "Zeynep Aydın",
    "iPad (reception)",
    "Front of house 🎧",
)
