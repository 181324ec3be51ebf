"""Whether a figure comes from the press: told by the name of who states it."""

from __future__ import annotations

from functools import cache

from poverty_analysis.values.text import nfc
from poverty_analysis.wording import LANGUAGES, say


@cache
def _beginnings() -> tuple[str, ...]:
    listed = (say(lang, "press").split(";") for lang in LANGUAGES)
    return tuple(f"{name.strip()} ".casefold() for names in listed for name in names)


def from_press(agency: str) -> bool:
    """Whether ``agency`` names a paper or a news site, and no authority."""
    return f"{nfc(agency)} ".casefold().startswith(_beginnings())
