"""Chapter of a report within the year: where each indicator stands, a year earlier, and the estimate of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Figure, Row, Section, Table, Unit
from poverty_analysis.chapters.frame.figures import share
from poverty_analysis.chapters.frame.sections import no_data, paragraph, section
from poverty_analysis.chapters.frame.tables import numbers, table, texts
from poverty_analysis.chapters.target_achievement.target_verdicts import Judged, estimate_of, judged, results
from poverty_analysis.chapters.target_achievement.target_words import asked_words, shown_value
from poverty_analysis.law import Measure, measure
from poverty_analysis.plan.targets import Result, Verdict
from poverty_analysis.report.open import Report
from poverty_analysis.values.periods import Period, same_day
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.words import Words


@dataclass(frozen=True)
class Line:
    """One indicator: its target if the plan has one, the result to date, last year's, and the estimate of the year."""

    key: str
    title: str
    measure: Measure
    target: Judged | None
    now: Result | None
    before: Result | None
    estimate: Result | None
    estimated: Verdict | None


def position(report: Report) -> Section:
    """Result to date against the plan and the same day a year earlier, and the estimate of the whole year."""
    lines = _lines(report)
    if not lines:
        return section(report.words, "position", [no_data(report.words, "position")])
    year = report.params.year
    words = report.say(
        "position.words",
        {
            "day": format_date(report.closing_day(), report.lang),
            "count": str(len(lines)),
            "estimated": str(sum(line.estimate is not None for line in lines)),
            "before": format_date(same_day(report.closing_day(), year - 1), report.lang),
        },
    )
    blocks: list[Block] = [paragraph(words), _table(report.words, report.params.year, report.closing_day(), lines)]
    return section(report.words, "position", blocks)


def _lines(report: Report) -> tuple[Line, ...]:
    """Targets first, in the plan's order, then the other indicators that have a result."""
    known = tuple(r for r in results(report) if r.unit == report.unit.code)
    lines = [line for one in judged(report) if (line := _of_target(report, one, known)) is not None]
    told = {line.measure.id for line in lines}
    others = dict.fromkeys(r.indicator for r in known if r.indicator not in told)
    lines += [line for name in others if (line := _of_indicator(report, name, known)) is not None]
    return tuple(lines)


def _of_target(report: Report, one: Judged, known: tuple[Result, ...]) -> Line | None:
    if one.measure is None or one.target.members:
        return None
    fitting = tuple(r for r in known if r.indicator == one.target.indicator and r.group in ("", one.target.group))
    estimate = estimate_of(dt.date(report.params.year, 12, 31), fitting)
    line = Line(
        key=f"position.{one.target.id}",
        title=one.row.indicator,
        measure=one.measure,
        target=one,
        now=_now(report.closing_day(), report.span(), fitting),
        before=_before(report.params.year, report.closing_day(), fitting),
        estimate=estimate,
        estimated=one.estimated,
    )
    return line if line.now or line.estimate else None


def _of_indicator(report: Report, name: str, known: tuple[Result, ...]) -> Line | None:
    found = measure(report.law, name)
    fitting = tuple(r for r in known if r.indicator == name)
    now = _now(report.closing_day(), report.span(), fitting)
    estimate = estimate_of(dt.date(report.params.year, 12, 31), fitting)
    if found is None or not (now or estimate):
        return None
    title = report.words.choose(found.title_vi, found.title_en)
    return Line(
        f"position.{name}",
        title,
        found,
        None,
        now,
        _before(report.params.year, report.closing_day(), fitting),
        estimate,
        None,
    )


def _now(closing_day: dt.date, span: Period, fitting: Iterable[Result]) -> Result | None:
    """The latest result of this year that is no estimate."""
    first, day = span.first, closing_day
    own = [r for r in fitting if first <= r.as_of <= day and r.status != "estimate"]
    return max(own, key=lambda r: r.as_of, default=None)


def _before(year: int, closing_day: dt.date, fitting: Iterable[Result]) -> Result | None:
    """The result of the same day a year earlier; another day is another question."""
    day = same_day(closing_day, year - 1)
    return next((r for r in fitting if r.as_of == day and r.status != "estimate"), None)


def _table(words: Words, year: int, closing_day: dt.date, lines: tuple[Line, ...]) -> Table:
    day = closing_day
    columns = (
        *texts(words, {"indicator": 2.5, "asked": 1.2}),
        *numbers(
            words,
            {
                "to_date": 1.1,
                "part_of_plan": 0.8,
                "year_before": 1.1,
                "against_before": 0.9,
                "estimate": 1.1,
                "estimate_part": 0.8,
            },
        ),
    )
    values = {"day": format_date(day, words.lang), "year": str(year)}
    return table(
        words,
        "position",
        columns,
        (_row(words, line) for line in lines),
        (r.cell for line in lines for r in (line.now, line.before, line.estimate) if r),
        values=values,
    )


def _row(words: Words, line: Line) -> Row:
    asked = asked_words(words, line.target.row) if line.target else "–"
    part = line.target.verdict if line.target and line.now else None
    return Row(
        (
            line.title,
            asked,
            _value(words, line, "to_date", line.now),
            _part(words, f"{line.key}.part", part),
            _value(words, line, "before", line.before),
            _against(words, line),
            _value(words, line, "estimate", line.estimate),
            _part(words, f"{line.key}.estimate_part", line.estimated),
        )
    )


def _value(words: Words, line: Line, name: str, result: Result | None) -> Cell:
    if result is None or result.value is None:
        return "–"
    value: int | Fraction = int(result.value) if result.value.denominator == 1 else result.value
    unit: Unit = "share" if line.measure.unit == "share" else "vnd" if line.measure.unit == "vnd" else "count"
    shown = shown_value(words, line.measure.unit, result.value)
    return Figure(f"{line.key}.{name}", value, unit, shown, "stated", (result.cell,))


def _part(words: Words, key: str, verdict: Verdict | None) -> Cell:
    part = verdict.part_of_plan() if verdict else None
    if verdict is None or part is None:
        return "–"
    return share(words, key, part, "achieved_over_asked", decimals=1, inputs=verdict.cells)


def _against(words: Words, line: Line) -> Cell:
    """Against the same day a year earlier: a ratio of numbers, or percentage points of a share."""
    now, before = line.now, line.before
    if now is None or before is None or now.value is None or before.value is None or not _same_standard(now, before):
        return "–"
    cells = (now.cell, before.cell)
    if line.measure.unit == "share":
        made = share(words, f"{line.key}.change", now.value - before.value, "now_minus_before", inputs=cells)
        sign = "+" if now.value > before.value else ""
        points = made.display.removesuffix("%")
        return replace(made, display=f"{sign}{points} {words.say('position.points')}")
    if not before.value:
        return "–"
    return share(words, f"{line.key}.change", now.value / before.value, "now_over_before", decimals=1, inputs=cells)


def _same_standard(one: Result, other: Result) -> bool:
    return not one.standard or not other.standard or one.standard == other.standard
