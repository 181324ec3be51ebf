"""Chapter: the targets of the plan, what came of each, and what cannot be told."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Figure, Row, Section, Table, Text, Unit
from poverty_analysis.chapters.frame.figures import share
from poverty_analysis.chapters.frame.sections import no_data, note, paragraph, section
from poverty_analysis.chapters.frame.statuses import status_words
from poverty_analysis.chapters.frame.tables import column, numbers, table, texts
from poverty_analysis.chapters.target_achievement.target_verdicts import Judged, judged
from poverty_analysis.inputs.rows.plan import TargetRow
from poverty_analysis.plan.targets import DOWN, FALLS, Verdict
from poverty_analysis.plan.targets.achievements import ACHIEVEMENTS, shortfall, weakest_status
from poverty_analysis.report.open import Report
from poverty_analysis.report.plan_review import has_results
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


def targets(report: Report) -> Section:
    """Every target with its result, the part of plan reached, the gap and the verdict; those missed in words first."""
    targets_ = judged(report)
    if not targets_:
        return section(report.words, "targets", [no_data(report.words, "targets")])
    if not has_results(report):
        listed = replace(targets_table(report.words, targets_), workbook_only=True)
        counted = counted_words(report.words, report.closing_day(), targets_)[0]
        return section(report.words, "targets", [paragraph(counted), _by_subject(report.words, targets_), listed])
    blocks: list[Block] = [paragraph(*counted_words(report.words, report.closing_day(), targets_))]
    missed = tuple(missed_words(report, one) for one in missed_targets(targets_))
    blocks += [Text("list", missed)] if missed else []
    blocks.append(targets_table(report.words, targets_))
    unmeasured = unmeasured_words(report.words, targets_)
    blocks += [note(unmeasured)] if unmeasured else []
    return section(report.words, "targets", blocks)


def _by_subject(words: Words, targets_: tuple[Judged, ...]) -> Text:
    """What a plan without results asks, as a list by subject."""
    subjects: dict[str, list[str]] = {}
    for one in targets_:
        values = {"target": target_name(words, one.row), "asked": asked_of(words, one)}
        subjects.setdefault(one.row.dimension, []).append(words.say("targets.asked_line", values))
    items = []
    for subject, asked in subjects.items():
        known = words.has(f"dimension.{subject}")
        named = words.say(f"dimension.{subject}") if known else subject or words.say("targets.any_subject")
        items.append(words.say("targets.by_subject", {"subject": named, "targets": "; ".join(asked)}))
    return Text("list", tuple(items))


def missed_targets(targets_: Iterable[Judged]) -> tuple[Judged, ...]:
    """Targets missed on whatever figures, the widest gap first; those of one gap in the plan's order."""
    return tuple(
        sorted((one for one in targets_ if one.verdict.state == "missed"), key=lambda o: -shortfall(o.verdict))
    )


def counted_words(words: Words, closing_day: dt.date, targets_: tuple[Judged, ...]) -> tuple[str, ...]:
    """How many targets have a number and how many have which verdict, in two sentences."""
    numeric = sum(one.target.value is not None or one.target.comparator == "none_left" for one in targets_)
    values = {"numeric": str(numeric), "other": str(len(targets_) - numeric)}
    day = format_date(closing_day, words.lang)
    counted = achievement_words(words, targets_)
    return (words.say("targets.words", values), words.say("targets.verdicts", {"day": day, "counted": counted}))


def achievement_words(words: Words, targets_: Iterable[Judged]) -> str:
    """How many targets came out how, each kind apart: "8 met, 2 met on preliminary figures"."""
    counts = Counter(one.achievement for one in targets_)
    return ", ".join(f"{counts[name]} {words.say(f'targets.counted.{name}')}" for name in ACHIEVEMENTS if counts[name])


