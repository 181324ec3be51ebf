"""How firm a figure is, in words; one taken from the press says so."""

from __future__ import annotations

from poverty_analysis.wording.press import from_press
from poverty_analysis.wording.words import Words


def status_words(words: Words, status: str, agency: str = "") -> str:
    """The status, with "as the press has it" where a paper or news site states the figure."""
    text = words.word("status", status)
    return words.say("by_press", {"status": text}) if from_press(agency) else text
