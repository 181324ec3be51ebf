"""Between levels: who has handed in, and what the units below plan and deliver beside the unit's own numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from poverty_analysis.blocks import Block, Cell, Column, Figure, Row, Table
from poverty_analysis.blocks import Unit as FigureUnit
from poverty_analysis.budget.keys import MoneyKey
from poverty_analysis.chapters.frame.common import amount, column, count, table_source
from poverty_analysis.checks.between_levels import asked_below, handed_down, rolled_money, rolled_results
from poverty_analysis.checks.model import ResultKey
from poverty_analysis.law import measure
from poverty_analysis.report.open import Report
from poverty_analysis.units.roll_up import Asked, Handed, Rolled
from poverty_analysis.units.units import Unit
from poverty_analysis.values.text import slug
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_exact, format_million


def between_levels(report: Report) -> list[Block]:
    """The tables between levels of which there is any data; none where nothing of the units below is known."""
    made = (_progress(report), _targets(report), _results(report), _money(report), _assigned(report))
    return [table for table in made if table is not None]


def _progress(report: Report) -> Table | None:
    """Who has handed in the results of the review, on which day, with which status, verified by whom and when."""
    listed = {one.unit: one for one in _last_day(report.facts.below.handed)}
    below = [one for one in report.children if one.code in listed]
    if not below:
        return None
    columns = (
        column(report, "unit", width=1.6),
        *(column(report, name) for name in ("handed_in_on", "result_status", "verified_on")),
        column(report, "verified_by", width=2.2),
    )
    given = sum(one.handed_in_on is not None for code, one in listed.items() if code != report.unit.code)
    values = {
        "seen": str(given),
        "all": str(len(report.children)),
        "day": _day(report, next(iter(listed.values())).as_of),
    }
    whole = [one for one in (report.unit,) if one.code in listed]
    return Table(
        id="review-progress",
        title=report.say("table.review_progress", values),
        columns=columns,
        rows=tuple(_progress_row(report, one, listed.get(one.code)) for one in (*report.children, *whole)),
        notes=(report.say("note.review_progress", values),),
        source=table_source(one.cell for one in listed.values()),
    )


def _last_day(handed: tuple[Handed, ...]) -> tuple[Handed, ...]:
    day = max((one.as_of for one in handed), default=None)
    return tuple(one for one in handed if one.as_of == day)


def _progress_row(report: Report, unit: Unit, one: Handed | None) -> Row:
    nothing = report.say("undefined_short")
    if one is None or one.handed_in_on is None:
        return Row((unit.name, report.say("progress.waiting"), nothing, nothing, nothing))
    status = report.word("status", one.status) if one.status else nothing
    verified = _day(report, one.verified_on) if one.verified_on else report.say("progress.unverified")
    cells = (unit.name, _day(report, one.handed_in_on), status, verified, one.verified_by or nothing)
    return Row(cells, "total" if unit.code == report.unit.code else "body")


def _day(report: Report, day: dt.date) -> str:
    return format_date(day, report.lang)


def _coverage(report: Report, seen: Sequence[str]) -> str:
    return f"{len(seen)}/{len(report.children)}"


def _missing(report: Report, missing: Iterable[str]) -> tuple[str, ...]:
    """A note that names the units below which some row of the table lacks."""
    codes = set(missing)
    names = "; ".join(one.name for one in report.children if one.code in codes)
    return (report.say("note.levels_missing", {"names": names}),) if names else ()


def _beside(report: Report, first: tuple[Column, ...]) -> tuple[Column, ...]:
    numbers = (column(report, name, right=True) for name in ("own", "below_sum", "residual"))
    return (*first, *numbers, column(report, "coverage", right=True, width=0.6))


def _targets(report: Report) -> Table | None:
    asked = asked_below(report.facts)
    if not asked:
        return None
    columns = _beside(report, (column(report, "indicator", width=3),))
    return Table(
        id="targets-below",
        title=report.say("table.targets_below"),
        columns=columns,
        rows=tuple(_target_row(report, number, one) for number, one in enumerate(asked, start=1)),
        notes=(report.say("note.targets_below"), *_missing(report, (x for one in asked for x in one.missing))),
        source=table_source(x.cell for one in asked for x in (one.own, *one.below)),
    )


def _target_row(report: Report, number: int, one: Asked) -> Row:
    key = f"targets_below.{number}"
    residual = one.residual()
    cells: tuple[Cell, ...] = (
        _with_group(one.own.words, one.own.group),
        _wanted(report, f"{key}.own", one, (one.own.value,)),
        _wanted(report, f"{key}.below", one, (one.low(), one.high())),
        report.say("undefined_short") if residual is None else _wanted(report, f"{key}.residual", one, (residual,)),
        _coverage(report, [x.unit for x in one.below]),
    )
    return Row(cells)


def _wanted(report: Report, key: str, one: Asked, values: tuple[Fraction, ...]) -> Figure:
    """A number asked, or the two ends of a span of rates; the figure carries the first."""
    ends = tuple(dict.fromkeys(values))
    words = " – ".join(_number(report, one, value) for value in ends)
    cells = (one.own.cell,) if key.endswith("own") else tuple(x.cell for x in one.below)
    whole = int(ends[0]) if ends[0].denominator == 1 else ends[0]
    kind: FigureUnit = "share" if not one.adds_up() else "vnd" if one.own.measured_in == "vnd" else "count"
    formula = "stated" if key.endswith("own") else "sum" if one.adds_up() else "least"
    return Figure(key, whole, kind, words, formula, cells)


def _number(report: Report, one: Asked, value: Fraction) -> str:
    measured_in = one.own.measured_in
    if measured_in == "vnd":
        return report.say("targets.million", {"amount": format_million(int(value), report.lang)})
    if one.adds_up():
        unit = report.word("target_unit", measured_in)
        return f"{format_exact(value, report.lang)} {unit}"
    unit = report.say("position.points") if measured_in == "share_point" else "%"
    joint = " " if measured_in == "share_point" else ""
    return f"{format_exact(value * 100, report.lang)}{joint}{unit}"


def _named(report: Report, indicator: str, group: str) -> str:
    found = measure(report.law, indicator)
    title = indicator if found is None else found.title_en if report.lang == "en" else found.title_vi
    return _with_group(title, group)


def _with_group(title: str, group: str) -> str:
    return f"{title} ({group})" if group else title


def _results(report: Report) -> Table | None:
    rolled = rolled_results(report.facts)
    if not rolled:
        return None
    first = (
        column(report, "indicator", width=2.4),
        column(report, "measured_part", width=0.9),
        column(report, "as_of"),
    )
    return Table(
        id="results-below",
        title=report.say("table.results_below"),
        columns=_beside(report, first),
        rows=tuple(_result_row(report, one) for one in rolled),
        notes=(report.say("note.results_below"), *_missing(report, (x for one in rolled for x in one.missing))),
        source=table_source(cell for one in rolled for cell in one.cells),
    )


def _result_row(report: Report, one: Rolled[ResultKey]) -> Row:
    indicator, day, part, group = one.name
    key = ".".join(("results_below", indicator, day.isoformat(), part, *([slug(group)] if group else [])))
    title = report.column_title("indicator_results", part)

    def number(name: str, value: int | None, formula: str) -> Cell:
        if value is None:
            return report.say("undefined_short")
        if part == "amount_vnd":
            words = report.say("targets.million", {"amount": format_million(value, report.lang)})
            return Figure(f"{key}.{name}", value, "vnd", words, formula, one.cells)
        return count(report, f"{key}.{name}", value, formula, one.cells)

    numbers = (
        number("own", one.own, "stated"),
        number("sum", one.total, "sum"),
        number("residual", one.residual(), "below_minus_own"),
    )
    date = _day(report, day)
    return Row((_named(report, indicator, group), title, date, *numbers, _coverage(report, one.seen)))


def _money(report: Report) -> Table | None:
    rolled = rolled_money(report.facts)
    if not rolled:
        return None
    first = (column(report, "project", width=2.4), column(report, "source_capital", width=1.8))
    return Table(
        id="money-below",
        title=report.say("table.money_below"),
        columns=_beside(report, first),
        rows=(*(_money_row(report, one) for one in rolled), _money_total(report, rolled)),
        unit_line=report.say("unit_million"),
        notes=(report.say("note.money_below"), *_missing(report, rolled[0].missing)),
        source=table_source(cell for one in rolled for cell in one.cells),
    )


def _money_row(report: Report, one: Rolled[MoneyKey]) -> Row:
    line, source, year, capital = one.name
    words = f"{report.word('source', source, short=True)} {_year(year)}, {report.word('capital', capital, short=True)}"
    return Row((report.line_title(line), words.replace(" ,", ","), *_money_cells(report, "/".join(one.name), one)))


def _year(year: str) -> str:
    return "" if year == "not_stated" else year


def _money_cells(report: Report, figure: str, one: Rolled[Any]) -> tuple[Cell, ...]:
    key, own = f"money_below.{figure}", one.own or 0
    return (
        amount(report, f"{key}.own", own, "sum", one.cells),
        amount(report, f"{key}.sum", one.total, "sum", one.cells),
        amount(report, f"{key}.residual", one.total - own, "below_minus_own", one.cells),
        _coverage(report, one.seen),
    )


def _money_total(report: Report, rolled: tuple[Rolled[MoneyKey], ...]) -> Row:
    cells = tuple(cell for one in rolled for cell in one.cells)
    own, below = sum(one.own or 0 for one in rolled), sum(one.total for one in rolled)
    whole = Rolled(None, own, below, rolled[0].seen, rolled[0].missing, cells)
    return Row((report.say("row.total"), "", *_money_cells(report, "all", whole)), "total")


def _assigned(report: Report) -> Table | None:
    """Money assigned to each unit below beside what it plans of the same sources."""
    found = handed_down(report.facts)
    if not found:
        return None
    columns = (
        column(report, "unit", width=2),
        *(column(report, name, right=True) for name in ("assigned_here", "planned_there", "residual")),
    )
    entries = (*report.facts.below.assigned, *(e for code in found for e in report.facts.below.plans[code]))
    without = (code for code in report.facts.children if code not in found)
    return Table(
        id="assigned-below",
        title=report.say("table.assigned_below"),
        columns=columns,
        rows=tuple(
            _assigned_row(report, one, tuple(found[one.code].values())) for one in report.children if one.code in found
        ),
        unit_line=report.say("unit_million"),
        notes=(report.say("note.assigned_below"), *_missing(report, without)),
        source=table_source(e.cell for e in entries),
    )


def _assigned_row(report: Report, unit: Unit, pairs: tuple[tuple[int, int], ...]) -> Row:
    given, taken = (sum(pair[side] for pair in pairs) for side in (0, 1))
    key = f"assigned_below.{unit.code}"
    assigned = (e for e in report.facts.below.assigned if e.unit == unit.code)
    cells = tuple(e.cell for e in (*assigned, *report.facts.below.plans[unit.code]))
    numbers = (
        amount(report, f"{key}.given", given, "sum", cells),
        amount(report, f"{key}.planned", taken, "sum", cells),
        amount(report, f"{key}.residual", taken - given, "below_minus_own", cells),
    )
    return Row((unit.name, *numbers))
