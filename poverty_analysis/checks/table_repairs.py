"""The smallest repair of a table: the one cell whose change mends everything that does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from poverty_analysis.plan.claim_tables import CellKey, ClaimTable, TableRelation
from poverty_analysis.values.precision import Span

_PERCENT = 100
_FACTORS = tuple(Fraction(10) ** power for power in (1, 2, 3, -1, -2, -3))
#: From the least to the greatest value; None where a side is open.
Bounds = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True)
class Repair:
    """``cell`` as ``value`` instead of as printed mends all ``relations``.

    ``reason`` is ``cell``, or ``cell_swapped``, ``cell_factor`` or
    ``cell_neighbour`` where a slip explains the printed number.
    """

    cell: CellKey
    value: Fraction
    relations: tuple[TableRelation, ...]
    reason: str


def holds(relation: TableRelation, cells: Mapping[CellKey, Span]) -> bool:
    """Whether the printed numbers of a relation can all be true, their rounding allowed for."""
    first = relation.cells[0]
    bounds = allowed(relation, first, cells)
    return bounds is not None and _meets(_bounds(cells[first]), bounds)


def allowed(relation: TableRelation, cell: CellKey, cells: Mapping[CellKey, Span]) -> Bounds | None:
    """What the other cells of a relation allow ``cell`` to be; None where they allow nothing."""
    if relation.kind in ("column_sum", "row_sum"):
        return _of_sum(relation, cell, cells)
    return _of_quotient(relation, cell, cells)


def _of_sum(relation: TableRelation, cell: CellKey, cells: Mapping[CellKey, Span]) -> Bounds:
    total, parts = relation.cells[0], relation.cells[1:]
    others = _added(_bounds(cells[one]) for one in parts if one != cell)
    if cell == total:
        return others
    whole = _bounds(cells[total])
    low = None if whole[0] is None or others[1] is None else whole[0] - others[1]
    high = None if whole[1] is None or others[0] is None else whole[1] - others[0]
    return low, high


def _of_quotient(relation: TableRelation, cell: CellKey, cells: Mapping[CellKey, Span]) -> Bounds | None:
    rate, part, base = (_bounds(cells[one]) for one in relation.cells)
    if cell == relation.cells[0]:
        return _quotient(part, base)
    if cell == relation.cells[1]:
        return _scaled(rate, base)
    return _quotient(part, rate)


def _quotient(part: Bounds, base: Bounds) -> Bounds | None:
    """100 times part over base, of numbers that are not below 0."""
    if not base[1] and base[1] is not None:
        return None
    low = Fraction(0) if base[1] is None or part[0] is None else _PERCENT * part[0] / base[1]
    high = None if not base[0] or base[0] < 0 or part[1] is None else _PERCENT * part[1] / base[0]
    return low, high


def _scaled(rate: Bounds, base: Bounds) -> Bounds:
    low = Fraction(0) if rate[0] is None or base[0] is None else rate[0] * base[0] / _PERCENT
    return low, None if rate[1] is None or base[1] is None else rate[1] * base[1] / _PERCENT


def _bounds(span: Span) -> Bounds:
    return span.low, span.high


def _added(bounds: Iterable[Bounds]) -> Bounds:
    low: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(0)
    for least, most in bounds:
        low = None if low is None or least is None else low + least
        high = None if high is None or most is None else high + most
    return low, high


def _meets(one: Bounds, other: Bounds) -> bool:
    return _common((one, other)) is not None


def _common(bounds: Iterable[Bounds]) -> Bounds | None:
    given = tuple(bounds)
    low = max((least for least, _ in given if least is not None), default=None)
    high = min((most for _, most in given if most is not None), default=None)
    return None if low is not None and high is not None and high < low else (low, high)


def repairs(table: ClaimTable, every: Sequence[TableRelation], failed: Sequence[TableRelation]) -> Iterator[Repair]:
    """One repair after the other, each the only cell that mends the most of what is left.

    A cell that would break something that holds is none; where several cells
    would do alike and no slip explains just one of them, none is named.
    """
    left = list(failed)
    while left:
        found = tuple(_candidates(table, every, left))
        chosen = next((one for one in found if _is_best(one, found)), None)
        if chosen is None:
            return
        yield chosen
        left = [one for one in left if one not in chosen.relations]


def _is_best(one: Repair, found: Sequence[Repair]) -> bool:
    """Whether no other repair of the same relations mends as many, or none of them is explained by a slip but this."""
    rivals = [other for other in found if other != one and not set(other.relations).isdisjoint(one.relations)]
    if any(len(other.relations) > len(one.relations) for other in rivals):
        return False
    alike = [other for other in rivals if len(other.relations) == len(one.relations)]
    return not alike or (one.reason != "cell" and all(other.reason == "cell" for other in alike))


def _candidates(table: ClaimTable, every: Sequence[TableRelation], failed: Sequence[TableRelation]) -> Iterator[Repair]:
    for cell in dict.fromkeys(cell for one in failed for cell in one.cells):
        touching = [one for one in every if cell in one.cells]
        bounds = [allowed(one, cell, table.cells) for one in touching]
        known = [one for one in bounds if one is not None]
        room = _common(known) if len(known) == len(bounds) else None
        value = None if room is None else _nearest(table.cells[cell], room)
        if room is not None and value is not None:
            mended = tuple(one for one in failed if cell in one.cells)
            slip, right = _slip(table, cell, room)
            yield Repair(cell, value if right is None else right, mended, slip)


def _nearest(span: Span, room: Bounds) -> Fraction | None:
    """The value of the cell's own precision in ``room`` that lies nearest to the printed one."""
    place, half = span.place or Fraction(1), span.place / 2
    low, high = room
    if low is not None and span.value + half < low:
        value = -(-(low - half) // place) * place
    elif high is not None and span.value - half > high:
        value = ((high + half) // place) * place
    else:
        value = span.value
    inside = (low is None or value + half >= low) and (high is None or value - half <= high)
    return value if inside else None


def _slip(table: ClaimTable, cell: CellKey, room: Bounds) -> tuple[str, Fraction | None]:
    """The slip that explains the printed number, and what it should have been."""
    span = table.cells[cell]
    swapped = next((value for value in _swaps(table.words[cell], span) if _inside(value, span, room)), None)
    if swapped is not None:
        return "cell_swapped", swapped
    shifted = next((v for f in _FACTORS if _inside(v := span.value * f, span, room)), None) if span.value else None
    if shifted is not None:
        return "cell_factor", shifted
    return ("cell_neighbour" if _neighbour(table, cell) else "cell"), None


def _inside(value: Fraction, span: Span, room: Bounds) -> bool:
    return _meets((value - span.place / 2, value + span.place / 2), room)


def _swaps(words: str, span: Span) -> Iterator[Fraction]:
    """The printed number with two neighbouring digits exchanged, for each pair."""
    scale = 1
    while (span.value * scale).denominator != 1:
        scale *= 10
    digits = str(abs(int(span.value * scale))).zfill(sum(char.isdigit() for char in words))
    for at in range(len(digits) - 1):
        if digits[at] != digits[at + 1]:
            changed = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
            yield Fraction(int(changed), scale) * (-1 if span.value < 0 else 1)


def _neighbour(table: ClaimTable, cell: CellKey) -> bool:
    """Whether the cell holds the number of the row above or below, or of the column beside it."""
    row, column = table.rows.index(cell[0]), table.columns.index(cell[1])
    beside = [(table.rows[at], cell[1]) for at in (row - 1, row + 1) if 0 <= at < len(table.rows)]
    beside += [(cell[0], table.columns[at]) for at in (column - 1, column + 1) if 0 <= at < len(table.columns)]
    value = table.cells[cell].value
    return len(table.words[cell]) > 1 and any(one in table.cells and table.cells[one].value == value for one in beside)
