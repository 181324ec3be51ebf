"""Chapter: the targets of the plan, what came of each, and what cannot be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Figure, Row, Section, Table, Text
from poverty_analysis.chapters.frame.common import (
    column,
    no_data,
    note,
    paragraph,
    section,
    share,
    table_source,
)
from poverty_analysis.chapters.target_achievement.target_verdicts import Judged, judged
from poverty_analysis.inputs.rows.plan import TargetRow
from poverty_analysis.plan.targets import DOWN, FALLS, State, Verdict
from poverty_analysis.report.open import Report
from poverty_analysis.values.rates import half_up
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_exact, format_integer, format_million, format_share

# "All" of 100 % and a bare count are said by the number itself.
_PLAIN = ("all", "all_in_need", "count")
_STATES: tuple[State, ...] = (
    *("met", "missed", "on_course", "behind"),
    *("not_measurable", "not_comparable", "not_judged"),
)
_POINT_DECIMALS = 2
# Targets missed that the first screen names; the chapter names all.
_MOST_MISSED = 3
# Decimals of a share that is printed in percent to one decimal.
_PART = 3


def targets(report: Report) -> Section:
    """Every target with its result, the part of plan reached, the gap and the verdict; those missed in words first."""
    found = judged(report)
    if not found:
        return section(report, "targets", [no_data(report, "targets")])
    blocks: list[Block] = [paragraph(*counted_words(report, found))]
    missed = tuple(missed_words(report, one) for one in found if one.verdict.state == "missed")
    blocks += [Text("list", missed)] if missed else []
    blocks.append(targets_table(report, found))
    unmeasured = unmeasured_words(report, found)
    blocks += [note(unmeasured)] if unmeasured else []
    return section(report, "targets", blocks)


def verdict_sentences(report: Report) -> list[str]:
    """For the first screen: how many targets are met, missed and not told, then the missed; empty without targets."""
    found = judged(report)
    missed = [missed_words(report, one) for one in found if one.verdict.state == "missed"]
    return [counted_words(report, found)[1], *missed[:_MOST_MISSED]] if found else []


def counted_words(report: Report, found: tuple[Judged, ...]) -> tuple[str, ...]:
    """How many targets have a number and how many have which verdict, in two sentences."""
    numeric = sum(one.target.value is not None or one.target.comparator == "none_left" for one in found)
    states = Counter(one.verdict.state for one in found)
    counted = ", ".join(
        f"{states[state]} {report.say(f'targets.counted.{state}')}" for state in _STATES if states[state]
    )
    values = {"numeric": str(numeric), "other": str(len(found) - numeric)}
    day = format_date(report.closing_day(), report.lang)
    return (report.say("targets.words", values), report.say("targets.verdicts", {"day": day, "counted": counted}))


def missed_words(report: Report, one: Judged) -> str:
    """A missed target in a sentence: asked, result, what is lacking and the part reached."""
    verdict = one.verdict
    part = verdict.part_of_plan()
    values = {
        "target": one.row.indicator,
        "asked": asked_of(report, one),
        "result": result_words(report, one),
        "gap": _gap_words(report, one),
        "part": _part_words(report, verdict),
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
    if fallen := _fallen_words(report, one):
        return report.say("targets.missed_fall", {**values, "fallen": fallen})
    return report.say("targets.missed" if part is None else "targets.missed_part", values)


def _fallen_words(report: Report, one: Judged) -> str:
    """How far a share has come of the way it was to come ("0,22 of 0,37 points"); empty where it has no way."""
    verdict = one.verdict
    if not is_share(one) or verdict.baseline is None or verdict.achieved is None or not verdict.asked:
        return ""
    if one.target.comparator not in (*FALLS, *DOWN):
        return ""
    done, asked = (
        format_share(value, _POINT_DECIMALS, report.lang).removesuffix("%")
        for value in (verdict.achieved, verdict.asked)
    )
    points = {"done": done, "asked": asked, "from": _shown(report, one, verdict.baseline)}
    return report.say("targets.fallen", points)


def targets_table(report: Report, found: tuple[Judged, ...]) -> Table:
    """Every target with result, part of plan, gap and verdict."""
    columns = (
        column(report, "target", width=0.65),
        column(report, "indicator", width=2.7),
        column(report, "asked", width=1.35),
        column(report, "result", width=1.5),
        column(report, "part_of_plan", right=True, width=0.8),
        column(report, "gap", right=True, width=1.2),
        column(report, "verdict", width=1.15),
    )
    return Table(
        id="targets",
        title=report.say("table.targets"),
        columns=columns,
        rows=tuple(Row(target_cells(report, one)) for one in found),
        notes=(report.say("note.targets"), report.say("note.verdicts")),
        source=table_source((found[0].target.cell, *(cell for one in found for cell in one.verdict.cells))),
    )


def target_cells(report: Report, one: Judged, prefix: str = "target") -> tuple[Cell, ...]:
    """One row of a table of targets; ``prefix`` begins the ids of its figures."""
    verdict = one.verdict
    key = f"{prefix}.{one.target.id}"
    asked = f"{asked_of(report, one)} [{one.row.source_line}]"
    return (
        one.target.id,
        target_name(report, one.row),
        asked,
        _result_cell(report, key, one),
        _part_cell(report, key, verdict),
        _gap_cell(report, key, one),
        verdict_words(report, verdict),
    )


def target_name(report: Report, row: TargetRow) -> str:
    """The indicator, whom it is for, and who assigned it when it came from above."""
    words = f"{row.indicator} ({row.group})" if row.group else row.indicator
    return report.say("targets.assigned", {"target": words, "by": row.assigned_by}) if row.assigned_by else words


def _result_cell(report: Report, key: str, one: Judged) -> Cell:
    result = one.verdict.result
    if result is None or result.value is None:
        return "–"
    words = result_words(report, one)
    kind = "share" if is_share(one) else "count"
    return Figure(f"{key}.result", _whole(result.value), kind, words, "stated", (*result.more, result.cell))  # type: ignore[arg-type]


def _whole(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value


def is_share(one: Judged) -> bool:
    """Whether the target's numbers are shares, printed in percent."""
    return one.measure.unit == "share" if one.measure else one.target.unit in ("share", "share_point")


