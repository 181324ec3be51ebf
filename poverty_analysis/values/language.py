"""The language of messages where nobody chose one: that of the machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LANG_VARIABLE: Final = "POVERTY_ANALYSIS_LANG"
# As POSIX ranks them.
_LOCALES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def default_language(environment: Mapping[str, str]) -> str:
    """The language of ``POVERTY_ANALYSIS_LANG``, else of the locale: "en" for an English one, "vi" for any other.

    A value that is no language is returned as it is, for the option to refuse.
    """
    if chosen := environment.get(LANG_VARIABLE):
        return chosen
    locale = next((value for name in _LOCALES if (value := environment.get(name))), "")
    return "en" if locale.lower().startswith("en") else "vi"
