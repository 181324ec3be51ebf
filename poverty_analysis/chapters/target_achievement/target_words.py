"""Words of one target: what it asks, its result, the part reached, what is lacking, the verdict."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from poverty_analysis.blocks import Unit
from poverty_analysis.chapters.frame.statuses import status_words
from poverty_analysis.chapters.target_achievement.target_verdicts import Judged
from poverty_analysis.inputs.rows.plan import TargetRow
from poverty_analysis.plan.targets import FALLS, Verdict
from poverty_analysis.plan.targets.achievements import weakest_status
from poverty_analysis.values.rates import half_up
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_exact, format_integer, format_million, format_share
from poverty_analysis.wording.press import from_press
from poverty_analysis.wording.words import Words

# "All" of 100 % and a bare count are said by the number itself.
_PLAIN = ("all", "all_in_need", "count")
_POINT_DECIMALS = 2
# Decimals of a share that is printed in percent to one decimal.
_PART = 3


def result_words(words: Words, one: Judged) -> str:
    """The measured number with its day and status; a fall shows where it began."""
    result = one.verdict.result
    if result is None or result.value is None:
        return words.say("undefined_short")
    values = {
        "value": shown_words(words, one, result.value),
        "from": shown_words(words, one, one.verdict.baseline) if one.verdict.baseline is not None else "",
        "day": format_date(result.as_of, words.lang),
        "status": status_words(words, result.status, result.agency),
    }
    fell = one.target.comparator in FALLS and one.verdict.baseline is not None
    if result.stated is not None:
        values["status"] = words.say("targets.stated", values | {"stated": format_date(result.stated, words.lang)})
    return words.say("targets.result_from" if fell else "targets.result", values)


def shown_words(words: Words, one: Judged, value: Fraction) -> str:
    unit = "share" if is_share(one) else one.measure.unit if one.measure else one.target.unit
    return shown_value(words, unit, value)


def shown_value(words: Words, unit: str, value: Fraction) -> str:
    """A measured number with its unit; money in million đồng, a share in percent with two decimals."""
    if unit == "share":
        return format_share(value, 2, words.lang)
    if unit == "vnd":
        return words.say("targets.million", {"amount": format_million(int(value), words.lang)})
    number = format_integer(int(value), words.lang) if value.denominator == 1 else format_exact(value, words.lang)
    return f"{number} {words.word('target_unit', unit)}".strip()


def is_share(one: Judged) -> bool:
    """Whether the target's numbers are shares, printed in percent."""
    return one.measure.unit == "share" if one.measure else one.target.unit in ("share", "share_point")


def figure_unit(one: Judged, other: Unit = "number") -> Unit:
    """What the target's numbers are as figures: shares, or the ``other``."""
    return "share" if is_share(one) else other


def whole_or_exact(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value


def part_words(words: Words, verdict: Verdict) -> str:
    """The part of plan to one decimal; short of it is never rounded up to the whole."""
    part = verdict.part_of_plan()
    if part is None:
        return "–"
    short = verdict.state == "missed" and part < 1
    return format_share(min(half_up(part, _PART), 1 - Fraction(1, 10**_PART)) if short else part, 1, words.lang)


def gap_words(words: Words, one: Judged) -> str:
    """What is lacking; of a share in percentage points, never in percent."""
    gap = one.verdict.gap or Fraction(0)
    if not is_share(one):
        return shown_words(words, one, gap)
    points = format_share(gap, _POINT_DECIMALS, words.lang).removesuffix("%")
    return f"{points} {words.word('target_unit', 'share_point')}"


def verdict_words(words: Words, verdict: Verdict) -> str:
    """The verdict with what has to be known of it: a sample, figures that are not official, the years missed."""
    text = words.say(f"targets.state.{verdict.state}")
    missed = [str(year) for year, one in verdict.years.items() if one.state == "missed"]
    text = words.say("targets.in_years", {"state": text, "years": ", ".join(missed)}) if missed else text
    if verdict.reason == "nobody_in_need":
        return words.say("targets.reason.nobody_in_need")
    if verdict.sureness == "unsure":
        return words.say("targets.unsure", {"state": text})
    status = weakest_status(verdict)
    agency = verdict.result.agency if verdict.result is not None else ""
    if verdict.state in ("met", "missed") and (status != "official" or from_press(agency)):
        return words.say("targets.on_status", {"state": text, "status": status_words(words, status, agency)})
    return text


def asked_of(words: Words, one: Judged) -> str:
    """What a target asks; of a plan of several years also whether it is asked every year."""
    text = asked_words(words, one.row)
    every = one.target.per == "year" and one.target.last.year > one.target.first.year
    return words.say("targets.every_year", {"asked": text}) if every and one.target.value is not None else text


def asked_words(words: Words, row: TargetRow) -> str:
    """What a target asks, in words: comparator, value and unit."""
    text = words.word("comparator", row.comparator)
    if row.value is None:
        return text
    shown = _number(row.value, row.unit, words.lang)
    suffix = words.word("target_unit", row.unit)
    gap = "" if row.unit == "share" else " "
    if row.comparator in _PLAIN:
        text = ""
    if row.value_to is not None:
        ends = {"low": shown, "high": _number(row.value_to, row.unit, words.lang), "unit": f"{gap}{suffix}"}
        return words.say(f"asked.{row.comparator}", ends)
    return f"{text} {shown}{gap}{suffix}".strip()


def _number(value: Decimal, unit: str, lang: str) -> str:
    scaled = value * 100 if unit in ("share", "share_point") else value
    return format_exact(Fraction(scaled), lang)


def target_name(words: Words, row: TargetRow) -> str:
    """The indicator, whom it is for, and who assigned it when it came from above."""
    text = f"{row.indicator} ({row.group})" if row.group else row.indicator
    return words.say("targets.assigned", {"target": text, "by": row.assigned_by}) if row.assigned_by else text
