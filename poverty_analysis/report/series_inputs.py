"""The ground under a series: units and links around the report's unit, and the results of those it was made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from poverty_analysis.inputs.country import links_near
from poverty_analysis.inputs.rows.results import CountryResult, PovertyResult
from poverty_analysis.inputs.rows.units import GROUPS, GroupMember
from poverty_analysis.inputs.workspace import Rows, Workspace, read_rows, read_units
from poverty_analysis.report.ledger_rows import in_time, of_units
from poverty_analysis.units.units import Link, Unit


@dataclass(frozen=True)
class Ground:
    """Units and links around a unit.

    ``results`` are the poverty results of all of its family, oldest first;
    ``groups`` the rows of the dated groups of units; ``country`` the results
    of the whole country, none beside a made-up unit.
    """

    units: tuple[Unit, ...]
    links: tuple[Link, ...]
    results: tuple[PovertyResult, ...]
    groups: tuple[GroupMember, ...]
    country: tuple[CountryResult, ...]

    def group(self, name: str, on: dt.date) -> frozenset[str]:
        """Codes of the units in the group called ``name`` on a day; empty for an unknown group."""
        return frozenset(row.unit for row in self.groups if row.group == name and row.valid(on))


def ground_of(
    workspace: Workspace,
    units: tuple[Unit, ...],
    tables: tuple[Rows[PovertyResult], Rows[CountryResult]],
    found: Unit,
    until: dt.date,
) -> Ground:
    """What is known around the unit ``found``; ``tables`` are the results of units and those of the country."""
    rows, reference = tables
    code = found.code
    links = links_near(workspace.root, read_units(workspace), code)
    whole = () if found.synthetic else tuple(row for row in reference.records if row.kind == "country")
    groups = read_rows(workspace, GROUPS).records
    return Ground(units, links, in_time(of_units(rows, *_family(links, code)), until), groups, in_time(whole, until))


def _family(links: tuple[Link, ...], code: str) -> tuple[str, ...]:
    """The unit, those it came from and those it went into, over all changes."""
    known, new = {code}, {code}
    while new:
        near = {x.old for x in links if x.new in new} | {x.new for x in links if x.old in new}
        new = near - known
        known |= new
    return tuple(sorted(known))
