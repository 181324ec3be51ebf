"""Figures touched by an open discrepancy: marked wherever they stand, with the corrected figure beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Chart, Figure, Row, Section, Table, Text
from poverty_analysis.budget.keys import PostingKey, posting_key
from poverty_analysis.budget.ledger import Entry, grants, in_force, of_phase, own, total
from poverty_analysis.chapters.frame.figures import in_million, share
from poverty_analysis.checks.doubts import EXPLAINED, Doubt, surplus, touching, touching_rows
from poverty_analysis.checks.ledgers import AVAILABLE
from poverty_analysis.report.open import Report
from poverty_analysis.wording.numbers import format_share
from poverty_analysis.wording.words import Words

#: Formulas of what a discrepancy is, not of what it touches.
_OF_DIFFERENCES = ("right_minus_left", "moved", "balance_residual", "flow_given_gap", "accumulated", "signed_posting")
#: What each table of payments splits by; one that is not here splits by nothing.
_SPLITS: Mapping[str, tuple[str, ...]] = {
    "disbursement": ("line",),
    "rates": ("source_year", "capital"),
    "rates-by-source": ("source",),
    "rates-by-spending-unit": ("spending_unit",),
    "balance": ("line", "source", "source_year", "capital"),
    "money-by-year": ("capital",),
}
#: Charts that draw money disbursed.
_PAYMENT_CHARTS = ("flow-chart", "disbursement-chart", "money-chart")


@dataclass(frozen=True)
class Payments:
    """Money available and paid as booked, and the doubts about the payments.

    ``surplus_vnd`` is what the explained errors put too much into the paid sum.
    """

    available_vnd: int
    paid_vnd: int
    surplus_vnd: int
    doubts: tuple[Doubt, ...]
    cells: tuple[str, ...]


def payments_of(doubts: Iterable[Doubt], entries: Iterable[Entry], of: Callable[[PostingKey], bool]) -> Payments:
    """Available and paid money of some keys; of the doubts those about payments among ``entries``."""
    money = tuple(entry for entry in grants(entries))
    chosen = tuple(entry for entry in money if of(posting_key(entry)))
    known = {entry.cell for entry in of_phase(money, "disbursed")}
    touched = touching((one for one in doubts if one.cells <= known), of)
    paid, available = of_phase(chosen, "disbursed"), of_phase(chosen, *AVAILABLE)
    cells = tuple(entry.cell for entry in (*available, *paid))
    return Payments(total(available), total(paid), surplus(touched, of), touched, cells)


def all_payments(report: Report) -> Payments:
    """Available and paid money of the report's year, all keys together."""
    return payments_of(report.doubts, report.ledger, lambda _: True)


def correction_words(
    words: Words, payments: Payments, key: str, form: str = "corrected"
) -> tuple[str, tuple[Figure, ...]]:
    """What the rate would be without the explained errors, in a sentence, and its figures; empty without doubts."""
    if not payments.doubts:
        return "", ()
    explained = [one for one in payments.doubts if one.reason in EXPLAINED or one.part]
    values = {"count": str(len(payments.doubts)), "reasons": reasons_words(words, payments.doubts)}
    if not explained or not payments.available_vnd:
        return words.say("doubt.unknown", values), ()
    right = payments.paid_vnd - payments.surplus_vnd
    rate = share(
        words,
        f"{key}.rate.corrected",
        Fraction(right, payments.available_vnd),
        "corrected_over_available",
        inputs=payments.cells,
    )
    amount = Figure(
        f"{key}.paid.corrected", right, "vnd", in_million(right, words.lang), "paid_without_errors", payments.cells
    )
    told = words.say(f"doubt.{form}", values | {"paid": amount.display, "rate": rate.display})
    return told, (amount, rate)


def reasons_words(words: Words, doubts: Iterable[Doubt]) -> str:
    """The reasons of doubts in words, each once."""
    return ", ".join(words.say(f"reason.{name}") for name in dict.fromkeys(one.reason for one in doubts))


def with_marks(report: Report, part: Section) -> Section:
    """A chapter with a mark at every figure that an open discrepancy touches, and what it means below each table."""
    if not report.doubts:
        return part
    rows = _entries_by_cell(report)
    return replace(part, blocks=tuple(_marked(report, block, rows) for block in part.blocks))