def result_words(report: Report, one: Judged) -> str:
    """The measured number with its day and status; a fall shows where it began."""
    result = one.verdict.result
    if result is None or result.value is None:
        return report.say("undefined_short")
    values = {
        "value": _shown(report, one, result.value),
        "from": _shown(report, one, one.verdict.baseline) if one.verdict.baseline is not None else "",
        "day": format_date(result.as_of, report.lang),
        "status": report.word("status", result.status),
    }
    fell = one.target.comparator in FALLS and one.verdict.baseline is not None
    if result.stated is not None:
        values["status"] = report.say("targets.stated", values | {"stated": format_date(result.stated, report.lang)})
    return report.say("targets.result_from" if fell else "targets.result", values)


def _shown(report: Report, one: Judged, value: Fraction) -> str:
    unit = "share" if is_share(one) else one.measure.unit if one.measure else one.target.unit
    return shown_value(report, unit, value)


def shown_value(report: Report, unit: str, value: Fraction) -> str:
    """A measured number with its unit; money in million đồng, a share in percent with two decimals."""
    if unit == "share":
        return format_share(value, 2, report.lang)
    if unit == "vnd":
        return report.say("targets.million", {"amount": format_million(int(value), report.lang)})
    number = format_integer(int(value), report.lang) if value.denominator == 1 else format_exact(value, report.lang)
    return f"{number} {report.word('target_unit', unit)}".strip()


def _part_cell(report: Report, key: str, verdict: Verdict) -> Cell:
    part = verdict.part_of_plan()
    if part is None:
        return "–"
    shown = share(report, f"{key}.part", part, "achieved_over_asked", decimals=1, inputs=verdict.cells)
    return replace(shown, display=_part_words(report, verdict))


