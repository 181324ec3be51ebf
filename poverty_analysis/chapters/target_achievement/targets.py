"""Chapter: the targets of the plan, what came of each, and what cannot be told."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Column, Figure, Row, Section, Table, Text
from poverty_analysis.chapters.frame.figures import share
from poverty_analysis.chapters.frame.sections import no_data, note, paragraph, section
from poverty_analysis.chapters.frame.statuses import status_words
from poverty_analysis.chapters.frame.tables import column, numbers, table, texts
from poverty_analysis.chapters.target_achievement.target_verdicts import Judged, judged
from poverty_analysis.chapters.target_achievement.target_words import (
    asked_of,
    figure_unit,
    gap_words,
    is_share,
    part_words,
    result_words,
    shown_words,
    target_name,
    verdict_words,
    whole_or_exact,
)
from poverty_analysis.plan.targets import DOWN, FALLS, Verdict
from poverty_analysis.plan.targets.achievements import ACHIEVEMENTS, shortfall
from poverty_analysis.report.open import Report
from poverty_analysis.report.plan_review import has_results
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_share
from poverty_analysis.wording.press import from_press
from poverty_analysis.wording.words import Words

_POINT_DECIMALS = 2


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
    blocks += missed_blocks(report, targets_)
    blocks.append(targets_table(report.words, targets_))
    unmeasured = unmeasured_words(report.words, targets_)
    blocks += [note(unmeasured)] if unmeasured else []
    return section(report.words, "targets", blocks)


def missed_blocks(report: Report, targets_: tuple[Judged, ...]) -> list[Block]:
    """The targets missed in sentences, with the falls they were to make as figures; nothing for none."""
    missed = missed_targets(targets_)
    asked = tuple(
        Figure(
            f"missed.{one.target.id}.asked",
            one.verdict.asked,
            "share",
            _asked_points(report.words, one),
            "stated",
            one.verdict.cells,
        )
        for one in missed
        if one.verdict.asked is not None and is_share(one)
    )
    return [Text("list", tuple(missed_words(report, one) for one in missed), figures=asked)] if missed else []


def _asked_points(words: Words, one: Judged) -> str:
    return format_share(one.verdict.asked or Fraction(0), _POINT_DECIMALS, words.lang)


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
        "gap": gap_words(report.words, one),
        "part": part_words(report.words, verdict),
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
        "gap": gap_words(words, told),
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
    value = shown_words(words, one, result.value)
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
    points = {"done": done, "asked": asked, "from": shown_words(words, one, verdict.baseline)}
    return words.say("targets.fallen", points)


def targets_table(words: Words, targets_: tuple[Judged, ...]) -> Table:
    """Every target with result, part of plan, gap and verdict."""
    columns = (
        *texts(words, {"target": 0.6, "indicator": 2.6, "asked": 1.35, "result": 1.9}),
        *numbers(words, {"part_of_plan": 0.75, "gap": 1.2}),
        column(words, "verdict", width=1.15),
        *workbook_columns(words),
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
        *_workbook_cells(words, key, one),
    )


_OF_RESULT = ("result_baseline", "result_value", "result_day", "result_firm", "result_direction")


def workbook_columns(words: Words) -> tuple[Column, ...]:
    """Baseline, value, day, status and direction of each result, for the workbook alone."""
    return tuple(replace(column(words, name), workbook_only=True) for name in _OF_RESULT)


def _workbook_cells(words: Words, key: str, one: Judged) -> tuple[Cell, ...]:
    """The cells of :func:`workbook_columns`; numbers as figures."""
    verdict, result = one.verdict, one.verdict.result
    direction = words.say(f"explain.direction.{one.measure.direction}") if one.measure else ""
    baseline: Cell = ""
    if verdict.baseline is not None:
        shown = shown_words(words, one, verdict.baseline)
        baseline = Figure(f"{key}.baseline", verdict.baseline, figure_unit(one), shown, "stated", verdict.cells)
    if result is None or result.value is None:
        return baseline, "", "", "", direction
    shown = shown_words(words, one, result.value)
    value = Figure(
        f"{key}.value", whole_or_exact(result.value), figure_unit(one, "count"), shown, "stated", (result.cell,)
    )
    day, status = format_date(result.as_of, words.lang), status_words(words, result.status, result.agency)
    return baseline, value, day, status, direction


def _result_cell(words: Words, key: str, one: Judged) -> Cell:
    result = one.verdict.result
    if result is None or result.value is None:
        return "–"
    text = result_words(words, one)
    unit = figure_unit(one, "count")
    return Figure(f"{key}.result", whole_or_exact(result.value), unit, text, "stated", (*result.more, result.cell))


def _part_cell(words: Words, key: str, verdict: Verdict) -> Cell:
    part = verdict.part_of_plan()
    if part is None:
        return "–"
    shown = share(words, f"{key}.part", part, "achieved_over_asked", decimals=1, inputs=verdict.cells)
    return replace(shown, display=part_words(words, verdict))


def _gap_cell(words: Words, key: str, one: Judged) -> Cell:
    gap = one.verdict.gap
    if not gap:
        return "–"
    unit = figure_unit(one, "count")
    return Figure(f"{key}.gap", whole_or_exact(gap), unit, gap_words(words, one), "lacking", one.verdict.cells)


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
