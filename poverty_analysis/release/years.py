"""What releases of other years give away: a household keeps its people, and few leave or join a class in a year.

The forms of movements are published: they say of how many households a class changed between two days.  Where these are
few, how many of a people were in the class on one day tells nearly how many were on the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from poverty_analysis.census import forms
from poverty_analysis.inputs.releases import ReleaseFiles
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.release.crossed import blocks, crossings
from poverty_analysis.release.joint import MOVEMENTS, Flow, OtherYear, tied_class
from poverty_analysis.release.relations import Cell, cell_of
from poverty_analysis.release.stored import Family, is_of_another_day
from poverty_analysis.release.system import System, build

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class OtherYears:
    """What releases of other days ask of this one: cells that stay hidden, and between which counts others must lie.

    ``others`` are those days of which the forms are there too.
    """

    kept: frozenset[Cell] = frozenset()
    bounds: Mapping[Cell, tuple[int, int]] = field(default_factory=dict)
    others: tuple[OtherYear, ...] = ()


def of_other_years(
    family: Family,
    releases: Iterable[ReleaseFiles],
    exact: Iterable[FormRow],
    threshold: int,
    parents: Mapping[str, str] = _NONE,
) -> OtherYears:
    """What the releases of other days of these units under the same standard ask of a family's.

    Parameters
    ----------
    family : Family
        The forms that are to be masked.
    releases : iterable of ReleaseFiles
        All there are.
    exact : iterable of FormRow
        Forms of all days that are at hand.  Those of movements may be in the
        releases too: between two days they are summed; without them nothing
        ties the counts of the two days.
    threshold : int
        A count that is shown here leaves the one that is hidden there at least
        ``moved + 1`` values: where these are fewer than the threshold, it is
        not shown.  That hangs on the other release and on the movements alone,
        which are public, and so do the bounds.
    parents : mapping of unit to the unit above it
        A unit has no more of a people than the unit above shows.
    """
    kept: set[Cell] = set()
    bounds: dict[Cell, tuple[int, int]] = {}
    others: list[OtherYear] = []
    given, all_releases = tuple(exact), tuple(releases)
    moves = (*given, *(row for one in all_releases for row in one.rows))
    for files in (one for one in all_releases if is_of_another_day(one, family)):
        flows, years = _flows(family, files.as_of, moves)
        if not flows:
            continue
        tie = _Tie.of(flows, earlier=files.as_of < family.as_of)
        kept |= {cell for cell in _hidden(files, family) if tie.ties(cell) and tie.fewer[tie.key(cell)] + 1 < threshold}
        for cell, there in _shown(files):
            if tie.ties(cell):
                low, high = bounds.get(cell, (0, there + tie.more[tie.key(cell)]))
                least, most = there - tie.fewer[tie.key(cell)], there + tie.more[tie.key(cell)]
                bounds[cell] = (max(low, least), min(high, most))
        own = (row for row in given if (row.as_of, row.standard) == (files.as_of, files.standard))
        exactly = _system(own, parents)
        seen = dict(_shown(files))
        shown = frozenset(i for i, cell in enumerate(exactly.cells) if seen.get(cell) == exactly.values[i])
        others.append(OtherYear(exactly, shown, flows, single=years == 1, earlier=files.as_of < family.as_of))
    return OtherYears(frozenset(kept), bounds, tuple(others))


@dataclass(frozen=True)
class _Tie:
    """How many households fewer, and more, of one people a class of a unit has at most on this day than on another."""

    fewer: Mapping[tuple[str, str], int]
    more: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, flows: Mapping[Flow, int], *, earlier: bool) -> _Tie:
        left, came = (
            {
                (kind, unit): sum(flows[kind, unit, name] for name in names[MOVEMENTS[kind]])
                for kind, unit in {flow[:2] for flow in flows}
            }
            for names in (forms.OUT, forms.IN)
        )
        return cls(left, came) if earlier else cls(came, left)

    def key(self, cell: Cell) -> tuple[str, str]:
        return (tied_class(cell), cell.unit)

    def ties(self, cell: Cell) -> bool:
        """Whether the forms of movements tie a cell."""
        return self.key(cell) in self.fewer


def _flows(family: Family, there: dt.date, moves: Iterable[FormRow]) -> tuple[dict[Flow, int], int]:
    """How many moved between two days, by class, unit and column, and over how many years that is."""
    first, last = sorted((family.as_of, there))
    units = {row.unit for row in family.rows}
    kinds = {form: kind for kind, form in MOVEMENTS.items()}
    # A form may be in a release as well as in the forms.
    rows = {
        (row.form, row.unit, row.as_of): row
        for row in moves
        if row.form in kinds and row.counted == HOUSEHOLDS and row.unit in units and first < row.as_of <= last
    }
    found: dict[Flow, int] = {}
    for row in rows.values():
        for name in (*forms.OUT[row.form], *forms.IN[row.form]):
            flow = (kinds[row.form], row.unit, name)
            found[flow] = found.get(flow, 0) + row.known(name)
    return found, len({row.as_of for row in rows.values()})


def _shown(files: ReleaseFiles) -> Iterator[tuple[Cell, int]]:
    for row in files.rows:
        for column in crossings(row):
            if (count := row.counts.get(column)) is not None:
                yield cell_of(row, column), count


def _system(rows: Iterable[FormRow], parents: Mapping[str, str]) -> System:
    """The counts of peoples on a day as one system."""
    found = blocks(rows)
    return build((*found.get(forms.ETHNICITY, ()), *found.get(forms.GROUPS, ())), parents, {})


def _hidden(other: ReleaseFiles, family: Family) -> set[Cell]:
    """What a release hides, and the counts of a family in units that it leaves out of a form."""
    masked = {cell_of(row, column) for row in other.rows for column in row.masked}
    left_out = {
        cell_of(row, column)
        for name, block in blocks(family.rows).items()
        for row in block
        if row.unit in other.dropped.get(name, frozenset())
        for column in crossings(row)
    }
    return masked | left_out
