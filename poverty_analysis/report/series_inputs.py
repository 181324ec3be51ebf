"""The ground under a series: units and links around the report's unit, and the results of those it was made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from poverty_analysis.inputs.country import links_near, members_on, read_groups
from poverty_analysis.inputs.rows.results import CountryResult, PovertyResult
from poverty_analysis.inputs.rows.units import GroupMember
from poverty_analysis.inputs.unit_maps import UnitMap, read_unit_map
from poverty_analysis.inputs.workspace import Rows, Workspace, read_units
from poverty_analysis.report.ledger_rows import in_time, of_units
from poverty_analysis.report.sources import Territory
from poverty_analysis.units.units import Link, Unit, family


@dataclass(frozen=True)
class Ground:
    """Units and links around a unit.

    ``results`` are the poverty results of all of its family, oldest first;
    ``groups`` who belongs to a group of units from when to when; ``country`` the results
    of the whole country, none beside a made-up unit; ``map`` says where the units below lie.
    """

    units: tuple[Unit, ...]
    links: tuple[Link, ...]
    results: tuple[PovertyResult, ...]
    groups: tuple[GroupMember, ...]
    country: tuple[CountryResult, ...]
    map: UnitMap

    def group(self, name: str, on: dt.date) -> frozenset[str]:
        """Codes of the units in the group called ``name`` on a day; empty for an unknown group."""
        return frozenset(members_on(self.groups, name, on))


def ground_of(
    workspace: Workspace,
    territory: Territory,
    tables: tuple[Rows[PovertyResult], Rows[CountryResult]],
    until: dt.date,
) -> Ground:
    """What is known around a unit; ``tables`` are the results of units and those of the country."""
    rows, reference = tables
    code = territory.unit.code
    links = links_near(workspace.root, read_units(workspace), code)
    kept = () if territory.unit.synthetic else reference.records
    country = in_time((row for row in kept if row.kind == "country"), until)
    results = in_time(of_units(rows, *family(links, code)), until)
    groups, drawn = read_groups(workspace.root), read_unit_map(workspace.root, code)
    return Ground(territory.units, links, results, groups, country, drawn)
