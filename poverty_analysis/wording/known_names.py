"""Names and nouns that documents have in Vietnamese, as an English report says them; unknown ones stay as they are."""

from __future__ import annotations

from functools import cache

from poverty_analysis.values.text import nfc
from poverty_analysis.wording import catalogue

_BODY, _COUNTED = "body.", "counted."


def body_words(name: str, lang: str) -> str:
    """Return the name of a body in ``lang``: "the Prime Minister", "the People's Committee of huyện Mẫu"."""
    written = nfc(name)
    for key, known in _known(_BODY):
        said = catalogue(lang)[key]
        if written == known:
            return said
        if known.endswith(" ") and written.startswith(known):
            return name if lang == "vi" else said + written.removeprefix(known)
    return name


def counted_words(noun: str, number: int, lang: str) -> str:
    """Return the noun a plan counts by, in ``lang`` and in the number: 1 household, 266 households."""
    written = nfc(noun)
    for key, known in _known(_COUNTED):
        if written == known.split("; ")[0]:
            one, many = catalogue(lang)[key].split("; ")
            return one if number == 1 else many
    return noun


@cache
def _known(prefix: str) -> tuple[tuple[str, str], ...]:
    """The keys of one kind with their Vietnamese words, in the order of the catalogue."""
    return tuple((key, words) for key, words in catalogue("vi").items() if key.startswith(prefix))
