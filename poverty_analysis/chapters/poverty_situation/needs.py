"""Chapter: needs against support: who needs what, which line answers it with what money, how many were served."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from poverty_analysis.blocks import Block, Cell, Row, Section, Table, Text
from poverty_analysis.budget.ledger import Entry, grants, of_line, total
from poverty_analysis.census import forms
from poverty_analysis.chapters.charts.heat_map import Grid, grid_blocks, grid_table
from poverty_analysis.chapters.frame.figures import amount, count, share
from poverty_analysis.chapters.frame.law_readings import UNVERIFIED_MARK
from poverty_analysis.chapters.frame.sections import no_data, paragraph, section
from poverty_analysis.chapters.frame.tables import column, numbers, table
from poverty_analysis.chapters.frame.titles import line_title
from poverty_analysis.chapters.poverty_situation.need_rows import (
    IN_NEED,
    SERVED,
    Need,
    lines_beside_needs,
    lines_without_need,
    needs_of,
)
from poverty_analysis.chapters.poverty_situation.registered_to_escape import registered
from poverty_analysis.chapters.poverty_situation.review_forms import (
    CLASSES,
    Key,
    below,
    cells_of,
    hidden_note,
    known_share,
    number,
    part,
    rows_below,
    waiting,
)
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.law import Programme
from poverty_analysis.report.disclosure import Disclosed
from poverty_analysis.report.open import Report
from poverty_analysis.units.units import Unit
from poverty_analysis.values.rates import rate
from poverty_analysis.wording.numbers import format_integer, format_million, format_share
from poverty_analysis.wording.words import Words

_MOST_NAMED = 3


def needs(report: Report) -> Section:
    """Needs with line, money and served; gaps in words; by unit below; registered to escape.  A slot without forms."""
    needs_ = needs_of(report)
    if not needs_:
        return section(
            report.words,
            "needs",
            waiting(report.words, report.disclosed, report.params.year) or [no_data(report.words, "needs")],
        )
    blocks: list[Block] = [paragraph(report.say("needs.words")), _support_table(report.words, needs_)]
    blocks += [
        Text("list", tuple(_gaps(report.words, report.programme, report.entries, needs_))),
        _class_table(report.words, needs_),
    ]
    blocks += registered(report)
    return section(
        report.words,
        "needs",
        [
            *blocks,
            *_by_unit(report.words, report.children, report.disclosed, needs_),
            *waiting(report.words, report.disclosed, report.params.year),
        ],
    )


def _support_table(words: Words, needs_: tuple[Need, ...]) -> Table:
    """Both classes together: in need, served, the line that answers and its money."""
    columns = (
        column(words, "wanted", width=2.6),
        *numbers(words, {"in_need": 0.7, "served": 0.7, "served_share": 0.7}),
        column(words, "answer", width=3.6),
        column(words, "planned_million", right=True, width=0.8),
    )
    lines = _grouped(words, needs_, _need_row, len(columns))
    rows = [counted.row for need in needs_ for counted in need.by_class.values()]
    notes = _notes(words, needs_, rows)
    acts = dict.fromkeys(need.answer.citation for need in needs_ if need.answer)
    return table(words, "needs-support", columns, lines, cells_of(rows), unit="needs", notes=notes, law=acts)


def _class_table(words: Words, needs_: tuple[Need, ...]) -> Table:
    """The same for each class apart."""
    names = ("in_need_poor", "served_poor", "served_poor_share", "in_need_near", "served_near", "served_near_share")
    columns = (column(words, "wanted", width=2.4), *numbers(words, {**dict.fromkeys(names, 0.8)}))
    lines = _grouped(words, needs_, _class_row, len(columns))
    rows = [counted.row for need in needs_ for counted in need.by_class.values()]
    return table(
        words,
        "needs-by-class",
        columns,
        lines,
        cells_of(rows),
        unit="households",
        signs=hidden_note(words, rows),
        workbook_only=True,
    )


def _grouped(
    words: Words, needs_: tuple[Need, ...], row_of: Callable[[Words, Need], Row], columns: int
) -> Iterator[Row]:
    """Rows of the deprivations, then of the causes, each under its heading."""
    for is_cause in (False, True):
        chosen = [need for need in needs_ if need.is_cause == is_cause]
        if chosen:
            head = words.say("needs.causes" if is_cause else "needs.deprivations")
            yield Row((head, *[""] * (columns - 1)), "group")
            yield from (row_of(words, need) for need in chosen)


def _notes(words: Words, needs_: tuple[Need, ...], rows: Iterable[FormRow]) -> tuple[str, ...]:
    marked = any(need.mark() for need in needs_)
    reading = (words.say("note.needs_reading", {"mark": UNVERIFIED_MARK}),) if marked else ()
    unknown = () if any(need.answer for need in needs_) else (words.say("note.needs_no_answers"),)
    return (*hidden_note(words, rows), *reading, *unknown, words.say("note.needs_money"))


def _need_row(words: Words, need: Need) -> Row:
    """Nothing is added to a hidden count; a share is of households of all classes that have a form."""
    key = f"needs.both.{need.name}"
    wanted, served = need.sum_of(IN_NEED), need.sum_of(SERVED)
    part_ = None if served is None or not wanted else rate(served, wanted)
    cells = need.cells()
    share_ = share(words, f"{key}.share", part_, "served_over_need", inputs=cells) if part_ is not None else None
    return Row(
        (
            need.title,
            _sum_cell(words, key, need, IN_NEED, wanted),
            _sum_cell(words, f"{key}.served", need, SERVED, served),
            share_ or _sign(words, need),
            _answer_words(words, need),
            _money(words, need),
        )
    )


def _sum_cell(words: Words, key: str, need: Need, name: str, value: int | None) -> Cell:
    return _sign(words, need, name) if value is None else count(words, key, value, "sum", need.cells())


def _sign(words: Words, need: Need, *names: str) -> str:
    """Why there is no number: one of its counts is hidden, or not told."""
    return words.say("masked" if need.hides(*(names or (IN_NEED, SERVED))) else "undefined_short")


def _class_row(words: Words, need: Need) -> Row:
    return Row((need.title, *(cell for kind in CLASSES for cell in _served(words, need, kind))))


def _served(words: Words, need: Need, kind: str) -> Iterator[Cell]:
    """In need, served, share served; a dash for what is not in the form."""
    counted = need.by_class.get(kind)
    row = counted.row if counted is not None else None
    key = f"needs.{kind}.{need.name}"
    yield number(words, key, row, counted.name if counted else IN_NEED)
    told = row if row is not None and row.form == forms.NEEDS else None
    served = number(words, f"{key}.served", told, SERVED)
    # A blank says that nobody recorded it, as where there is no such table.
    yield words.say("undefined_short") if served == words.say("blank_in_form") else served
    yield part(words, f"{key}.share", told, SERVED, "served_over_need", IN_NEED)


def _answer_words(words: Words, need: Need) -> str:
    if need.answer is None:
        return words.say("undefined_short")
    if need.answer.lines:
        return ", ".join(need.answer.lines) + need.mark()
    outside = words.choose(need.answer.outside_vi, need.answer.outside_en)
    return (words.say("needs.outside", {"what": outside}) if outside else words.say("needs.no_line")) + need.mark()


def _money(words: Words, need: Need) -> Cell:
    if need.answer is None or not need.answer.lines:
        return words.say("undefined_short")
    if not need.money:
        return words.say("needs.no_money")
    return amount(
        words, f"needs.{need.name}.planned", total(need.money), "sum", tuple(entry.cell for entry in need.money)
    )


def _gaps(
    words: Words, programme: Programme | None, entries: tuple[Entry, ...], needs_: tuple[Need, ...]
) -> Iterator[str]:
    """Needs without a line or money, lines with money and nobody in need, who was served least; or that all fits."""
    wanted = [need for need in needs_ if need.answer is not None and need.households != 0]
    without = [need for need in wanted if need.answer is not None and not need.answer.lines]
    unpaid = [need for need in wanted if need.answer is not None and need.answer.lines and not need.money]
    said = [
        (f"needs.gap_{key}", _told(words, chosen)) for key, chosen in (("line", without), ("money", unpaid)) if chosen
    ]
    idle = "; ".join(_line_words(words, programme, entries, line) for line in lines_without_need(entries, needs_))
    said += [("needs.gap_nobody", idle)] if idle else []
    least = _least_served(words, needs_)
    said += [("needs.gap_least", least)] if least else []
    yield from (words.say(key, {"told": told}) for key, told in said)
    if not said:
        yield words.say("needs.gap_none")
    beside = "; ".join(_money_words(words, entries, line) for line in lines_beside_needs(entries, needs_))
    if beside and any(need.answer for need in needs_):
        yield words.say("needs.beside", {"told": beside})


def _told(words: Words, chosen: list[Need]) -> str:
    """The needs of most households with their counts, then how many more the table has."""
    ranked = sorted(chosen, key=lambda need: -(need.households or 0))
    told = [f"{need.title}{need.mark()} ({_households(words, need)})" for need in ranked[:_MOST_NAMED]]
    more = len(ranked) - len(told)
    return "; ".join([*told, words.say("needs.more", {"count": more})] if more > 0 else told)


def _households(words: Words, need: Need) -> str:
    """Households in need of each class, with the sign of a hidden count."""
    said = []
    for kind, counted in need.by_class.items():
        hidden = counted.name in counted.row.masked
        told = words.say("masked" if hidden else "undefined_short")
        value = told if counted.value is None else format_integer(counted.value, words.lang)
        said.append(words.say(f"needs.count_{kind}", {"count": value}))
    return ", ".join(said)


def _line_words(words: Words, programme: Programme | None, entries: tuple[Entry, ...], line: str) -> str:
    money = format_million(total(of_line(grants(entries), line)), words.lang)
    return words.say("needs.line", {"line": line, "title": line_title(words, programme, line), "money": money})


def _money_words(words: Words, entries: tuple[Entry, ...], line: str) -> str:
    """A line by its code, whose title stands in the table of the budget, with its money."""
    money = format_million(total(of_line(grants(entries), line)), words.lang)
    return words.say("needs.line_money", {"line": line, "money": money})


def _least_served(words: Words, needs_: tuple[Need, ...]) -> str:
    """The needs of poor households of which the smallest part was served, of the parts that may be shown."""
    shares = {}
    for need in needs_:
        counted = need.by_class.get("poor")
        row = counted.row if counted is not None and counted.row.form == forms.NEEDS else None
        value = known_share(row, SERVED, IN_NEED)
        if value is not None and value < 1:
            shares[need.title] = value
    ranked = sorted(shares, key=lambda title: shares[title])[:_MOST_NAMED]
    return "; ".join(f"{title} ({format_share(shares[title], 2, words.lang)})" for title in ranked)


def _by_unit(
    words: Words, children: tuple[Unit, ...], disclosed: Disclosed, needs_: tuple[Need, ...]
) -> Iterator[Block]:
    """Poor households in need and the share served, by unit below; nothing where the table of needs has no row."""
    poor = [(need, need.by_class["poor"].row) for need in needs_ if "poor" in need.by_class]
    listed = [(need, row) for need, row in poor if row.form == forms.NEEDS]
    if not listed or not children:
        return
    rows = rows_below(children, disclosed)
    yield replace(grid_table(words, _grid(words, children, "in_need", listed, rows)), workbook_only=True)
    served = [(need, row) for need, row in listed if SERVED in row.masked or not row.blanks((SERVED,))]
    if served:
        yield from grid_blocks(words, _grid(words, children, "served", served, rows))


def _grid(
    words: Words, children: tuple[Unit, ...], name: str, listed: list[tuple[Need, FormRow]], needs_: dict[Key, FormRow]
) -> Grid:
    columns = [(need, below(children, row, needs_)) for need, row in listed]
    lines = tuple(
        (unit, tuple(_unit_cell(words, name, unit.code, need.name, units[at][1]) for need, units in columns))
        for at, unit in enumerate(children)
    )
    rows = tuple(row for _, units in columns for _, row in units)
    return Grid(name, tuple(need.title for need, _ in columns), lines, rows)


def _unit_cell(words: Words, name: str, code: str, need: str, row: FormRow | None) -> Cell:
    key = f"{name}.{code}.{need}"
    if name == "in_need":
        return number(words, key, row, IN_NEED)
    return part(words, key, row, SERVED, "served_over_need", IN_NEED)
