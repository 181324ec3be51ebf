"""The masked forms of one family of units on one day: every level and table at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from poverty_analysis.census.forms import HEADLINE
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.release.crossed import blocks, unbounded
from poverty_analysis.release.protect import Audit, Limits, Protected, audit, protect
from poverty_analysis.release.relations import Cell, cell_of
from poverty_analysis.release.search import Unfinished
from poverty_analysis.release.system import System, build


@dataclass(frozen=True)
class MaskedBlock:
    """What became of one block of forms.

    ``dropped`` are units of the levels that are not published because the
    audit of them could not be finished; ``broken`` identities that the forms
    do not keep.
    """

    name: str
    cells: int
    primary: int
    secondary: int
    audit: Audit
    broken: int
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mask:
    """Released rows, headline forms exact, and what was done block by block."""

    rows: tuple[FormRow, ...]
    blocks: tuple[MaskedBlock, ...]


def mask_forms(
    rows: Iterable[FormRow],
    parents: Mapping[str, str],
    *,
    threshold: int,
    least: Mapping[str, int],
    limits: Limits,
) -> Mask:
    """Mask the crossings of one family of units on one day under one standard.

    Parameters
    ----------
    rows : iterable of FormRow
        Exact rows of all levels at once: masks made apart can be combined by
        a reader.
    parents : mapping of unit to the unit above it
    threshold : int
        Counts from 1 to ``threshold - 1`` are hidden, and every hidden cell
        keeps at least ``threshold`` possible values.
    least : mapping of standard to number of deprivations
        From how many deprivations a household is poor.
    limits : Limits
        Where they do not suffice for a block, its lowest level is left out
        and the rest is tried again; nothing is released unaudited.

    Returns
    -------
    Mask
        Rows of forms that are not known here are left out.

    Raises
    ------
    ValueError
        A threshold below 2, which hides nothing.
    """
    if threshold < 2:
        raise ValueError(f"threshold: expected 2 or more, got {threshold}")
    given = tuple(rows)
    released = [row for row in given if row.form in HEADLINE]
    told: list[MaskedBlock] = []
    for name, block in blocks(given).items():
        kept, done = _masked(name, block, parents, threshold, least, limits)
        released += kept
        told.append(done)
    return Mask(tuple(sorted(released, key=lambda r: (r.form, r.unit, r.counted, r.item))), tuple(told))


def _masked(
    name: str,
    rows: tuple[FormRow, ...],
    parents: Mapping[str, str],
    threshold: int,
    least: Mapping[str, int],
    limits: Limits,
) -> tuple[tuple[FormRow, ...], MaskedBlock]:
    # What nothing published bounds cannot be audited.
    dropped = list(dict.fromkeys(row.unit for row in rows if unbounded(row)))
    rows = tuple(row for row in rows if row.unit not in dropped)
    while True:
        system = build(rows, parents, least)
        try:
            made = protect(system, threshold, limits)
            checked = audit(system, made, threshold)
            if not checked.unsafe:
                done = _told(name, system, made, checked)
                return _hide(rows, system, made.hidden), replace(done, dropped=tuple(sorted(dropped)))
        except Unfinished:
            pass
        lowest = _lowest(system)
        dropped += lowest
        rows = tuple(row for row in rows if row.unit not in lowest)


def _lowest(system: System) -> set[str]:
    deepest = max(system.depths)
    return {cell.unit for cell, depth in zip(system.cells, system.depths, strict=True) if depth == deepest}


def _told(name: str, system: System, made: Protected, checked: Audit) -> MaskedBlock:
    first = len(made.primary)
    return MaskedBlock(name, len(system.cells), first, len(made.hidden) - first, checked, system.broken)


def _hide(rows: tuple[FormRow, ...], system: System, hidden: frozenset[int]) -> tuple[FormRow, ...]:
    cells = {system.cells[i] for i in hidden}
    return tuple(_hide_row(row, cells) for row in rows)


def _hide_row(row: FormRow, cells: set[Cell]) -> FormRow:
    masked = frozenset(name for name in row.counts if cell_of(row, name) in cells)
    counts = {name: None if name in masked else value for name, value in row.counts.items()}
    return replace(row, counts=counts, masked=masked)
