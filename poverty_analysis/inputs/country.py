"""The country's communes, the map from old units to new ones, and groups: read by province, when asked for.

``data/units/units.csv`` is short and read by every command.  The communes and
the crosswalk have a file for each present province; an old province's units
lie in the file of the province it went into, so a family is one file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.csvs import MAX_MEGABYTES, load, read_csv
from poverty_analysis.inputs.rows.kinds import Row, RowKind
from poverty_analysis.inputs.rows.units import CROSSWALK, GROUPS, UNITS, GroupMember
from poverty_analysis.units.units import Link, Unit
from poverty_analysis.values.problems import DataProblems
from poverty_analysis.values.validity import in_force

COMMUNES = "communes"
PROVINCES = "provinces"


@cache
def commune_files(root: Path) -> Mapping[str, tuple[str, ...]]:
    """The provinces in whose file a commune code stands.

    Only the codes are looked at, so that it is quick; a file that cannot be
    read is told when it is used, or by ``check``.
    """
    found: dict[str, list[str]] = {}
    for path in sorted((root / "data" / "units" / COMMUNES).glob("*.csv")):
        try:
            text = load(path, path.name, MAX_MEGABYTES).decode("utf-8", errors="replace")
        except DataProblems:
            continue
        rows = csv.reader(io.StringIO(text, newline=""))
        column = {name: index for index, name in enumerate(next(rows, []))}.get("code", 0)
        for row in rows:
            found.setdefault(row[column] if len(row) > column else "", []).append(path.stem)
    return MappingProxyType({code: tuple(dict.fromkeys(names)) for code, names in found.items()})


def units_near(root: Path, units: tuple[Unit, ...], *codes: str) -> tuple[Unit, ...]:
    """The short list with all communes of the provinces in which ``codes`` lie or lay.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    units : tuple of Unit
        The short list.
    codes : str
        Codes of any level; one that is nowhere adds nothing.

    Raises
    ------
    DataProblems
        When a file of communes cannot be read exactly.
    """
    names = sorted({name for code in codes for name in home_provinces(root, units, code)})
    return (*units, *(one for name in names for one in read_communes(root, name)))


def home_provinces(root: Path, units: tuple[Unit, ...], code: str) -> tuple[str, ...]:
    """The present provinces in whose files the units around a code are listed."""
    if code in commune_files(root):
        return commune_files(root)[code]
    above = [one.parent for one in units if one.code == code and one.parent]
    wanted = {code, *above}
    parents = {one.code: one.parent for one in units if one.code in wanted and one.level == "district"}
    old = {parents.get(name, name) for name in wanted}
    return tuple(sorted(_home(root, name) for name in old if len(name) == 2))


def _home(root: Path, province: str) -> str:
    """The present province an old one went into; itself when it has a file and went nowhere."""
    return next((link.new for link in read_links(root, PROVINCES) if link.old == province), province)


def list_files(root: Path, units: tuple[Unit, ...], *codes: str) -> tuple[Path, ...]:
    """The files in which units, links and groups around ``codes`` are listed, as :func:`units_near` takes them."""
    folder = root / "data" / "units"
    names = sorted({name for code in codes for name in home_provinces(root, units, code)})
    near = (folder / below / f"{name}.csv" for below in (COMMUNES, CROSSWALK.table) for name in names)
    short = (*folder.glob("*"), folder / CROSSWALK.table / f"{PROVINCES}.csv", *(folder / GROUPS.table).glob("*.csv"))
    return tuple(path for path in sorted((*short, *near)) if path.is_file())


@cache
def read_communes(root: Path, province: str) -> tuple[Unit, ...]:
    """Communes old and new of a present province; DataProblems when its file cannot be read."""
    return _rows(root, COMMUNES, province, UNITS)


def links_near(root: Path, units: tuple[Unit, ...], *codes: str) -> tuple[Link, ...]:
    """Links between provinces, and those of the units around ``codes`` as in :func:`units_near`."""
    names = sorted({name for code in codes for name in home_provinces(root, units, code)})
    return (*read_links(root, PROVINCES), *(link for name in names for link in read_links(root, name)))


@cache
def read_links(root: Path, province: str) -> tuple[Link, ...]:
    """The map from old units to new ones in a present province; DataProblems as above."""
    return _rows(root, CROSSWALK.table, province, CROSSWALK)


@cache
def read_groups(root: Path) -> tuple[GroupMember, ...]:
    """Every membership in ``data/units/groups``; DataProblems when a file cannot be read exactly."""
    files = sorted((root / "data" / "units" / GROUPS.table).glob("*.csv"))
    return tuple(row for path in files for row in _rows(root, GROUPS.table, path.stem, GROUPS))


def group_members(root: Path, group: str, on: date) -> tuple[str, ...]:
    """Codes of the units that belong to a group on a day, by code.

    Empty for a group nobody listed; a list is no proof that it is whole (``data/units/SOURCE.md``, 7).
    """
    return members_on(read_groups(root), group, on)


def members_on(members: Iterable[GroupMember], group: str, on: date) -> tuple[str, ...]:
    """Codes of the ``members`` of a group on a day, by code; none for a group nobody listed."""
    return tuple(sorted(one.unit for one in members if one.group == group and in_force(one, on)))


def _rows(root: Path, folder: str, province: str, kind: RowKind[Row]) -> tuple[Row, ...]:
    path = root / "data" / "units" / folder / f"{province}.csv"
    if not path.exists():
        return ()
    name = path.relative_to(root).as_posix()
    checked = kind.check(read_csv(path, name), read_contract().domains)
    if checked.problems:
        raise DataProblems(checked.problems)
    return checked.records
