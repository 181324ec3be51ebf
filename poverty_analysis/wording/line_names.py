"""Lines that a plan itself has set up, as a sentence names them: their codes alone tell a reader nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

#: Codes of a plan's own lines with their names in Vietnamese and English.
LineNames = Mapping[str, tuple[str, str]]
NO_NAMES: LineNames = MappingProxyType({})


def line_words(code: str, names: LineNames, lang: str) -> str:
    """The name of a plan's own line before its code ("Hỗ trợ nhà ở (NHA-O)"); the code of any other."""
    return f"{names[code][lang == 'en']} ({code})" if code in names else code


def lines_words(codes: Iterable[str], names: LineNames, lang: str) -> str:
    """Several lines, each once, in their order: "DA1, DA2", "NHA-O – Hỗ trợ nhà ở; SINH-KE – Hỗ trợ sinh kế"."""
    listed = tuple(dict.fromkeys(codes))
    words = (f"{code} – {names[code][lang == 'en']}" if code in names else code for code in listed)
    return ("; " if names.keys() & set(listed) else ", ").join(words)