def missed_words(report: Report, one: Judged) -> str:
    """A missed target in a sentence: asked, result, what is lacking and the part reached."""
    verdict = one.verdict
    part = verdict.part_of_plan()
    values = {
        "target": one.row.indicator,
        "asked": asked_of(report.words, one),
        "result": result_words(report.words, one),
        "gap": _gap_words(report.words, one),
        "part": _part_words(report.words, verdict),
    }
    if verdict.members:
        failed = [code for code, inner in verdict.members.items() if inner.state == "missed"]
        names = {unit.code: unit.name for unit in report.children}
        return report.say("targets.missed_each", {**values, "names": "; ".join(names[code] for code in failed)})
    if verdict.years:
        failed_years = [str(year) for year, inner in verdict.years.items() if inner.state == "missed"]
        return report.say("targets.missed_years", {**values, "years": ", ".join(failed_years)})
    if verdict.gap == 0:
        return report.say("targets.missed_at_line", values)
    if fallen := _fallen_words(report.words, one):
        return report.say("targets.missed_fall", {**values, "fallen": fallen})
    return report.say("targets.missed" if part is None else "targets.missed_part", values)


def short_words(report: Report, one: Judged) -> str:
    """A target not reached, for the first page: what was asked, the result, by how much it falls short, who tells."""
    words = report.words
    told = one if one.achievement != "forecast_missed" or one.estimated is None else replace(one, verdict=one.estimated)
    verdict = told.verdict
    values = {
        "target": one.row.indicator,
        "asked": asked_of(words, one),
        "value": _value_words(words, told),
        "gap": _gap_words(words, told),
        "who": _who(report, told),
    }
    if verdict.members:
        failed = [code for code, inner in verdict.members.items() if inner.state == "missed"]
        names = {unit.code: unit.name for unit in report.children}
        return words.say("targets.missed_each", {**values, "names": "; ".join(names[code] for code in failed)})
    return words.say(f"targets.short_{one.achievement.partition('_')[0]}", values)


def _value_words(words: Words, one: Judged) -> str:
    """The measured number; with how firm it is where it is not official or comes from the press."""
    result = one.verdict.result
    if result is None or result.value is None:
        return words.say("undefined_short")
    value = _shown(words, one, result.value)
    if result.status == "official" and not from_press(result.agency):
        return value
    return words.say("targets.on_status", {"state": value, "status": status_words(words, result.status, result.agency)})


def _who(report: Report, one: Judged) -> str:
    """Who states the result, in brackets; empty where nobody is named."""
    agency = one.verdict.result.agency if one.verdict.result is not None else ""
    return report.say("targets.who", {"agency": agency}) if agency else ""


def _fallen_words(words: Words, one: Judged) -> str:
    """How far a share has come of the way it was to come ("0,22 of 0,37 points"); empty where it has no way."""
    verdict = one.verdict
    if not is_share(one) or verdict.baseline is None or verdict.achieved is None or not verdict.asked:
        return ""
    if one.target.comparator not in (*FALLS, *DOWN):
        return ""
    done, asked = (
        format_share(value, _POINT_DECIMALS, words.lang).removesuffix("%")
        for value in (verdict.achieved, verdict.asked)
    )
    points = {"done": done, "asked": asked, "from": _shown(words, one, verdict.baseline)}
    return words.say("targets.fallen", points)


def targets_table(words: Words, targets_: tuple[Judged, ...]) -> Table:
    """Every target with result, part of plan, gap and verdict."""
    columns = (
        *texts(words, {"target": 0.65, "indicator": 2.7, "asked": 1.35, "result": 1.5}),
        *numbers(words, {"part_of_plan": 0.8, "gap": 1.2}),
        column(words, "verdict", width=1.15),
    )
    return table(
        words,
        "targets",
        columns,
        (Row(target_cells(words, one)) for one in targets_),
        (targets_[0].target.cell, *(cell for one in targets_ for cell in one.verdict.cells)),
        notes=(words.say("note.verdicts"),),
    )


def target_cells(words: Words, one: Judged, prefix: str = "target") -> tuple[Cell, ...]:
    """One row of a table of targets; ``prefix`` begins the ids of its figures."""
    verdict = one.verdict
    key = f"{prefix}.{one.target.id}"
    asked = f"{asked_of(words, one)} [{one.row.source_line}]"
    return (
        one.target.id,
        target_name(words, one.row),
        asked,
        _result_cell(words, key, one),
        _part_cell(words, key, verdict),
        _gap_cell(words, key, one),
        verdict_words(words, verdict),
    )