def _entries_by_cell(report: Report) -> Mapping[str, tuple[Entry, ...]]:
    rows: dict[str, tuple[Entry, ...]] = {}
    for entry in grants(own(in_force(report.facts.booked), report.unit.level)):
        rows[entry.cell] = (*rows.get(entry.cell, ()), entry)
    return rows


def _marked(report: Report, block: Block, rows: Mapping[str, tuple[Entry, ...]]) -> Block:
    if isinstance(block, Table):
        return _marked_table(report, block, rows)
    if isinstance(block, Chart) and block.id in _PAYMENT_CHARTS:
        payments = all_payments(report)
        told, _ = correction_words(report.words, payments, "chart")
        words = told or report.say(
            "doubt.unknown", {"count": str(len(report.doubts)), "reasons": reasons_words(report.words, report.doubts)}
        )
        mark = report.say("doubt.mark")
        notes = (*block.notes, f"{mark} {words}")
        return replace(block, title=f"{block.title}{mark}", alt=f"{block.alt} {words}", notes=notes)
    return block


def _marked_table(report: Report, table: Table, rows: Mapping[str, tuple[Entry, ...]]) -> Table:
    told: dict[Doubt, None] = {}
    marked: list[Row] = []
    for row in table.rows:
        cells: list[Cell] = []
        for cell in row.cells:
            touched = _touched(report, cell, rows, _SPLITS.get(table.id, ()))
            told |= dict.fromkeys(touched)
            cells.append(_with_mark(cell, report.say("doubt.mark")) if touched else cell)
        marked.append(replace(row, cells=tuple(cells)))
    if not told:
        return table
    note = report.say("note.doubt", {"mark": report.say("doubt.mark"), "told": doubts_words(report.words, told)})
    return replace(table, rows=tuple(marked), notes=(note, *table.notes))


def _touched(
    report: Report, cell: Cell, rows: Mapping[str, tuple[Entry, ...]], parts: tuple[str, ...]
) -> tuple[Doubt, ...]:
    if not isinstance(cell, Figure) or cell.unit not in ("vnd", "share") or cell.formula in _OF_DIFFERENCES:
        return ()
    made_of = tuple(entry for name in cell.inputs for entry in rows.get(name, ()))
    return touching_rows(report.doubts, made_of, parts)


def _with_mark(cell: Cell, mark: str) -> Cell:
    return replace(cell, display=cell.display + mark) if isinstance(cell, Figure) else cell


def doubts_words(words: Words, doubts: Iterable[Doubt]) -> str:
    """Each doubt in short: line, reason and amount."""
    return "; ".join(
        words.say(
            "doubt.one",
            {
                "line": words.line(one.booked.line),
                "why": words.say(f"reason.{one.reason}"),
                "amount": in_million(one.moved_vnd or abs(one.surplus_vnd), words.lang),
            },
        )
        for one in doubts
    )


def correction_block(report: Report) -> list[Text]:
    """The rate without the explained errors in total, and of each line they touch; nothing without doubts."""
    told, figures = correction_words(report.words, all_payments(report), "disbursement")
    if not told:
        return []
    sentences, rates = line_corrections(report)
    return [Text("paragraph", (told, *sentences), figures=(*figures, *rates))]


def line_corrections(report: Report) -> tuple[tuple[str, ...], tuple[Figure, ...]]:
    """For each line whose rate an explained error touches: the rate as booked and without the error."""
    told: list[str] = []
    figures: list[Figure] = []
    for line in dict.fromkeys(one.booked.line for one in report.doubts):
        payments = payments_of(report.doubts, report.ledger, lambda key, line=line: key.line == line)  # type: ignore[misc]
        if payments.doubts and payments.available_vnd and payments.surplus_vnd:
            booked = Fraction(payments.paid_vnd, payments.available_vnd)
            right = Fraction(payments.paid_vnd - payments.surplus_vnd, payments.available_vnd)
            values = {
                "line": report.words.line(line),
                "booked": format_share(booked, 2, report.lang),
                "right": format_share(right, 2, report.lang),
                "why": reasons_words(report.words, payments.doubts),
            }
            told.append(report.say("doubt.line", values))
            name = f"disbursement_line.{line}.rate.corrected"
            figures.append(share(report.words, name, right, "corrected_over_available", inputs=payments.cells))
    return tuple(told), tuple(figures)
