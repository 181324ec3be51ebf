"""The language of messages: as set, else that of the machine; click's own words in it too."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from poverty_analysis.values.language import default_language

_WORDS: Final = Path(__file__).with_name("locale")


def asked_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language of ``--lang`` wherever it stands, else the default: what click says before it reads options."""
    pairs = list(zip(arguments, [*arguments[1:], ""], strict=True))
    named = [after for word, after in pairs if word == "--lang"]
    named += [word.partition("=")[2] for word in arguments if word.startswith("--lang=")]
    return next((lang for lang in reversed(named) if lang in ("vi", "en")), default_language(environment))


def speak(lang: str) -> None:
    """Let click's own words ("No such option") be those of ``lang``; English is what it has itself."""
    if lang == "vi":
        os.environ["LANGUAGE"] = lang
        gettext.bindtextdomain("messages", str(_WORDS))
