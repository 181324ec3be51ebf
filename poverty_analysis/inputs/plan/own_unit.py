"""Whether what a plan says of its unit agrees: code, level, province, letterhead, title and the file it was typed from.

A wrong province makes findings vanish in silence: the law of another province
is then held against the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan.attachments import MAX_BYTES
from poverty_analysis.inputs.rows.plan import PlanKeys, TargetRow
from poverty_analysis.law import Law
from poverty_analysis.units.units import Unit, last_day, parents, unit
from poverty_analysis.values.files import read_input
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.text import fold, nearest

SOURCE_FOLDER = "source"
# Texts whose lines can be counted; a scan has none.
_TEXTS = (".txt", ".md")
_SHOWN = 5


def told_of_unit(dataset: Dataset, units: tuple[Unit, ...]) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Problems and warnings of what a plan says of its unit; none for a plan whose keys could not be read.

    PA-366 years out of order, twice or with a gap, or several of a yearly plan;
    PA-307 no such unit in the plan's last year, PA-314 made-up data of a real
    unit, PA-360 another level and PA-361 another province than the unit's;
    PA-362, a warning, a letterhead that names another unit.
    """
    keys = dataset.keys
    if keys is None:
        return (), ()
    years = keys.period_years
    if years != tuple(range(years[0], years[0] + len(years))) or (keys.period_kind == "year" and len(years) > 1):
        return (Problem("PA-366", _place(keys, "period.years"), "; ".join(map(str, years))),), ()
    year = years[-1]
    day = last_day(units, keys.unit, year)
    found = unit(units, keys.unit, day) if day else None
    if found is None or day is None:
        return (Problem("PA-307", _place(keys, "unit"), seen=keys.unit, values={"date": f"{year}-12-31"}),), ()
    above = parents(units, keys.unit, day)
    return tuple(_contradictions(keys, found, above)), tuple(_other_names(keys, found, above))


def _contradictions(keys: PlanKeys, own: Unit, above: tuple[Unit, ...]) -> Iterator[Problem]:
    if own.synthetic != keys.synthetic:
        yield Problem("PA-314", _place(keys, "unit"), seen=keys.unit)
    if keys.level != own.level:
        yield Problem("PA-360", _place(keys, "level"), keys.level, {"unit": own.name, "level": own.level})
    province = next((one for one in (own, *above) if one.level == "province"), None)
    if province and keys.province != province.code:
        values = {"unit": own.name, "province": province.code, "name": province.name}
        yield Problem("PA-361", _place(keys, "province"), keys.province, values)


def _other_names(keys: PlanKeys, own: Unit, above: tuple[Unit, ...]) -> Iterator[Problem]:
    """A text that names neither the unit nor, where a body above may stand, one above it."""
    higher = (own, *above)
    texts = (
        ("issuer_name", keys.issuer_name, (own,)),
        ("issuer_parent", keys.issuer_parent, above or (own,)),
        ("place", keys.place, higher),
        ("document.issuer", keys.document_issuer, higher),
        # A title need not name the unit; one that names a unit of its kind names this one.
        ("document.title", keys.document_title if _names_one(keys.document_title, own.type) else "", higher),
    )
    for column, text, units in texts:
        if text and not any(_bare(one) in fold(text) for one in units):
            yield Problem("PA-362", _place(keys, column), text, {"unit": " / ".join(one.name for one in units)})


def _names_one(text: str, kind: str) -> bool:
    """Whether a text has a capital word after a type of unit: "huyện Mẫu", and not "trên địa bàn huyện năm 2023"."""
    words = text.split()
    wanted = fold(kind).split()
    starts = (at for at in range(len(words)) if [fold(word) for word in words[at : at + len(wanted)]] == wanted)
    return any(word[0].isupper() for at in starts for word in words[at + len(wanted) : at + len(wanted) + 1])


def source_warnings(dataset: Dataset, path: Path) -> Iterator[Problem]:
    """Yield PA-363 when the plan's text is not beside it, PA-364 when rows name lines beyond its end.

    Of a plan in a folder: a workbook carries its files inside, and ``convert``
    compares them.
    """
    keys = dataset.keys
    name = keys.document_source_file if keys else ""
    if keys is None or not name or not path.is_dir():
        return
    files = sorted(file.name for file in (path / SOURCE_FOLDER).glob("*"))
    if name not in files:
        yield Problem("PA-363", _place(keys, "document.source_file"), name, {"nearest": nearest(name, files)})
    elif name.endswith(_TEXTS):
        with suppress(DataProblems):
            lines = len(read_input(path / SOURCE_FOLDER / name, name, MAX_BYTES).splitlines())
            yield from _beyond(dataset, lines)


def _beyond(dataset: Dataset, lines: int) -> Iterator[Problem]:
    beyond = [(place, line) for place, line in dataset.source_lines() if line > lines]
    for place, line in beyond[:1]:
        yield Problem("PA-364", place, str(line), {"lines": str(lines), "count": str(len(beyond))})


def target_warnings(targets: Iterable[TargetRow], law: Law) -> Iterator[Problem]:
    """Yield PA-365 for targets with a number and without ``indicator_code``: nothing can be held against them."""
    without = [row for row in targets if not row.indicator_code and row.unit != "none"]
    if without:
        titles = {one.title_vi: one.id for one in law.measures}
        near = nearest(without[0].indicator, list(titles))
        rows = ", ".join(str(row.at.row) for row in without[:_SHOWN]) + (", …" if len(without) > _SHOWN else "")
        values = {"count": str(len(without)), "rows": rows, "nearest": f"{titles[near]} ({near})" if near else ""}
        yield Problem("PA-365", without[0].at.place("indicator_code"), values=values)


def _place(keys: PlanKeys, column: str) -> Place:
    return Place(keys.at.file, keys.at.sheet, column=column)


def _bare(unit: Unit) -> str:
    """The folded name without its type: "tuan giao" of "Huyện Tuần Giáo"."""
    return fold(unit.name).removeprefix(fold(unit.type)).strip()
