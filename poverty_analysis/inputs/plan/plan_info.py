"""Read what a plan is and the documents it rests on: ``plan.yaml``, or the sheets plan and documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from poverty_analysis.inputs.checker import CheckedTable, Domains
from poverty_analysis.inputs.contract import TableSpec
from poverty_analysis.inputs.extra_rows import is_example
from poverty_analysis.inputs.labels import HELP, heading_of, pair_column
from poverty_analysis.inputs.raw import RawTable, RawValue
from poverty_analysis.inputs.rows.plan import DOCUMENTS, PLAN, PlanKeys
from poverty_analysis.plan.claims import CitedDocument
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.strict_yaml import Scalar, Value, read_yaml
from poverty_analysis.values.text import nearest

# The one key that may be a list in plan.yaml; as text its parts are joined with semicolons.
_LISTS = ("period.years",)
_QUOTED = ("unit", "province")
_PAIR = ("key", "value")


@dataclass(frozen=True)
class PlanInfo:
    """What a plan says of itself.

    ``keys`` is None when one of them could not be read; ``given`` holds the
    texts as they were written, so that the tables can be checked all the same.
    ``documents_known`` is False when the list of cited documents has problems.
    """

    keys: PlanKeys | None
    documents: tuple[CitedDocument, ...]
    problems: tuple[Problem, ...]
    given: Mapping[str, str]
    documents_known: bool = True
    warnings: tuple[Problem, ...] = ()


def read_plan_yaml(path: Path, name: str, domains: Domains) -> PlanInfo:
    """Read ``plan.yaml`` into the keys of the plan and its cited documents.

    Problems name the line of the value.  PA-304 unknown key, PA-305 a list or
    mapping where one value belongs, PA-306 a code without quotes, and those of
    :func:`poverty_analysis.inputs.checker.check_table`.

    Raises
    ------
    DataProblems
        When the file is not readable YAML at all.
    """
    data = read_yaml(path, name)
    if not isinstance(data, dict):
        raise DataProblems([Problem("PA-110", Place(name))])
    problems: list[Problem] = []
    documents = _documents(data.pop("documents", []), name, problems)
    flat = dict(_flatten(data, "", name, problems))
    problems += _unquoted(flat, name)
    lines = {key: getattr(value, "line", None) for key, value in flat.items()}
    checked = _check_pairs({key: str(value) for key, value in flat.items()}, lines, Place(name), domains)
    cited = DOCUMENTS.check(documents, domains)
    return PlanInfo(
        keys=checked.records[0] if checked.records else None,
        documents=cited.records,
        problems=(*problems, *checked.problems, *cited.problems),
        warnings=(*checked.warnings, *cited.warnings),
        given=flat,
        documents_known=not problems and not cited.problems,
    )


def check_plan_sheets(plan: RawTable | None, documents: RawTable | None, name: str, domains: Domains) -> PlanInfo:
    """Check the sheets ``plan`` (columns key and value) and ``documents`` of a workbook.

    PA-111 a key twice, PA-201 and PA-202 other columns than these two,
    PA-209 a value without a key, PA-215 an empty row, and those of
    :func:`read_plan_yaml`.
    """
    problems: list[Problem] = []
    pairs, rows = _sheet_pairs(plan, problems) if plan else ({}, {})
    checked = _check_pairs(pairs, rows, Place(name, plan.sheet if plan else "plan"), domains)
    # Without the sheet or its columns every key would be missing too; that says nothing more.
    problems += checked.problems if plan and {*_PAIR} <= {pair_column(title, _PAIR) for title in plan.header} else ()
    cited = DOCUMENTS.check(documents, domains) if documents else CheckedTable[CitedDocument]()
    return PlanInfo(
        keys=checked.records[0] if checked.records and not problems else None,
        documents=cited.records,
        problems=(*problems, *cited.problems),
        warnings=(*checked.warnings, *cited.warnings),
        given={key: str(value) for key, value in pairs.items() if value is not None},
        documents_known=not cited.problems,
    )


def sheet_rows(
    sheet: RawTable, columns: tuple[str, str], problems: list[Problem]
) -> Iterator[tuple[int, str, RawValue]]:
    """Yield row, name and value of a sheet of pairs, and append what is wrong with it.

    PA-201 and PA-202 for other columns than ``columns``, PA-209 for a cell that
    is empty beside a full one in the first column, PA-215 for an empty row.
    """
    place, table = Place(sheet.file, sheet.sheet, sheet.header_row), {"table": sheet.sheet}
    header = tuple(pair_column(title, columns) for title in sheet.header)
    problems += [Problem("PA-201", replace(place, column=name), values=table) for name in columns if name not in header]
    problems += [
        Problem("PA-202", replace(place, column=title), seen=title, values={"nearest": nearest(title, columns)} | table)
        for title in header
        if title not in (*columns, HELP)
    ]
    if any(name not in header for name in columns):
        return
    first, second = (header.index(name) for name in columns)
    for number, cells in sheet.rows:
        name, value = cells[first], cells[second]
        if name is not None and is_example((number, cells), sheet.header_row):
            continue
        if name is not None:
            yield number, str(name), value
        elif value is not None:
            problems.append(Problem("PA-209", _at(place, number, columns[0]), values={"column": columns[0]}))
        else:
            problems.append(Problem("PA-215", _at(place, number, "")))


def _sheet_pairs(sheet: RawTable, problems: list[Problem]) -> tuple[dict[str, RawValue], dict[str, int | None]]:
    pairs: dict[str, RawValue] = {}
    rows: dict[str, int | None] = {}
    for number, written, value in sheet_rows(sheet, _PAIR, problems):
        found = heading_of(written, PLAN.spec)
        key = found.column if found else written
        if key in pairs:
            problems.append(
                Problem("PA-111", Place(sheet.file, sheet.sheet, number, "key", cell=f"A{number}"), seen=key)
            )
            continue
        pairs[key], rows[key] = value, number
    return pairs, rows


def _at(place: Place, row: int | None, column: str) -> Place:
    return Place(place.file, place.sheet, row, column)


def _check_pairs(
    pairs: Mapping[str, RawValue], rows: Mapping[str, int | None], place: Place, domains: Domains
) -> CheckedTable[PlanKeys]:
    spec = PLAN.spec
    known = {key: value for key, value in pairs.items() if key in spec.names()}
    row = (1, tuple(known.values()))
    raw = RawTable(place.file, place.sheet, tuple(known), (row,) if known else ())
    checked = PLAN.check(raw, domains)
    problems = [*_unknown(pairs, rows, place, spec)]
    problems += [replace(problem, place=_key_place(problem.place, rows, spec)) for problem in checked.problems]
    warnings = (replace(warning, place=_key_place(warning.place, rows, spec)) for warning in checked.warnings)
    return CheckedTable(() if problems else checked.records, tuple(problems), warnings=tuple(warnings))


def _key_place(place: Place, rows: Mapping[str, int | None], spec: TableSpec) -> Place:
    """The place of a key: the line of its value, or its row of the sheet, where keys go by their labels."""
    row, key = rows.get(place.column), place.column
    if not place.sheet or key not in spec.names():
        return Place(place.file, place.sheet, row, key)
    return Place(place.file, place.sheet, row, key, spec.column(key).title["vi"], f"B{row}" if row else "")


def _unknown(
    pairs: Mapping[str, RawValue], rows: Mapping[str, int | None], place: Place, spec: TableSpec
) -> Iterator[Problem]:
    for key in pairs:
        if key not in spec.names():
            values = {"nearest": nearest(key, spec.names())}
            yield Problem("PA-304", _at(place, rows.get(key), key), seen=key, values=values)


def _flatten(data: Mapping[str, Value], prefix: str, name: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flatten(value, f"{path}.", name, problems)
        elif isinstance(value, Scalar):
            yield path, value
        elif path in _LISTS and all(isinstance(item, Scalar) for item in value):
            yield path, Scalar(";".join(str(item) for item in value), _first_line(value) or 0)
        else:
            problems.append(_misshapen(value, path, name))


def _misshapen(value: Value, key: str, name: str) -> Problem:
    return Problem("PA-305", Place(name, row=_first_line(value), column=key), seen=key)


def _unquoted(flat: Mapping[str, str], name: str) -> Iterator[Problem]:
    for key in _QUOTED:
        value = flat.get(key)
        if isinstance(value, Scalar) and not value.quoted:
            yield Problem("PA-306", Place(name, row=value.line, column=key), seen=str(value))


def _documents(documents: Value, name: str, problems: list[Problem]) -> RawTable:
    listed = documents if isinstance(documents, list) else [documents]
    entries = [entry for entry in listed if isinstance(entry, dict)]
    problems += [_misshapen(entry, "documents", name) for entry in listed if not isinstance(entry, dict)]
    problems += [
        _misshapen(value, f"documents.{key}", name)
        for entry in entries
        for key, value in entry.items()
        if not isinstance(value, Scalar)
    ]
    keys = tuple(dict.fromkeys([*DOCUMENTS.spec.names(), *(key for entry in entries for key in entry)]))
    rows = tuple((_first_line(entry) or 1, tuple(_text(entry.get(key)) for key in keys)) for entry in entries)
    return RawTable(name, "", keys, rows)


def _text(value: Value | None) -> str | None:
    return str(value) if isinstance(value, Scalar) else None


def _first_line(value: Value) -> int | None:
    if isinstance(value, Scalar):
        return value.line
    inner = value.values() if isinstance(value, dict) else value
    return min((line for item in inner if (line := _first_line(item)) is not None), default=None)
