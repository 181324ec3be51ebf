"""The same money in two files: byte by byte, or row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.inputs.dataset import InputFile
from poverty_analysis.inputs.rows.kinds import Placed, row_cells
from poverty_analysis.inputs.rows.plan import LEDGER
from poverty_analysis.values.origin import Origin
from poverty_analysis.values.problems import Place, Problem

#: Fields that tell one result of a table from another.
_RESULT_KEY = ("unit", "place", "as_of", "standard", "indicator", "group")
Postings = Mapping[str, "Counter[tuple[object, ...]]"]


def same_files(files: Iterable[InputFile]) -> Iterator[Problem]:
    """PA-721 for every file that equals an earlier one."""
    first: dict[str, str] = {}
    for file in files:
        if file.sha256 in first:
            yield Problem("PA-721", Place(file.path), values={"first": first[file.sha256]})
        first.setdefault(file.sha256, file.path)


def postings_by_file(records: Iterable[Entry]) -> Postings:
    """The rows of each file as they are compared: all values, in the order of the contract."""
    found: dict[str, Counter[tuple[object, ...]]] = {}
    spec = LEDGER.spec
    for record in records:
        found.setdefault(record.at.file, Counter())[row_cells(spec, record)] += 1
    return found


def same_rows(postings: Postings) -> Iterator[Problem]:
    """PA-722 for a file all rows of which stand in another one: saved again, or a part of it."""
    told: set[str] = set()
    holders: dict[tuple[object, ...], list[str]] = {}
    for file, rows in postings.items():
        for row in rows:
            holders.setdefault(row, []).append(file)
    for one, rows in postings.items():
        # A file that has all rows has the rarest of them: few files are compared, however many there are.
        for other in min((holders[row] for row in rows), key=len, default=[]):
            if other != one and one not in told and other not in told and rows <= postings[other]:
                told.add(one)
                yield Problem("PA-722", Place(one), values={"first": other, "count": str(rows.total())})


def booked_twice(
    files: Iterable[InputFile], records: Iterable[Entry], told: Collection[Problem]
) -> tuple[Problem, ...]:
    """What :func:`same_files` finds in ledger files, or :func:`same_rows` in them and the exports; without ``told``."""
    twice = tuple(same_files(files)) or tuple(same_rows(postings_by_file(records)))
    return tuple(problem for problem in twice if problem not in told)


def official_twice(records: Iterable[Placed]) -> Iterator[Problem]:
    """PA-367 for every official result of a unit (or place), day and standard beside an earlier one, of any file."""
    first: dict[tuple[object, ...], Origin] = {}
    for row in records:
        if getattr(row, "status", "") == "official":
            key = tuple(getattr(row, name, "") for name in _RESULT_KEY)
            if key in first:
                yield Problem("PA-367", row.at.place("status"), values={"first": first[key].cell()})
            first.setdefault(key, row.at)