def _part_words(report: Report, verdict: Verdict) -> str:
    """The part of plan to one decimal; short of it is never rounded up to the whole."""
    part = verdict.part_of_plan()
    if part is None:
        return "–"
    short = verdict.state == "missed" and part < 1
    return format_share(min(half_up(part, _PART), 1 - Fraction(1, 10**_PART)) if short else part, 1, report.lang)


def _gap_cell(report: Report, key: str, one: Judged) -> Cell:
    gap = one.verdict.gap
    if not gap:
        return "–"
    kind = "share" if is_share(one) else "count"
    return Figure(f"{key}.gap", _whole(gap), kind, _gap_words(report, one), "lacking", one.verdict.cells)  # type: ignore[arg-type]


def _gap_words(report: Report, one: Judged) -> str:
    """What is lacking; of a share in percentage points, never in percent."""
    gap = one.verdict.gap or Fraction(0)
    if not is_share(one):
        return _shown(report, one, gap)
    points = format_share(gap, _POINT_DECIMALS, report.lang).removesuffix("%")
    return f"{points} {report.word('target_unit', 'share_point')}"


def verdict_words(report: Report, verdict: Verdict) -> str:
    """The verdict with what has to be known of it: a sample, figures that are not official, the years missed."""
    words = report.say(f"targets.state.{verdict.state}")
    missed = [str(year) for year, one in verdict.years.items() if one.state == "missed"]
    words = report.say("targets.in_years", {"state": words, "years": ", ".join(missed)}) if missed else words
    if verdict.reason == "nobody_in_need":
        return report.say("targets.reason.nobody_in_need")
    if verdict.sureness == "unsure":
        return report.say("targets.unsure", {"state": words})
    estimated = verdict.result is not None and verdict.result.status != "official"
    judged_ = verdict.state in ("met", "missed")
    if judged_ and estimated and verdict.result is not None:
        return report.say("targets.on_status", {"state": words, "status": report.word("status", verdict.result.status)})
    return words


def unmeasured_words(report: Report, found: tuple[Judged, ...]) -> str:
    """Why nothing can be told of some targets, each reason with the targets it holds for."""
    by_reason: dict[str, list[str]] = {}
    for one in found:
        if one.verdict.state in ("not_measurable", "not_comparable", "not_judged"):
            by_reason.setdefault(one.verdict.reason, []).append(one.target.id)
    parts = [
        report.say("targets.because", {"why": report.say(f"targets.reason.{reason}"), "names": ", ".join(names)})
        for reason, names in by_reason.items()
    ]
    return report.say("targets.unmeasured", {"parts": "; ".join(parts)}) if parts else ""


def asked_of(report: Report, one: Judged) -> str:
    """What a target asks; of a plan of several years also whether it is asked every year."""
    words = asked_words(report, one.row)
    every = one.target.per == "year" and one.target.last.year > one.target.first.year
    return report.say("targets.every_year", {"asked": words}) if every and one.target.value is not None else words


def asked_words(report: Report, row: TargetRow) -> str:
    """What a target asks, in words: comparator, value and unit."""
    words = report.word("comparator", row.comparator)
    if row.value is None:
        return words
    shown = _number(row.value, row.unit, report.lang)
    suffix = report.word("target_unit", row.unit)
    gap = "" if row.unit == "share" else " "
    if row.comparator in _PLAIN:
        words = ""
    if row.value_to is not None:
        ends = {"low": shown, "high": _number(row.value_to, row.unit, report.lang), "unit": f"{gap}{suffix}"}
        return report.say(f"asked.{row.comparator}", ends)
    return f"{words} {shown}{gap}{suffix}".strip()


def _number(value: Decimal, unit: str, lang: str) -> str:
    scaled = value * 100 if unit in ("share", "share_point") else value
    return format_exact(Fraction(scaled), lang)
