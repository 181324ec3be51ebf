"""A rule about whole tables: sums down and across, rates, shares, and the totals that rates imply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from poverty_analysis.checks.model import CheckRule, Facts, Held, Said, Statement, Verdict
from poverty_analysis.checks.table_repairs import Repair, allowed, holds, repairs
from poverty_analysis.plan.claim_tables import CellKey, ClaimTable, TableRate, TableRelation, relations
from poverty_analysis.values.precision import fit_sum
from poverty_analysis.values.problems import Severity
from poverty_analysis.values.rates import Totals, common, fit, household_totals

_SUMS = ("column_sum", "row_sum")


def check_tables(facts: Facts) -> Iterator[Verdict]:
    """Every relation of every table; what fails is told by the cell that mends it, where only one does."""
    for table in facts.tables:
        every = tuple(relations(table))
        failed = tuple(one for one in every if not holds(one, table.cells))
        cut = tuple(one for one in failed if _is_cut(table, one))
        broken = tuple(one for one in failed if one not in cut)
        found = tuple(repairs(table, tuple(one for one in every if one not in cut), broken))
        mended = {one for repair in found for one in repair.relations}
        yield from (Held((table.name, *one.cells[0])) for one in every if one not in failed)
        yield from (_repair(table, one) for one in found)
        yield from (_residual(table, one) for one in broken if one not in mended)
        yield from _listed(table, "truncated", _apart_from(cut, found))
        yield from _listed(table, "rounding", tuple(one for one in every if _is_rounding(table, one)))
        yield from _wholes(table)


def _apart_from(cut: Sequence[TableRelation], found: Sequence[Repair]) -> tuple[TableRelation, ...]:
    """Relations that look cut off and hold no cell that is wrong anyway."""
    wrong = {repair.cell for repair in found}
    return tuple(one for one in cut if wrong.isdisjoint(one.cells))


def _is_rounding(table: ClaimTable, relation: TableRelation) -> bool:
    return relation.kind in _SUMS and _sum_fit(table, relation) in ("rounding", "tie")


def _sum_fit(table: ClaimTable, relation: TableRelation) -> str:
    total, *parts = (table.cells[cell] for cell in relation.cells)
    return fit_sum(parts, total)


def _is_cut(table: ClaimTable, relation: TableRelation) -> bool:
    """Whether the numbers of a relation that fails would hold with their last places cut off."""
    if relation.kind in _SUMS:
        return _sum_fit(table, relation) == "truncated"
    rate, part, base = (table.cells[cell] for cell in relation.cells)
    if rate.worded or part.place or base.place or not base.value:
        return False
    cell = relation.cells[0]
    return fit(100 * part.value / base.value, _decimal(table, cell), _decimals(table, cell)) == "truncated"


def _decimals(table: ClaimTable, cell: CellKey) -> int:
    return len(str(table.cells[cell].place.denominator)) - 1


def _decimal(table: ClaimTable, cell: CellKey) -> Decimal:
    value = table.cells[cell].value
    return Decimal(value.numerator) / Decimal(value.denominator)


def _named(cell: CellKey) -> Said:
    return ("text", "/".join(cell))


def _repair(table: ClaimTable, repair: Repair) -> Statement:
    values: dict[str, Said] = {
        "table": ("text", table.name),
        "what": _named(repair.cell),
        "printed": ("text", table.words[repair.cell]),
        "count": ("count", len(repair.relations)),
        "value": ("number", repair.value),
        "others": ("text", "; ".join("/".join(one.cells[0]) for one in repair.relations)),
    }
    printed, subject = table.cells[repair.cell].value, (table.name, *repair.cell)
    return Statement("error", subject, repair.reason, repair.value, printed, values=values, source=table.document)


def _residual(table: ClaimTable, relation: TableRelation) -> Statement:
    first = relation.cells[0]
    printed, bounds = table.cells[first].value, allowed(relation, first, table.cells) or (None, None)
    low, high = (printed if one is None else one for one in bounds)
    expected = low if printed < low else high
    values: dict[str, Said] = {
        "table": ("text", table.name),
        "what": _named(first),
        "printed": ("text", table.words[first]),
        "expected": ("number", expected),
        "gap": ("number", printed - expected),
        "others": ("text", "; ".join("/".join(cell) for cell in relation.cells[1:])),
    }
    reason = "sum_differs" if relation.kind in _SUMS else "rate_differs"
    return Statement("error", (table.name, *first), reason, expected, printed, values=values, source=table.document)


def _listed(table: ClaimTable, reason: str, found: Sequence[TableRelation]) -> Iterator[Verdict]:
    """One statement for all relations of a table that hold only in a certain way."""
    if found:
        values: dict[str, Said] = {
            "table": ("text", table.name),
            "count": ("count", len(found)),
            "others": ("text", "; ".join("/".join(one.cells[0]) for one in found)),
        }
        severity: Severity = "note" if reason == "rounding" else "warning"
        yield Statement(severity, (table.name,), reason, values=values, source=table.document)


def _wholes(table: ClaimTable) -> Iterator[Verdict]:
    """Rates over a whole that is not printed: the wholes of the parts must be able to make that of their total."""
    for rate in (one for one in table.rates if not one.base and not one.share):
        for total in table.row_totals:
            of_parts = [_implied(table, rate, row) for row in total.parts]
            whole = _implied(table, rate, total.total)
            known = [one for one in of_parts if one is not None]
            if whole is None or not known or len(known) != len(of_parts):
                continue
            highs = [one.high for one in known if one.high is not None]
            parts = Totals(sum(one.low for one in known), sum(highs) if len(highs) == len(known) else None)
            subject = (table.name, total.total, rate.rate)
            fits = not common((parts, whole)).empty and not any(one.empty for one in (*known, whole))
            yield Held(subject) if fits else _apart(table, subject, parts, whole)


def _implied(table: ClaimTable, rate: TableRate, row: str) -> Totals | None:
    part, printed = table.cells.get((row, rate.part)), table.cells.get((row, rate.rate))
    if part is None or printed is None or part.place or part.value < 0 or printed.value < 0 or printed.worded:
        return None
    cell = (row, rate.rate)
    return household_totals(int(part.value), _decimal(table, cell), _decimals(table, cell))


def _apart(table: ClaimTable, subject: tuple[str, ...], parts: Totals, whole: Totals) -> Statement:
    values: dict[str, Said] = {
        "table": ("text", table.name),
        "what": ("text", "/".join(subject[1:])),
        "whole": ("text", _shown(whole)),
        "parts": ("text", _shown(parts)),
    }
    return Statement("error", subject, "wholes_apart", values=values, source=table.document)


def _shown(totals: Totals) -> str:
    return f"≥ {totals.low}" if totals.high is None else f"{totals.low}-{totals.high}"


_REPAIRED = ("cell", "cell_swapped", "cell_factor", "cell_neighbour")
RULES = (
    CheckRule(
        "claim_table",
        check_tables,
        (*_REPAIRED, "sum_differs", "rate_differs", "truncated", "rounding", "wholes_apart"),
    ),
)
