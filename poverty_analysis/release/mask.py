"""The masked forms of one family of units on one day: every level and table at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from poverty_analysis.census.forms import ETHNICITY, GROUPS, HEADLINE
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.release.choose import Earlier, Rule, small_cells
from poverty_analysis.release.crossed import blocks, crossings, unbounded
from poverty_analysis.release.joint import narrowed
from poverty_analysis.release.moves import Change
from poverty_analysis.release.protect import Audit, Limits, Protected, audit, protect
from poverty_analysis.release.relations import Cell, cell_of
from poverty_analysis.release.search import Unfinished
from poverty_analysis.release.system import System, build
from poverty_analysis.release.years import OtherYears

_ALONE: Final = OtherYears()
# How many times the threshold a sum may be asked to move, before its units are left out.
_MOST_ROOM = 16


@dataclass(frozen=True)
class MaskedBlock:
    """What became of one block of forms.

    ``dropped`` are units that are not published because the audit of them
    could not be finished; ``broken`` identities that the forms do not keep;
    ``exposed`` cells that would be hidden, had an earlier release not shown
    the count that they still have; ``told`` hidden cells that releases of
    other years leave too few values, whatever is hidden here.  How many cells are hidden as small is for
    the office alone: with that number a reader could drop other tables.
    """

    name: str
    cells: int
    primary: int
    secondary: int
    audit: Audit
    broken: int
    exposed: tuple[Cell, ...]
    told: tuple[Cell, ...]
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
    earlier: Iterable[FormRow] = (),
    years: OtherYears = _ALONE,
) -> Mask:
    """Mask the crossings of one family of units on one day under one standard.

    Parameters
    ----------
    rows : iterable of FormRow
        Exact rows of all levels at once: masks made apart can be combined by
        a reader.
    parents : mapping of unit to the unit above it
    threshold : int
        Counts from 1 to ``threshold`` are hidden, and every hidden cell keeps
        at least so many possible values.
    least : mapping of standard to number of deprivations
        From how many deprivations a household is poor.
    limits : Limits
        Where they do not suffice for a block, its lowest level is left out
        and the rest is tried again; nothing is released unaudited.
    earlier : iterable of FormRow
        Rows of earlier releases of that day and standard.  What they show and
        still holds is shown again; what they hide stays hidden.
    years : OtherYears
        What releases of other years ask: cells that they hide and that would
        tell what they hide, and bounds that they and the movements give others.

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
    given, before = tuple(rows), _Before.of(earlier, years)
    released = [row for row in given if row.form in HEADLINE]
    told: list[MaskedBlock] = []
    for name, block in blocks(given).items():
        kept, done = _masked(name, block, parents, threshold, least, limits, before)
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
    before: _Before,
) -> tuple[tuple[FormRow, ...], MaskedBlock]:
    # What nothing published bounds cannot be audited.
    dropped = list(dict.fromkeys(row.unit for row in rows if unbounded(row)))
    every = rows = tuple(row for row in rows if row.unit not in dropped)
    system, asked = build(rows, parents, least, before.years.bounds), _Asked()
    while True:
        rule, earlier = Rule(threshold, dict(asked.room)), before.cells(system, asked)
        try:
            made = protect(system, rule, limits, earlier, asked.found)
        except Unfinished:
            units = _lowest(system, {cell.unit for cell in system.cells})
        else:
            # While the search itself finds too few tables, nothing need be masked again.
            checked = None if made.wanting else audit(system, made, rule, earlier)
            if checked and not checked.unsafe:
                hidden = {system.cells[i] for i in made.chosen.hidden}
                shown = {cell for cell in system.cells if cell not in hidden}
                units, told = _narrowed(every, before.years, shown, parents, threshold)
                if more := units - asked.whole - set(dropped):
                    asked.whole |= more
                    continue
                done = _told(name, system, made, checked, rule, earlier)
                done = replace(done, told=told, dropped=tuple(sorted(dropped)))
                return _hide(rows, system, made.chosen.hidden), done
            unsafe = checked.unsafe if checked else made.wanting
            if asked.more(system, made, unsafe):
                continue
            units = _family(_lowest(system, {system.cells[i].unit for i in unsafe}), parents, rows)
        dropped += units
        rows = tuple(row for row in rows if row.unit not in units)
        system, asked = build(rows, parents, least, before.years.bounds), _Asked(whole=asked.whole)


@dataclass
class _Asked:
    """What is asked for beyond the rule, because cells could not be shown safe.

    ``anyway`` are cells that are hidden whatever they are, ``whole`` units of
    which all cells are; ``found`` the changes found while less was hidden.
    """

    room: dict[int, int] = field(default_factory=dict)
    anyway: set[Cell] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    found: tuple[tuple[Change, ...], ...] = ()

    def more(self, system: System, made: Protected, unsafe: tuple[int, ...]) -> bool:
        """Ask for more; whether there was more to ask for.

        First that cells which are not small stay hidden whatever they are, then for
        room in their sums, then that what is hidden beside them stays so too, then
        for units whole, the lowest first.
        """
        self.found = made.parts
        units = {system.cells[i].unit for i in unsafe}
        hidden = made.chosen.hidden
        if cells := {system.cells[i] for i in unsafe if i not in made.chosen.small} - self.anyway:
            self.anyway |= cells
        elif room := _more_room(system, unsafe, self.room):
            self.room |= room
        elif cells := {system.cells[i] for i in _beside(system, unsafe) & hidden} - self.anyway:
            self.anyway |= cells
        elif whole := _lowest(system, units) - self.whole or units - self.whole:
            self.whole |= whole
        else:
            return False
        return True


