"""Rows of administrative units, of what they became, of their groups, and of a census."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from poverty_analysis.inputs.rows.kinds import row_kind
from poverty_analysis.units.units import Link, Unit
from poverty_analysis.values.origin import NOWHERE, Origin


@dataclass(frozen=True)
class GroupMember:
    """A unit in a group from ``valid_from`` until the day before ``valid_to``; None is open."""

    group: str
    unit: str
    valid_from: dt.date
    valid_to: dt.date | None
    verified: bool
    source: str
    at: Origin = NOWHERE


@dataclass(frozen=True)
class GroupCount:
    """How many units a document says a group has within ``unit`` (empty: in the country)."""

    group: str
    unit: str
    as_of: dt.date
    members: int
    verified: bool
    source: str
    at: Origin = NOWHERE


@dataclass(frozen=True)
class Tile:
    """The place of a unit on a grid of equal squares, rows from the north, columns from the west, from 0 on."""

    unit: str
    row: int
    column: int
    approved: bool
    source: str
    at: Origin = NOWHERE


@dataclass(frozen=True)
class CensusInfo:
    """Whose households a census lists, on which day, under which standard."""

    unit: str
    as_of: dt.date
    standard: str
    synthetic: bool
    source: str
    at: Origin = NOWHERE


UNITS = row_kind("units", Unit)
CROSSWALK = row_kind("crosswalk", Link)
GROUPS = row_kind("groups", GroupMember)
GROUP_COUNTS = row_kind("group_counts", GroupCount)
TILES = row_kind("tiles", Tile)
CENSUS = row_kind("census", CensusInfo)
