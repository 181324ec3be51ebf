"""Releases as rows of forms, the families they are of, and whether they still fit the exact forms.

Nothing that is written down with a release is computed from a hidden count:
a checksum of the exact forms would let a reader try out the few values that
each hidden cell may have.  Whether a release fits is decided by what it
publishes: where every published cell is as in the forms and every hidden one
may be hidden, the hidden ones are protected whatever they are now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from poverty_analysis.census.forms import HEADLINE
from poverty_analysis.inputs.releases import ReleaseFiles
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.release.crossed import RELEASED, blocks, crossings


@dataclass(frozen=True)
class Family:
    """All rows of a unit and of those below it, on one day under one standard."""

    unit: str
    as_of: dt.date
    standard: str
    rows: tuple[FormRow, ...]


def families(rows: Iterable[FormRow], parents: Mapping[str, str]) -> tuple[Family, ...]:
    """Rows by the topmost unit that has any, day and standard, in that order."""
    given = tuple(row for row in rows if row.form in (*HEADLINE, *RELEASED))
    here: dict[tuple[dt.date, str], set[str]] = {}
    for row in given:
        here.setdefault((row.as_of, row.standard), set()).add(row.unit)
    found: dict[tuple[str, dt.date, str], list[FormRow]] = {}
    for row in given:
        top = top_unit(row.unit, here[row.as_of, row.standard], parents)
        found.setdefault((top, row.as_of, row.standard), []).append(row)
    return tuple(Family(*key, tuple(found[key])) for key in sorted(found))


def top_unit(unit: str, here: set[str], parents: Mapping[str, str]) -> str:
    """The topmost of ``here`` at or above ``unit``."""
    top, up = unit, unit
    while up := parents.get(up, ""):
        top = up if up in here else top
    return top


def is_earlier(files: ReleaseFiles, family: Family) -> bool:
    """Whether a release speaks of units of a family, on its day and under its standard, whatever its top was."""
    return (files.as_of, files.standard) == (family.as_of, family.standard) and _shares_units(files, family)


def is_of_another_day(files: ReleaseFiles, family: Family) -> bool:
    """Whether a release speaks of units of a family under its standard, on another day."""
    return files.as_of != family.as_of and files.standard == family.standard and _shares_units(files, family)


def _shares_units(files: ReleaseFiles, family: Family) -> bool:
    units = {row.unit for row in family.rows}
    return any(row.unit in units for row in files.rows)


def earlier_rows(releases: Iterable[ReleaseFiles], family: Family) -> tuple[FormRow, ...]:
    """All rows of earlier releases of a family: whoever has one keeps it."""
    return tuple(row for one in releases if is_earlier(one, family) for row in one.rows)


def fits(files: ReleaseFiles, family: Family) -> bool:
    """Whether a release is one of these exact forms.

    Every published count is the same, every crossing of the forms is in the
    release or was left out of it whole, and nothing that is hidden is blank.
    A release of fewer units does not fit: a second one beside it could be
    combined with it.
    """
    if (files.unit, files.as_of, files.standard) != (family.unit, family.as_of, family.standard):
        return False
    exact = {_key(row): row for row in family.rows}
    rows = {_key(row): row for row in files.rows}
    left_out = {
        _key(row)
        for name, block in blocks(family.rows).items()
        for row in block
        if row.unit in files.dropped.get(name, frozenset())
    }
    if {key for key, row in exact.items() if crossings(row)} - left_out != {k for k, r in rows.items() if crossings(r)}:
        return False
    return all(key in exact and _same(row, exact[key]) for key, row in rows.items())


def _key(row: FormRow) -> tuple[str, str, str, str]:
    return (row.form, row.unit, row.counted, row.item)


def _same(released: FormRow, exact: FormRow) -> bool:
    return all(
        exact.counts.get(name) is not None if name in released.masked else exact.counts.get(name) == value
        for name, value in released.counts.items()
    )


def chosen(releases: Iterable[ReleaseFiles], family: Family) -> ReleaseFiles | None:
    """The release of a family: of those that fit, the one with the highest threshold."""
    fitting = [one for one in releases if fits(one, family)]
    return max(fitting, key=lambda one: (one.threshold, one.id), default=None)