def _beside(system: System, cells: tuple[int, ...]) -> frozenset[int]:
    """The cells of all relations in which some stand."""
    touched = (relation.terms for relation in system.relations if any(i in cells for i, _ in relation.terms))
    return frozenset(i for terms in touched for i, _ in terms)


def _more_room(system: System, unsafe: tuple[int, ...], room: Mapping[int, int]) -> dict[int, int]:
    """Four times the room for the sums of unsafe cells; where those have enough, for all that they stand in."""
    touched = [
        (number, relation.low == relation.high)
        for number, relation in enumerate(system.relations)
        if any(i in unsafe for i, _ in relation.terms) and room.get(number, 1) < _MOST_ROOM
    ]
    sums = [number for number, equal in touched if equal]
    return {number: 4 * room.get(number, 1) for number in sums or [number for number, _ in touched]}


def _lowest(system: System, units: set[str]) -> set[str]:
    """Those of units that lie deepest."""
    depths = {cell.unit: depth for cell, depth in zip(system.cells, system.depths, strict=True) if cell.unit in units}
    return {unit for unit, depth in depths.items() if depth == max(depths.values())}


def _family(units: set[str], parents: Mapping[str, str], rows: tuple[FormRow, ...]) -> set[str]:
    """Units with all that share their parents, and all below them."""
    above = {parents.get(unit, "") for unit in units} - {""}
    found = units | {row.unit for row in rows if parents.get(row.unit, "") in above}
    while more := {row.unit for row in rows if parents.get(row.unit, "") in found} - found:
        found |= more
    return found


def _told(name: str, system: System, made: Protected, checked: Audit, rule: Rule, earlier: Earlier) -> MaskedBlock:
    small = len(made.chosen.small)
    exposed = small_cells(system, system.values, rule.threshold, frozenset(), sorted(earlier.shown))
    return MaskedBlock(
        name,
        len(system.cells),
        small,
        len(made.chosen.hidden) - small,
        checked,
        system.broken,
        tuple(system.cells[i] for i in exposed),
        (),
    )


def _narrowed(
    rows: tuple[FormRow, ...], years: OtherYears, shown: set[Cell], parents: Mapping[str, str], threshold: int
) -> tuple[set[str], tuple[Cell, ...]]:
    """Units in which what is shown tells a count of a people together with another year, and cells told anyway."""
    if not years.others or not any(row.form in (ETHNICITY, GROUPS) for row in rows):
        return set(), ()
    # As a reader knows the counts: also of units left out, and before any other year bounds them.
    here = build(rows, parents, {})
    open_ = frozenset(i for i, cell in enumerate(here.cells) if cell in shown)
    found = [narrowed(here, open_, other, threshold) for other in years.others]
    told = dict.fromkeys(cell for one in found for cell in one.told)
    return {unit for one in found for unit in one.units}, tuple(told)


@dataclass(frozen=True)
class _Before:
    """The counts that earlier releases show of each cell, the cells that they hide, and what other years ask."""

    shown: Mapping[Cell, frozenset[int]]
    hidden: frozenset[Cell]
    years: OtherYears

    @classmethod
    def of(cls, rows: Iterable[FormRow], years: OtherYears) -> _Before:
        shown: dict[Cell, set[int]] = {}
        hidden: set[Cell] = set()
        for row in rows:
            hidden |= {cell_of(row, name) for name in row.masked}
            for name in crossings(row):
                if (value := row.counts.get(name)) is not None:
                    shown.setdefault(cell_of(row, name), set()).add(value)
        seen = {cell: frozenset(values) for cell, values in shown.items()}
        return cls(seen, years.kept | hidden, years)

    def cells(self, system: System, asked: _Asked) -> Earlier:
        """Of a system: what was shown as it still is, and what was hidden or is to be hidden in any case."""
        shown = frozenset(
            i
            for i, (cell, value) in enumerate(zip(system.cells, system.values, strict=True))
            if value in self.shown.get(cell, ())
        )
        kept = self.hidden | asked.anyway
        hidden = (i for i, cell in enumerate(system.cells) if cell in kept or cell.unit in asked.whole)
        return Earlier(shown, frozenset(hidden) - shown)


def _hide(rows: tuple[FormRow, ...], system: System, hidden: frozenset[int]) -> tuple[FormRow, ...]:
    cells = {system.cells[i] for i in hidden}
    return tuple(_hide_row(row, cells) for row in rows)


def _hide_row(row: FormRow, cells: set[Cell]) -> FormRow:
    masked = frozenset(name for name in row.counts if cell_of(row, name) in cells)
    counts = {name: None if name in masked else value for name, value in row.counts.items()}
    return replace(row, counts=counts, masked=masked)
