"""Between levels: who has handed in, and what the units below plan and deliver beside the unit's own numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Column, Figure, Row, RowKind, Table
from poverty_analysis.blocks import Unit as FigureUnit
from poverty_analysis.budget.keys import MoneyKey
from poverty_analysis.chapters.frame.figures import amount, count
from poverty_analysis.chapters.frame.tables import column, numbers, table, texts
from poverty_analysis.chapters.frame.titles import line_title
from poverty_analysis.checks.between_levels import asked_below, handed_down, rolled_money, rolled_results
from poverty_analysis.checks.model import Facts, ResultKey
from poverty_analysis.law import Law, Programme, measure
from poverty_analysis.report.open import Report
from poverty_analysis.units.roll_up import Asked, Handed, Rolled
from poverty_analysis.units.units import Unit
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_exact, format_million
from poverty_analysis.wording.words import Words


def between_levels(report: Report) -> list[Block]:
    """The tables between levels of which there is any data; none where nothing of the units below is known."""
    tables = (
        _progress(report),
        _targets(report.words, report.facts, report.children),
        _results(report.words, report.facts, report.children, report.law),
        _money(report.words, report.programme, report.facts, report.children),
        _assigned(report.words, report.facts, report.children),
    )
    return [table for table in tables if table is not None]


def _progress(report: Report) -> Table | None:
    """Who has handed in the results of the review, on which day, with which status, verified by whom and when."""
    listed = {row.unit: row for row in _last_day(report.facts.below.handed)}
    below = [unit for unit in report.children if unit.code in listed]
    if not below:
        return None
    columns = texts(
        report.words, {"unit": 1.3, "handed_in_on": 0.9, "result_status": 0.9, "verified_on": 1.2, "verified_by": 2.6}
    )
    handed_in = sum(row.handed_in_on is not None for code, row in listed.items() if code != report.unit.code)
    values = {
        "seen": str(handed_in),
        "all": str(len(report.children)),
        "day": _day(report.words, next(iter(listed.values())).as_of),
    }
    rows = [_progress_row(report.words, unit, listed.get(unit.code), "body") for unit in report.children]
    if report.unit.code in listed:
        rows.append(_progress_row(report.words, report.unit, listed[report.unit.code], "total"))
    return table(report.words, "review-progress", columns, rows, (row.cell for row in listed.values()), values=values)


def _last_day(handed: tuple[Handed, ...]) -> tuple[Handed, ...]:
    day = max((row.as_of for row in handed), default=None)
    return tuple(row for row in handed if row.as_of == day)


def _progress_row(words: Words, unit: Unit, handed: Handed | None, kind: RowKind) -> Row:
    nothing = words.say("undefined_short")
    if handed is None or handed.handed_in_on is None:
        return Row((unit.name, words.say("progress.waiting"), nothing, nothing, nothing))
    status = words.word("status", handed.status) if handed.status else nothing
    verified = _day(words, handed.verified_on) if handed.verified_on else words.say("progress.unverified")
    cells = (unit.name, _day(words, handed.handed_in_on), status, verified, handed.verified_by or nothing)
    return Row(cells, kind)


def _day(words: Words, day: dt.date) -> str:
    return format_date(day, words.lang)


def _coverage(children: tuple[Unit, ...], seen: Sequence[str]) -> str:
    return f"{len(seen)}/{len(children)}"


def _missing(words: Words, children: tuple[Unit, ...], missing: Iterable[str]) -> tuple[str, ...]:
    """A note that names the units below which some row of the table lacks."""
    codes = set(missing)
    names = "; ".join(unit.name for unit in children if unit.code in codes)
    return (words.say("note.levels_missing", {"names": names}),) if names else ()


def _beside(words: Words, first: tuple[Column, ...]) -> tuple[Column, ...]:
    numbers = (column(words, name, right=True) for name in ("own", "below_sum", "residual"))
    return (*first, *numbers, column(words, "coverage", right=True, width=0.6))


def _targets(words: Words, facts: Facts, children: tuple[Unit, ...]) -> Table | None:
    asked = asked_below(facts)
    if not asked:
        return None
    columns = _beside(words, (column(words, "indicator", width=3),))
    return table(
        words,
        "targets-below",
        columns,
        (_target_row(words, children, number, one) for number, one in enumerate(asked, start=1)),
        (target.cell for row in asked for target in (row.own, *row.below)),
        notes=_missing(words, children, (x for one in asked for x in one.missing)),
    )


def _target_row(words: Words, children: tuple[Unit, ...], number: int, target: Asked) -> Row:
    key = f"targets_below.{number}"
    residual = target.residual()
    cells: tuple[Cell, ...] = (
        _with_group(target.own.words, target.own.group),
        _wanted(words, f"{key}.own", target, (target.own.value,)),
        _wanted(words, f"{key}.below", target, (target.low(), target.high())),
        words.say("undefined_short") if residual is None else _wanted(words, f"{key}.residual", target, (residual,)),
        _coverage(children, [x.unit for x in target.below]),
    )
    return Row(cells)


def _wanted(words: Words, key: str, target: Asked, values: tuple[Fraction, ...]) -> Figure:
    """A number asked, or the two ends of a span of rates; the figure carries the first."""
    ends = tuple(dict.fromkeys(values))
    text = " – ".join(_number(words, target, value) for value in ends)
    cells = (target.own.cell,) if key.endswith("own") else tuple(x.cell for x in target.below)
    whole = int(ends[0]) if ends[0].denominator == 1 else ends[0]
    kind: FigureUnit = "share" if not target.adds_up() else "vnd" if target.own.measured_in == "vnd" else "count"
    formula = "stated" if key.endswith("own") else "sum" if target.adds_up() else "least"
    return Figure(key, whole, kind, text, formula, cells)


def _number(words: Words, target: Asked, value: Fraction) -> str:
    measured_in = target.own.measured_in
    if measured_in == "vnd":
        return words.say("targets.million", {"amount": format_million(int(value), words.lang)})
    if target.adds_up():
        unit = words.word("target_unit", measured_in)
        return f"{format_exact(value, words.lang)} {unit}"
    unit = words.say("position.points") if measured_in == "share_point" else "%"
    joint = " " if measured_in == "share_point" else ""
    return f"{format_exact(value * 100, words.lang)}{joint}{unit}"


def _named(words: Words, law: Law, indicator: str, group: str) -> str:
    measured_ = measure(law, indicator)
    title = indicator if measured_ is None else words.choose(measured_.title_vi, measured_.title_en)
    return _with_group(title, group)


def _with_group(title: str, group: str) -> str:
    return f"{title} ({group})" if group else title


def _results(words: Words, facts: Facts, children: tuple[Unit, ...], law: Law) -> Table | None:
    rolled = rolled_results(facts)
    if not rolled:
        return None
    first = texts(words, {"indicator": 2.4, "measured_part": 0.9, "as_of": 1})
    return table(
        words,
        "results-below",
        _beside(words, first),
        (_result_row(words, children, law, row) for row in rolled),
        notes=_missing(words, children, (x for row in rolled for x in row.missing)),
        # Where every sum is the number of the unit, the page has nothing to tell.
        workbook_only=all(row.residual() == 0 and not row.missing for row in rolled),
    )


def _result_row(words: Words, children: tuple[Unit, ...], law: Law, rolled: Rolled[ResultKey]) -> Row:
    indicator, day, part, group = rolled.name
    key = ".".join(("results_below", indicator, day.isoformat(), part, *([group] if group else [])))
    title = words.column_title("indicator_results", part)

    def number(name: str, value: int | None, formula: str) -> Cell:
        if value is None:
            return words.say("undefined_short")
        if part == "amount_vnd":
            text = words.say("targets.million", {"amount": format_million(value, words.lang)})
            return Figure(f"{key}.{name}", value, "vnd", text, formula, rolled.cells)
        return count(words, f"{key}.{name}", value, formula, rolled.cells)

    numbers = (
        number("own", rolled.own, "stated"),
        number("sum", rolled.total, "sum"),
        number("residual", rolled.residual(), "below_minus_own"),
    )
    date = _day(words, day)
    return Row((_named(words, law, indicator, group), title, date, *numbers, _coverage(children, rolled.seen)))


def _money(words: Words, programme: Programme | None, facts: Facts, children: tuple[Unit, ...]) -> Table | None:
    rolled = rolled_money(facts)
    if not rolled:
        return None
    first = texts(words, {"project": 2.4, "source_capital": 1.8})
    return table(
        words,
        "money-below",
        _beside(words, first),
        (*(_money_row(words, programme, children, row) for row in rolled), _money_total(words, children, rolled)),
        unit="million",
        notes=_missing(words, children, rolled[0].missing),
    )


def _money_row(words: Words, programme: Programme | None, children: tuple[Unit, ...], rolled: Rolled[MoneyKey]) -> Row:
    line, source, year, capital = rolled.name
    origin = words.word("source", source, short=True)
    kind = words.word("capital", capital, short=True)
    name = f"{origin} {_year(year)}, {kind}".replace(" ,", ",")
    return Row(
        (line_title(words, programme, line), name, *_money_cells(words, children, "/".join(rolled.name), rolled))
    )


def _year(year: str) -> str:
    return "" if year == "not_stated" else year


def _money_cells(
    words: Words, children: tuple[Unit, ...], figure: str, rolled: Rolled[MoneyKey] | Rolled[None]
) -> tuple[Cell, ...]:
    key, own = f"money_below.{figure}", rolled.own or 0
    return (
        amount(words, f"{key}.own", own, "sum", rolled.cells),
        amount(words, f"{key}.sum", rolled.total, "sum", rolled.cells),
        amount(words, f"{key}.residual", rolled.total - own, "below_minus_own", rolled.cells),
        _coverage(children, rolled.seen),
    )


def _money_total(words: Words, children: tuple[Unit, ...], rolled: tuple[Rolled[MoneyKey], ...]) -> Row:
    cells = tuple(cell for row in rolled for cell in row.cells)
    own, below = sum(row.own or 0 for row in rolled), sum(row.total for row in rolled)
    whole = Rolled(None, own, below, rolled[0].seen, rolled[0].missing, cells)
    return Row((words.say("row.total"), "", *_money_cells(words, children, "all", whole)), "total")


def _assigned(words: Words, facts: Facts, children: tuple[Unit, ...]) -> Table | None:
    """Money assigned to each unit below beside what it plans of the same sources."""
    pairs = handed_down(facts)
    if not pairs:
        return None
    columns = (column(words, "unit", width=2), *numbers(words, {"assigned_here": 1, "planned_there": 1, "residual": 1}))
    without = (code for code in facts.children if code not in pairs)
    return table(
        words,
        "assigned-below",
        columns,
        (
            _assigned_row(words, facts, unit, tuple(pairs[unit.code].values()))
            for unit in children
            if unit.code in pairs
        ),
        unit="million",
        notes=_missing(words, children, without),
    )


def _assigned_row(words: Words, facts: Facts, unit: Unit, pairs: tuple[tuple[int, int], ...]) -> Row:
    assigned_vnd, planned_vnd = (sum(pair[side] for pair in pairs) for side in (0, 1))
    key = f"assigned_below.{unit.code}"
    assigned = (e for e in facts.below.assigned if e.unit == unit.code)
    cells = tuple(e.cell for e in (*assigned, *facts.below.plans[unit.code]))
    numbers = (
        amount(words, f"{key}.given", assigned_vnd, "sum", cells),
        amount(words, f"{key}.planned", planned_vnd, "sum", cells),
        amount(words, f"{key}.residual", planned_vnd - assigned_vnd, "below_minus_own", cells),
    )
    return Row((unit.name, *numbers))
