"""Free text that seems to hold a person: told with its place, never with its words, before anything is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from poverty_analysis.inputs.contract import TableSpec
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.values.persons import signs_of_persons
from poverty_analysis.values.problems import Place, Problem

# Numbers stop what would print them; a name may be that of a place or a body, which only a reader can tell.
NUMBER, NAME = "PA-218", "PA-219"
_AMOUNTS = "as_printed"


def persons_in_table(raw: RawTable, spec: TableSpec) -> Iterator[Problem]:
    """Yield PA-218 and PA-219 for the text columns of a table that is checked against ``spec``."""
    texts = [
        (index, name)
        for index, name in enumerate(raw.header)
        if name in spec.names() and spec.column(name).type == "text"
    ]
    for number, cells in raw.rows:
        for index, name in texts:
            cell = cells[index] if index < len(cells) else None
            if isinstance(cell, str):
                place = Place(raw.file, raw.sheet, number, name)
                yield from persons_in(cell, place, amounts=name.endswith(_AMOUNTS))


def persons_in(text: str, place: Place, *, amounts: bool = False) -> Iterator[Problem]:
    """Yield PA-218 for a number of a person in ``text`` and PA-219 for what looks like a name."""
    signs = signs_of_persons(text, amounts=amounts)
    if set(signs) - {"name"}:
        yield Problem(NUMBER, place)
    if "name" in signs:
        yield Problem(NAME, place)


def parted(found: Iterable[Problem]) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Problems and warnings among what the functions above yield."""
    told = tuple(found)
    return tuple(p for p in told if p.code == NUMBER), tuple(p for p in told if p.code == NAME)
