"""Read ``plan.yaml``: what a plan is, and the documents it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from poverty_analysis.contract import TableSpec, read_contract
from poverty_analysis.problems import DataProblems, Place, Problem
from poverty_analysis.read.checker import Checked, Record, check_table
from poverty_analysis.read.raw import RawTable
from poverty_analysis.strict_yaml import Scalar, Value, read_yaml
from poverty_analysis.text import nearest


def read_plan_yaml(
    path: Path, name: str, domains: Mapping[str, Collection[str]]
) -> tuple[Record, tuple[Record, ...], tuple[Problem, ...]]:
    """Read ``plan.yaml`` into one record for the plan and one per cited document.

    Returns
    -------
    (plan, documents, problems)
        The plan record is empty when it could not be read.

    Raises
    ------
    DataProblems
        When the file is not readable YAML at all.
    """
    data = read_yaml(path, name)
    if not isinstance(data, dict):
        raise DataProblems([Problem("PA-110", Place(name))])
    documents = data.pop("documents", [])
    spec = read_contract().tables["plan"]
    flat = dict(_flatten(data, ""))
    problems = [*_unquoted(flat, spec, name), *_unknown(flat, spec, name)]
    checked = check_plan_pairs({k: v for k, v in flat.items() if k in spec.names()}, name, domains)
    documents_checked = _check_documents(documents, name, domains)
    problems += [*checked.problems, *documents_checked.problems]
    plan = checked.records[0] if checked.records else Record(name, 1, {})
    return plan, documents_checked.records, tuple(problems)


def check_plan_pairs(pairs: Mapping[str, str], name: str, domains: Mapping[str, Collection[str]]) -> Checked:
    """Check key and value pairs of a plan by the contract's table ``plan``.

    Problems name the line of the value where it is known (``Scalar.line``).
    """
    spec = read_contract().tables["plan"]
    row = (1, tuple(str(value) for value in pairs.values()))
    checked = check_table(RawTable(name, "", tuple(pairs), (row,)), spec, domains)
    lines = {key: getattr(value, "line", None) for key, value in pairs.items()}
    problems = tuple(_at_line(problem, lines) for problem in checked.problems)
    return Checked(checked.records, problems)


def _at_line(problem: Problem, lines: Mapping[str, int | None]) -> Problem:
    place = Place(problem.place.file, problem.place.sheet, lines.get(problem.place.column), problem.place.column)
    return Problem(problem.code, place, problem.seen, problem.values)


def _flatten(data: Mapping[str, Value], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            yield f"{prefix}{key}", ";".join(str(item) for item in value)
        else:
            yield f"{prefix}{key}", value


def _unquoted(flat: Mapping[str, str], spec: TableSpec, name: str) -> Iterator[Problem]:
    for key in ("unit", "province"):
        value = flat.get(key)
        if isinstance(value, Scalar) and not value.quoted:
            yield Problem("PA-306", Place(name, row=value.line, column=key), seen=str(value))


def _unknown(flat: Mapping[str, str], spec: TableSpec, name: str) -> Iterator[Problem]:
    for key, value in flat.items():
        if key not in spec.names():
            place = Place(name, row=getattr(value, "line", None), column=key)
            yield Problem("PA-304", place, seen=key, values={"nearest": nearest(key, spec.names())})


def _check_documents(documents: Value, name: str, domains: Mapping[str, Collection[str]]) -> Checked:
    entries = [entry for entry in documents if isinstance(entry, dict)] if isinstance(documents, list) else []
    spec = read_contract().tables["documents"]
    keys = tuple(dict.fromkeys([*spec.names(), *(key for entry in entries for key in entry)]))
    rows = tuple((_line(entry), tuple(str(entry.get(key, "")) for key in keys)) for entry in entries)
    return check_table(RawTable(name, "", keys, rows), spec, domains)


def _line(entry: Mapping[str, Value]) -> int:
    return min((value.line for value in entry.values() if isinstance(value, Scalar)), default=1)
