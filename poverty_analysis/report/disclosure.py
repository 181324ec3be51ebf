"""What a report of an edition may show of the official forms.

A submission reads the exact forms.  A shared report reads the headline forms,
and crossings from the release that fits them; without one it has none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from poverty_analysis.census.forms import GROUPS, HEADLINE
from poverty_analysis.inputs.dataset import InputFile
from poverty_analysis.inputs.forms import Forms, form_names
from poverty_analysis.inputs.releases import RELEASES, ReleaseFiles, read_releases
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS
from poverty_analysis.inputs.rows.results import IndicatorResult
from poverty_analysis.inputs.workspace import Rows, Workspace
from poverty_analysis.law.measures import Measure
from poverty_analysis.release.contents import headline_digest, may_be_named
from poverty_analysis.release.stored import chosen, families
from poverty_analysis.units.units import Unit
from poverty_analysis.values.problems import Problem
from poverty_analysis.values.validity import in_force

SHARED = "shared"
# After the name of a file whose checksum is of its published counts alone.
HEADLINE_PART = "#headline"
# The same of a file of results of policies, of the rows that may be shown.
SHOWN_PART = "#shown"


@dataclass(frozen=True)
class Disclosed:
    """Forms as a report may read them, the releases they come from, and what waits for a release.

    ``withheld`` are table and day of crossings that no release covers.
    """

    forms: Forms
    releases: tuple[ReleaseFiles, ...] = ()
    withheld: frozenset[tuple[str, dt.date]] = frozenset()

    def release(self, year: int) -> str:
        """Id of the last release of a year; empty without one."""
        own = (one for one in self.releases if one.as_of.year == year)
        return max(((one.as_of, one.id) for one in own), default=(None, ""))[1]

    def leaves_out(self, unit: str) -> bool:
        """Whether a release left a form of the unit out."""
        return any(unit in units for one in self.releases for units in one.dropped.values())

    def waiting(self, year: int) -> tuple[str, ...]:
        """Forms of a year whose crossings no release covers."""
        return tuple(sorted({form for form, day in self.withheld if day.year == year}))


def disclosed(
    workspace: Workspace,
    exact: Forms,
    edition: str,
    units: tuple[Unit, ...],
    code: str,
    named: tuple[InputFile, ...] | None = None,
) -> Disclosed:
    """The forms that a report on unit ``code`` may read.

    Parameters
    ----------
    workspace : Workspace
    exact : Forms
        Every form of the workspace, or all rows of ``units``.
    edition : str
        ``shared`` or ``submission``.
    units : tuple of Unit
        The dated units around ``code``, with all above it and all below these.
    code : str
    named : tuple of InputFile
        As :func:`named_files` of every form; needed where ``exact`` has not all rows.

    Raises
    ------
    DataProblems
        A release that cannot be read.
    """
    if edition != SHARED:
        return Disclosed(exact)
    used, withheld = _chosen(workspace, exact, units, code)
    crossed = (name for name in form_names() if name not in HEADLINE)
    released = (row for name in crossed for one in used for row in one.rows if row.form == name)
    rows = (*(row for row in exact.rows if row.form in HEADLINE), *released)
    own = tuple(named_files(exact)) if named is None else named
    files = (*own, *(file for one in used for file in one.files))
    return Disclosed(replace(exact, rows=rows, files=files), used, withheld)


def shown_results(
    rows: Rows[IndicatorResult], exact: Forms, shown: Disclosed, edition: str, measures: Iterable[Measure]
) -> Rows[IndicatorResult]:
    """Results of policies without those that state a count which the release hides.

    A few indicators are counts of the form of target groups.  Where that form
    is there for the unit and day, a shared report prints such a result only
    if the release shows all its counts.  A file that holds one left out keeps
    a checksum of its other rows alone: with that of the file a reader could
    try out what it says.  What is left out is told among the problems.
    """
    crossing = {one.id: one.crossing for one in measures if one.crossing}
    given = {(row.unit, row.as_of) for row in exact.rows if row.form == GROUPS}
    counted = (row for row in shown.forms.rows if (row.form, row.counted) == (GROUPS, HOUSEHOLDS))
    released = {(row.unit, row.as_of): row for row in counted}

    def hidden(row: IndicatorResult) -> bool:
        key = (row.unit, row.as_of)
        if edition != SHARED or row.indicator not in crossing or key not in given:
            return False
        return key not in released or bool(released[key].blanks(crossing[row.indicator]))

    out = tuple(row for row in rows.records if hidden(row))
    kept = tuple(row for row in rows.records if not hidden(row))
    files = tuple(_without(file, out, kept) for file in rows.files)
    return replace(rows, records=kept, files=files, problems=(*rows.problems, *(_left_out(row) for row in out)))


def _left_out(row: IndicatorResult) -> Problem:
    return Problem("PA-333", row.at.place("indicator"), row.indicator, {"unit": row.unit})


def _without(file: InputFile, out: Iterable[IndicatorResult], kept: Iterable[IndicatorResult]) -> InputFile:
    if all(row.at.file != file.path for row in out):
        return file
    own = [repr(row) for row in kept if row.at.file == file.path]
    return InputFile(f"{file.path}{SHOWN_PART}", hashlib.sha256(json.dumps(own).encode()).hexdigest())


def _chosen(
    workspace: Workspace, exact: Forms, units: tuple[Unit, ...], code: str
) -> tuple[tuple[ReleaseFiles, ...], frozenset[tuple[str, dt.date]]]:
    """The release of each family that the unit is in, and the crossings of families without one."""
    near = {unit.code for unit in units}
    rows = [row for row in exact.rows if row.unit in near]
    releases = read_releases(workspace.root / RELEASES, workspace.relative, near)
    used: list[ReleaseFiles] = []
    withheld: set[tuple[str, dt.date]] = set()
    for day in sorted({row.as_of for row in rows}):
        parents = {unit.code: unit.parent for unit in units if in_force(unit, day)}
        for family in families((row for row in rows if row.as_of == day), parents):
            if code in {row.unit for row in family.rows}:
                found = chosen(releases, family)
                used += [found] if found else []
                withheld |= set() if found else {(r.form, day) for r in family.rows if r.form not in HEADLINE}
    return tuple(used), frozenset(withheld)


def named_files(exact: Forms) -> Iterable[InputFile]:
    """Files with headline counts; of one that holds crossings too, a checksum of the headline rows alone."""
    for file in exact.files:
        if may_be_named(exact, file):
            yield file
        elif digest := headline_digest(exact, file):
            yield InputFile(f"{file.path}{HEADLINE_PART}", digest)
