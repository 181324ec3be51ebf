"""Tables typed from a plan's document: ``claims/<name>.csv`` beside ``claims/<name>.yaml``.

The first column names the rows, the first line the columns; the cells are as
the document prints them.  The YAML says what is a total of what and which
column is a rate of which: ``total_rows: [Tổng]`` (or ``Cả nước = Bắc + Nam``),
``sums: [both = poor + near_poor]``, ``rates: [poor_rate = poor / households]``,
``rates: [poor_rate = poor]`` over a whole that is not printed, ``shares:
[poor_share = poor]`` of the total row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path, PurePosixPath

from poverty_analysis.inputs.csvs import csv_table
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan.attachments import read_attached
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.plan.claim_tables import CellKey, ClaimTable, TableRate, TableSum
from poverty_analysis.values.files import read_input, utf8_text
from poverty_analysis.values.money import Convention, NotReadable, find_numbers
from poverty_analysis.values.precision import Span, number_span
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.strict_yaml import Value, parse_yaml
from poverty_analysis.values.text import nearest

FOLDER = "claims"
_MAX_BYTES = 8 * 1024 * 1024
_LISTS = ("total_rows", "sums", "rates", "shares", "rounded", "skip")
_KEYS = ("document", "source_line", *_LISTS)
# What a table prints where there is nothing.
_NOTHING = ("-", "–", "—")


@dataclass(frozen=True)
class _Reading:
    """One table while it is read: its two files, and what is wrong with them."""

    label: str
    raw: RawTable
    says: Mapping[str, Value]
    convention: Convention
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(str(cells[0] or "") for _, cells in self.raw.rows)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.raw.header[1:]

    def lines(self, key: str) -> tuple[str, ...]:
        """The texts of a list; a text by itself is a list of one."""
        value = self.says.get(key, [])
        listed = value if isinstance(value, list) else [value]
        for one in listed:
            if not isinstance(one, str):
                self.refuse("PA-391", key, str(one))
        return tuple(str(one) for one in listed if isinstance(one, str))

    def refuse(self, code: str, key: str, seen: str, known: Collection[str] = ()) -> None:
        values = {"column": key, "nearest": nearest(seen, known)} if known else {"column": key}
        problem = Problem(code, Place(f"{self.label}.yaml", column=key), seen=seen, values=values)
        # A list may be looked at more than once.
        if problem not in self.problems:
            self.problems.append(problem)

    def known(self, key: str, names: Iterable[str], options: tuple[str, ...]) -> bool:
        """Whether every name is a row (or column); those that are none are told."""
        wrong = [name for name in names if name not in options]
        for name in wrong:
            self.refuse("PA-392", key, name, options)
        return not wrong


def with_claim_tables(dataset: Dataset, path: Path) -> Dataset:
    """The plan with the tables of its folder ``claims``, or of the files its workbook carries, and their problems."""
    try:
        files = _files(path, dataset.path)
    except DataProblems as error:
        return replace(dataset, problems=(*dataset.problems, *error.problems))
    if not files:
        return dataset
    tables, problems = _tables(files, dataset)
    return replace(dataset, claim_tables=tables, problems=(*dataset.problems, *problems))


def _files(path: Path, name: str) -> dict[str, bytes]:
    """The files of the folder ``claims`` by their names."""
    if path.is_dir():
        found = sorted(one for one in (path / FOLDER).glob("*") if one.suffix in (".csv", ".yaml"))
        return {one.name: read_input(one, f"{name}/{FOLDER}/{one.name}", _MAX_BYTES) for one in found}
    if path.suffix != ".xlsx" or not path.exists():
        return {}
    try:
        attached = read_attached(path, name)
    except DataProblems:
        # A workbook or sheet that cannot be read is told where it is read first.
        return {}
    return {PurePosixPath(one.path).name: one.data for one in attached if one.path.startswith(f"{FOLDER}/")}


def _tables(files: Mapping[str, bytes], dataset: Dataset) -> tuple[tuple[ClaimTable, ...], tuple[Problem, ...]]:
    convention = dataset.keys.number_convention if dataset.keys else "vi"
    tables: list[ClaimTable] = []
    problems: list[Problem] = []
    for stem in dict.fromkeys(PurePosixPath(file).stem for file in files):
        label = f"{dataset.path}/{FOLDER}/{stem}"
        alone = [file for file in (f"{stem}.csv", f"{stem}.yaml") if file in files]
        if len(alone) == 1:
            problems.append(Problem("PA-390", Place(f"{dataset.path}/{FOLDER}/{alone[0]}"), seen=alone[0]))
            continue
        try:
            raw = csv_table(files[f"{stem}.csv"], f"{label}.csv")
            says = _described(files[f"{stem}.yaml"], f"{label}.yaml")
        except DataProblems as error:
            problems += error.problems
            continue
        table, wrong = typed_table(stem, raw, says, convention)
        problems += wrong
        if not wrong:
            tables.append(table)
    return tuple(tables), tuple(problems)


def _described(data: bytes, name: str) -> Mapping[str, Value]:
    says = parse_yaml(utf8_text(data, name), name)
    if not isinstance(says, dict):
        raise DataProblems([Problem("PA-110", Place(name))])
    return says


def typed_table(
    name: str, raw: RawTable, says: Mapping[str, Value], convention: Convention
) -> tuple[ClaimTable, tuple[Problem, ...]]:
    """A table out of its cells and what its description ``says``, with what is wrong with either."""
    of = _Reading(raw.file.removesuffix(".csv"), raw, says, convention)
    for key in says:
        if key not in _KEYS:
            of.refuse("PA-391", key, key)
    return _table(name, of), tuple(of.problems)


def _table(name: str, of: _Reading) -> ClaimTable:
    cells = dict(_cells(of))
    line = str(of.says.get("source_line", ""))
    if line and not line.isdigit():
        of.refuse("PA-391", "source_line", line)
    skipped = of.lines("skip")
    return ClaimTable(
        name=name,
        rows=of.rows,
        columns=tuple(column for column in of.columns if column not in skipped),
        cells={key: span for key, (_, span) in cells.items()},
        words={key: words for key, (words, _) in cells.items()},
        row_totals=tuple(_row_totals(of)),
        column_sums=tuple(_column_sums(of)),
        rates=(*_rates(of, "rates"), *_rates(of, "shares")),
        document=str(of.says.get("document", "")),
        source_line=int(line) if line.isdigit() else 0,
    )


def _cells(of: _Reading) -> Iterator[tuple[CellKey, tuple[str, Span]]]:
    skipped, rounded, seen = of.lines("skip"), of.lines("rounded"), set[str]()
    of.known("skip", skipped, of.columns)
    of.known("rounded", rounded, of.columns)
    # Rates are rounded whether or not their cells repeat the per cent sign of the heading.
    rounded += tuple(line.partition("=")[0].strip() for key in ("rates", "shares") for line in of.lines(key))
    for number, cells in of.raw.rows:
        row = str(cells[0] or "")
        if not row or row in seen:
            of.problems.append(Problem("PA-394", Place(f"{of.label}.csv", row=number), seen=row))
        seen.add(row)
        for column, cell in zip(of.columns, cells[1:], strict=True):
            if cell is not None and column not in skipped:
                words = str(cell)
                span = _span(of, words, Place(f"{of.label}.csv", row=number, column=column))
                yield (row, column), (words, _as_rounded(span) if column in rounded else span)


def _span(of: _Reading, words: str, place: Place) -> Span:
    if words in _NOTHING:
        return Span(Fraction(0), Fraction(0), Fraction(0), Fraction(0))
    try:
        found = find_numbers(words, of.convention)
    except NotReadable:
        found = []
    if len(found) == 1:
        return number_span(found[0], words, of.convention)
    of.problems.append(Problem("PA-393", place, seen=words, values={"convention": of.convention}))
    return Span(Fraction(0), Fraction(0), Fraction(0), Fraction(0))


def _as_rounded(span: Span) -> Span:
    """A whole number of a column whose numbers are rounded to whole ones."""
    half = Fraction(1, 2)
    return span if span.place or span.worded else Span(span.value, Fraction(1), span.value - half, span.value + half)


def _row_totals(of: _Reading) -> Iterator[TableSum]:
    """Total rows; one that names no parts is the sum of all rows that are no totals."""
    lines = [line.partition("=") for line in of.lines("total_rows")]
    totals = [left.strip() for left, _, _ in lines]
    others = tuple(row for row in of.rows if row not in totals)
    for left, equals, right in lines:
        parts = _names(right, "+") if equals else others
        if of.known("total_rows", (left.strip(), *parts), of.rows):
            yield TableSum(left.strip(), parts)


def _column_sums(of: _Reading) -> Iterator[TableSum]:
    for line in of.lines("sums"):
        left, equals, right = line.partition("=")
        parts = _names(right, "+")
        if not equals or not parts:
            of.refuse("PA-391", "sums", line)
        elif of.known("sums", (left.strip(), *parts), of.columns):
            yield TableSum(left.strip(), parts)


def _rates(of: _Reading, key: str) -> Iterator[TableRate]:
    for line in of.lines(key):
        left, equals, right = line.partition("=")
        names = _names(right, "/")
        if not equals or len(names) not in ((1, 2) if key == "rates" else (1,)):
            of.refuse("PA-391", key, line)
        elif of.known(key, (left.strip(), *names), of.columns):
            yield TableRate(left.strip(), names[0], names[1] if len(names) == 2 else "", share=key == "shares")


def _names(text: str, sign: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(sign) if name.strip())
