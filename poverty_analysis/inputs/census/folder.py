"""A census folder: ``census.yaml`` beside one household table, opened but not yet read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from poverty_analysis.inputs.census.file import TABLE, HouseholdFile, open_households
from poverty_analysis.inputs.census.rows import missing_columns
from poverty_analysis.inputs.checker import CheckedTable, Domains
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.inputs.rows.units import CENSUS, CensusInfo
from poverty_analysis.inputs.standard_days import check_days
from poverty_analysis.law import read_law
from poverty_analysis.law.calendar import standard
from poverty_analysis.law.standards import Standard
from poverty_analysis.units.units import Unit, parents, unit
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.strict_yaml import Scalar, Value, read_yaml
from poverty_analysis.values.validity import in_force

INFO = "census.yaml"
SUFFIXES = (".csv", ".xlsx", ".parquet")
_COMMUNE = "commune"


@dataclass(frozen=True)
class Census:
    """A census by its description and header.

    ``communes`` are those the table may name; ``above`` gives for each the
    units it belongs to, from the next one up to ``unit``.
    """

    name: str
    unit: str
    unit_name: str
    as_of: dt.date
    standard: Standard
    synthetic: bool
    source: str
    communes: tuple[str, ...]
    above: Mapping[str, tuple[str, ...]]
    file: HouseholdFile


def census_paths(root: Path) -> tuple[Path, ...]:
    """Folders in ``data/census`` of a workspace, in name order; none where it is absent."""
    folder = root / "data" / "census"
    return tuple(sorted(p for p in folder.iterdir() if p.is_dir() and p.name[0] != ".")) if folder.is_dir() else ()


def open_census(
    path: Path,
    name_of: Callable[[Path], str],
    domains: Domains,
    units_near: Callable[[str], tuple[Unit, ...]],
) -> Census:
    """Open the census in the folder ``path``.

    Raises
    ------
    DataProblems
        PA-101 no ``census.yaml``, PA-803 no household table or several,
        PA-306 a code without quotes, PA-307 no such unit on the day, PA-314
        made-up data of a real unit, PA-506 a standard that does not govern the
        day, PA-810 columns that the standard needs, and those of the readers.
    """
    info = _read_info(path / INFO, name_of(path / INFO), domains)
    files = sorted(p for p in path.iterdir() if p.stem == TABLE and p.suffix in SUFFIXES)
    if len(files) != 1:
        values = {"count": str(len(files)), "allowed": ", ".join(TABLE + suffix for suffix in SUFFIXES)}
        raise DataProblems([Problem("PA-803", Place(name_of(path)), values=values)])
    file = open_households(files[0], name_of(files[0]))
    code, day = info.unit, info.as_of
    units = units_near(code)
    chosen = standard(read_law(), info.standard, day)
    problems = [*missing_columns(file), *_needed(file, chosen), *_unit_problems(info, units, day)]
    if problems:
        raise DataProblems(problems)
    above = dict(_above(units, code, day))
    named = unit(units, code, day)
    return Census(
        name=name_of(path),
        unit=code,
        unit_name=named.name if named else code,
        as_of=day,
        standard=chosen,
        synthetic=info.synthetic,
        source=info.source,
        communes=tuple(above),
        above=above,
        file=file,
    )


def _read_info(path: Path, name: str, domains: Domains) -> CensusInfo:
    data = read_yaml(path, name)
    if not isinstance(data, dict):
        raise DataProblems([Problem("PA-110", Place(name))])
    raw = RawTable(name, "", tuple(data), ((1, tuple(_text(value) for value in data.values())),))
    checked = check_days(CENSUS.check(raw, domains))
    problems = [*_with_lines(checked, data), *_unquoted(data, name)]
    if problems:
        raise DataProblems(problems)
    return checked.records[0]


def _text(value: Value) -> str | None:
    return str(value) if isinstance(value, Scalar) else None


def _with_lines(checked: CheckedTable[CensusInfo], data: Mapping[str, Value]) -> Iterator[Problem]:
    for problem in checked.problems:
        place, line = problem.place, getattr(data.get(problem.place.column), "line", None)
        yield Problem(problem.code, Place(place.file, row=line, column=place.column), problem.seen, problem.values)


def _unquoted(data: Mapping[str, Value], name: str) -> Iterator[Problem]:
    value = data.get("unit")
    if isinstance(value, Scalar) and not value.quoted:
        yield Problem("PA-306", Place(name, row=value.line, column="unit"), seen=str(value))


def _needed(file: HouseholdFile, chosen: Standard) -> Iterator[Problem]:
    """PA-810 for what the standard needs to class a household: income or B1; its flags, or B2."""
    flags = [indicator.column for indicator in chosen.indicator_list]
    absent = [name for name in flags if name not in file.columns]
    measures = ["income", *(["b1"] if chosen.points else [])]
    wanted = [] if set(measures) & set(file.columns) else [" / ".join(measures)]
    if absent and not (chosen.points_each and len(absent) == len(flags) and "b2" in file.columns):
        wanted += absent
    if wanted:
        values = {"standard": chosen.id, "names": ", ".join(wanted)}
        yield Problem("PA-810", Place(file.name, row=1), values=values)


def _unit_problems(info: CensusInfo, units: tuple[Unit, ...], day: dt.date) -> Iterator[Problem]:
    code = info.unit
    found = unit(units, code, day)
    if found is None:
        yield Problem("PA-307", info.at.place("unit"), seen=code, values={"date": day.isoformat()})
    elif found.synthetic != info.synthetic:
        yield Problem("PA-314", info.at.place("unit"), seen=code)


def _above(units: tuple[Unit, ...], code: str, day: dt.date) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Communes of a unit with the units above each, up to it; the unit itself when it is a commune."""
    for one in sorted((u for u in units if u.level == _COMMUNE and in_force(u, day)), key=lambda u: u.code):
        chain = (one.code, *(parent.code for parent in parents(units, one.code, day)))
        if code in chain:
            yield one.code, chain[1 : chain.index(code) + 1]