def target_name(words: Words, row: TargetRow) -> str:
    """The indicator, whom it is for, and who assigned it when it came from above."""
    text = f"{row.indicator} ({row.group})" if row.group else row.indicator
    return words.say("targets.assigned", {"target": text, "by": row.assigned_by}) if row.assigned_by else text


def _result_cell(words: Words, key: str, one: Judged) -> Cell:
    result = one.verdict.result
    if result is None or result.value is None:
        return "–"
    text = result_words(words, one)
    unit = figure_unit(one, "count")
    return Figure(f"{key}.result", _whole(result.value), unit, text, "stated", (*result.more, result.cell))


def _whole(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value


def is_share(one: Judged) -> bool:
    """Whether the target's numbers are shares, printed in percent."""
    return one.measure.unit == "share" if one.measure else one.target.unit in ("share", "share_point")


def figure_unit(one: Judged, other: Unit = "number") -> Unit:
    """What the target's numbers are as figures: shares, or the ``other``."""
    return "share" if is_share(one) else other


def result_words(words: Words, one: Judged) -> str:
    """The measured number with its day and status; a fall shows where it began."""
    result = one.verdict.result
    if result is None or result.value is None:
        return words.say("undefined_short")
    values = {
        "value": _shown(words, one, result.value),
        "from": _shown(words, one, one.verdict.baseline) if one.verdict.baseline is not None else "",
        "day": format_date(result.as_of, words.lang),
        "status": status_words(words, result.status, result.agency),
    }
    fell = one.target.comparator in FALLS and one.verdict.baseline is not None
    if result.stated is not None:
        values["status"] = words.say("targets.stated", values | {"stated": format_date(result.stated, words.lang)})
    return words.say("targets.result_from" if fell else "targets.result", values)


def _shown(words: Words, one: Judged, value: Fraction) -> str:
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


def _part_cell(words: Words, key: str, verdict: Verdict) -> Cell:
    part = verdict.part_of_plan()
    if part is None:
        return "–"
    shown = share(words, f"{key}.part", part, "achieved_over_asked", decimals=1, inputs=verdict.cells)
    return replace(shown, display=_part_words(words, verdict))


def _part_words(words: Words, verdict: Verdict) -> str:
    """The part of plan to one decimal; short of it is never rounded up to the whole."""
    part = verdict.part_of_plan()
    if part is None:
        return "–"
    short = verdict.state == "missed" and part < 1
    return format_share(min(half_up(part, _PART), 1 - Fraction(1, 10**_PART)) if short else part, 1, words.lang)


def _gap_cell(words: Words, key: str, one: Judged) -> Cell:
    gap = one.verdict.gap
    if not gap:
        return "–"
    unit = figure_unit(one, "count")
    return Figure(f"{key}.gap", _whole(gap), unit, _gap_words(words, one), "lacking", one.verdict.cells)


def _gap_words(words: Words, one: Judged) -> str:
    """What is lacking; of a share in percentage points, never in percent."""
    gap = one.verdict.gap or Fraction(0)
    if not is_share(one):
        return _shown(words, one, gap)
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


def unmeasured_words(words: Words, targets_: tuple[Judged, ...]) -> str:
    """Why nothing can be told of some targets, each reason with the targets it holds for."""
    by_reason: dict[str, list[str]] = {}
    for one in targets_:
        if one.verdict.state in ("not_measurable", "not_comparable", "not_judged"):
            by_reason.setdefault(one.verdict.reason, []).append(one.target.id)
    parts = [
        words.say("targets.because", {"why": words.say(f"targets.reason.{reason}"), "names": ", ".join(names)})
        for reason, names in by_reason.items()
    ]
    return words.say("targets.unmeasured", {"parts": "; ".join(parts)}) if parts else ""


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
