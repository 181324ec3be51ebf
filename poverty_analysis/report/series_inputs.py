"""The ground under a series: units and links around the report's unit, and the results of those it was made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from poverty_analysis.inputs.checker import Record
from poverty_analysis.inputs.country import Member, links_near, member
from poverty_analysis.inputs.workspace import Rows, Workspace, read_rows, read_units
from poverty_analysis.report.ledger_rows import in_time, of_units
from poverty_analysis.units.units import Link, Unit
from poverty_analysis.values.validity import in_force


@dataclass(frozen=True)
class Ground:
    """Units and links around a unit.

    ``results`` are the poverty results of all of its family, oldest first;
    ``groups`` the dated members of groups of units; ``country`` the results
    of the whole country, none beside a made-up unit.
    """

    units: tuple[Unit, ...]
    links: tuple[Link, ...]
    results: tuple[Record, ...]
    groups: tuple[Member, ...]
    country: tuple[Record, ...]

    def group(self, name: str, on: dt.date) -> frozenset[str]:
        """Codes of the units in the group called ``name`` on a day; empty for an unknown group."""
        return frozenset(one.unit for one in self.groups if one.group == name and in_force(one, on))


def ground_of(
    workspace: Workspace, units: tuple[Unit, ...], tables: tuple[Rows, Rows], found: Unit, until: dt.date
) -> Ground:
    """What is known around the unit ``found``; ``tables`` are the results of units and those of the country."""
    rows, reference = tables
    code = found.code
    links = links_near(workspace.root, read_units(workspace), code)
    whole = () if found.synthetic else tuple(r for r in reference.records if r.values["kind"] == "country")
    groups = tuple(member(row.values) for row in read_rows(workspace, "groups").records)
    return Ground(units, links, in_time(of_units(rows, *_family(links, code)), until), groups, in_time(whole, until))


def _family(links: tuple[Link, ...], code: str) -> tuple[str, ...]:
    """The unit, those it came from and those it went into, over all changes."""
    known, new = {code}, {code}
    while new:
        near = {x.old for x in links if x.new in new} | {x.new for x in links if x.old in new}
        new = near - known
        known |= new
    return tuple(sorted(known))
