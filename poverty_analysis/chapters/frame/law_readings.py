"""How the law a report rests on was read: the mark, the words, and what other sources say against it."""

from __future__ import annotations

from poverty_analysis.law import Reading
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.words import Words

UNVERIFIED_MARK = "†"


def weak_mark(*readings: Reading) -> str:
    """The mark of what rests on the press, or on nothing; empty where no reading does."""
    return UNVERIFIED_MARK if any(one.weak for one in readings) else ""


def reading_words(words: Words, reading: Reading) -> str:
    """How a value of law was read, by which article and on which day: "copy of the act: article 50; 30/11/2026"."""
    how, article = words.say(f"reading.{reading.how}"), words.choose(reading.article_vi, reading.article_en)
    day = format_date(reading.on, words.lang) if reading.on else ""
    return "; ".join(part for part in (f"{how}: {article}" if article else how, day) if part)


def other_readings(words: Words, *readings: Reading) -> tuple[str, ...]:
    """One note for each value of law against which another source speaks, with what that says."""
    told = dict.fromkeys(words.choose(one.other_vi, one.other_en) for one in readings)
    return tuple(words.say("note.other_reading", {"other": other}) for other in told if other)
