"""What the columns of the official forms mean, and the law: what holds of their counts, whatever these are.

Worked out apart from the masking, which has relations of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from poverty_analysis.inputs.rows.forms import FormRow
from tests.disclosure import CAUSES, CHILDREN, GROUPS, NEAR, NEEDS, PEOPLES, POOR, RESULTS, Name

LEAST, INDICATORS = 3, 12
CLASSES = ("poor", "near_poor")
LACKING = {"poor": POOR, "near_poor": NEAR}
CROSSED = (POOR, NEAR, GROUPS, CAUSES, PEOPLES, CHILDREN, NEEDS)
_PUBLIC = {
    GROUPS: ("households", "poor", "near_poor"),
    POOR: ("households",),
    NEAR: ("households",),
    CAUSES: ("households",),
}
# What the law and published counts say, or what a report prints: low <= sum of times * count <= high.
Terms = Mapping[Name, int]


@dataclass(frozen=True)
class Known:
    """``low <= sum <= high`` over counts; None is no bound."""

    terms: Terms
    low: int | None
    high: int | None


def known_of(row: FormRow) -> Iterator[tuple[Name, int | None]]:
    for column, value in row.counts.items():
        yield (row.form, row.counted, row.unit, f"{row.item}.{column}" if row.item else column), value


def public(name: Name) -> bool:
    """Whether a count of a form with crossings is one of the published counts of classes."""
    form, _, _, column = name
    if form == RESULTS:
        return True
    if form == PEOPLES:
        return column == "all.households"
    return column == "all.deprived" if form == NEEDS else column in _PUBLIC.get(form, ())


WHOLE_OF = {f"{mark}_{kind}": kind for mark in ("minority", "no_labour", "merit") for kind in CLASSES}
WHOLE_OF |= {"minority": "households"}


def in_need(unit: str, shape: Collection[Name], kind: str, need: str) -> dict[Name, int]:
    """Households in need: from the table of needs where it has them, else from the form of deprivations or causes."""
    if (name := (NEEDS, kind, unit, f"{need}.deprived")) in shape:
        return {name: 1}
    return {(CAUSES, kind, unit, need): 1} if need[0] == "c" else {(LACKING[kind], "households", unit, need): 1}


def meaning(shape: Mapping[Name, int], parents: Mapping[str, str]) -> Iterator[Known]:
    """Identities of the forms of a day, and the law; ``shape`` has the published counts, other values are not read."""
    yield from _sums(shape, parents)
    for unit in sorted({name[2] for name in shape}):
        yield from _groups(shape, unit)
        for kind in CLASSES:
            yield from _peoples(shape, unit, kind)
            yield from _causes(shape, unit, kind)
            yield from _children(shape, unit, kind)
            yield from _deprivations(shape, unit, kind)
            yield from _needs(shape, unit, kind)


def _sums(shape: Mapping[Name, int], parents: Mapping[str, str]) -> Iterator[Known]:
    below: dict[Name, list[Name]] = defaultdict(list)
    for name in shape:
        form, counted, unit, column = name
        if (up := (form, counted, parents.get(unit, ""), column)) in shape:
            below[up].append(name)
    for up, names in below.items():
        yield Known({up: -1, **dict.fromkeys(names, 1)}, 0, 0)


def _of(shape: Mapping[Name, int], *places: str) -> dict[str, Name]:
    """The counts of one row or of the lines of one class, by column."""
    form, counted, unit = places
    return {name[3]: name for name in shape if name[:3] == (form, counted, unit)}


def _less(whole: Name, *parts: Name) -> Known:
    return Known({whole: 1, **dict.fromkeys(parts, -1)}, 0, None)


def _groups(shape: Mapping[Name, int], unit: str) -> Iterator[Known]:
    rows = {counted: _of(shape, GROUPS, counted, unit) for counted in ("households", "persons")}
    for own in rows.values():
        if own:
            yield from (_less(own[WHOLE_OF[column]], name) for column, name in own.items() if column in WHOLE_OF)
            minority, parts = own["minority"], [own[f"minority_{kind}"] for kind in CLASSES]
            yield _less(minority, *parts)
            # Minority households above the classes are among those above the classes.
            others = {own["households"]: 1, minority: -1}
            others |= {own[kind]: -1 for kind in CLASSES} | dict.fromkeys(parts, 1)
            yield Known(others, 0, None)
    if all(rows.values()):
        yield from _persons(rows["households"], rows["persons"])


def _persons(homes: Mapping[str, Name], persons: Mapping[str, Name]) -> Iterator[Known]:
    """No fewer persons than households: in a group, in the rest of its class, and above the classes."""

    def no_fewer(times: Mapping[str, int]) -> Known:
        return Known({persons[c]: n for c, n in times.items()} | {homes[c]: -n for c, n in times.items()}, 0, None)

    for column in homes:
        yield no_fewer({column: 1})
        if (whole := WHOLE_OF.get(column)) is not None:
            yield no_fewer({whole: 1, column: -1})
    above = {"minority": 1, "minority_poor": -1, "minority_near_poor": -1}
    yield no_fewer(above)
    yield no_fewer({"households": 1, "poor": -1, "near_poor": -1} | {c: -n for c, n in above.items()})


def _peoples(shape: Mapping[Name, int], unit: str, kind: str) -> Iterator[Known]:
    own = {column.removesuffix(".households"): name for column, name in _of(shape, PEOPLES, kind, unit).items()}
    if own:
        yield Known({own["all"]: -1, own["kinh"]: 1, own["minority"]: 1}, 0, 0)
        listed = [name for people, name in own.items() if people not in ("all", "kinh", "minority")]
        yield Known({own["minority"]: -1, **dict.fromkeys(listed, 1)}, 0, 0)
        if (other := (GROUPS, "households", unit, f"minority_{kind}")) in shape:
            yield Known({own["minority"]: 1, other: -1}, 0, 0)


def _causes(shape: Mapping[Name, int], unit: str, kind: str) -> Iterator[Known]:
    """Every listed household has a cause, or several."""
    own = _of(shape, CAUSES, kind, unit)
    if own:
        causes = [name for column, name in own.items() if column != "households"]
        yield Known({own["households"]: -1, **dict.fromkeys(causes, 1)}, 0, None)
        yield from (_less(own["households"], name) for name in causes)


def _children(shape: Mapping[Name, int], unit: str, kind: str) -> Iterator[Known]:
    own = _of(shape, CHILDREN, kind, unit)
    yield from (_less(own["children"], name) for column, name in own.items() if column != "children")


def _deprivations(shape: Mapping[Name, int], unit: str, kind: str) -> Iterator[Known]:
    own = _of(shape, LACKING[kind], "households", unit)
    if own:
        whole, total = own["households"], own["total"]
        lacking = [name for column, name in own.items() if column[0] == "d"]
        yield Known({total: -1, **dict.fromkeys(lacking, 1)}, 0, 0)
        yield from (_less(whole, name) for name in lacking)
        yield Known({total: 1, whole: -LEAST} if kind == "poor" else {total: -1, whole: LEAST - 1}, 0, None)


def _needs(shape: Mapping[Name, int], unit: str, kind: str) -> Iterator[Known]:
    own = _of(shape, NEEDS, kind, unit)
    if not own:
        return
    every, registered = own["all.deprived"], own.get("all.registered")
    items = sorted({column.partition(".")[0] for column in own} - {"all"})
    for item in items:
        need, also, served = (own.get(f"{item}.{column}") for column in ("deprived", "registered", "served"))
        source = in_need(unit, (), kind, item)
        if need is not None and next(iter(source)) in shape:
            yield Known({need: 1, **dict.fromkeys(source, -1)}, 0, 0)
        if need is not None:
            yield _less(every, need)
            yield from (_less(need, part) for part in (also, served) if part is not None)
        if need is not None and also is not None and registered is not None:
            yield _less(registered, also)
            # Those in need that did not register are among all that did not.
            yield Known({every: 1, registered: -1, need: -1, also: 1}, 0, None)
    if registered is not None:
        yield from _both_sides(own, every, registered, items, kind)


def _both_sides(
    own: Mapping[str, Name], every: Name, registered: Name, items: Sequence[str], kind: str
) -> Iterator[Known]:
    """What the law and the causes say of all households of a class holds of those registered, and of the others."""
    for letter, least, most in (
        ("d", LEAST if kind == "poor" else 0, None if kind == "poor" else LEAST - 1),
        ("c", 1, None),
    ):
        mine = [own[f"{item}.registered"] for item in items if item[0] == letter]
        all_ = [own[f"{item}.deprived"] for item in items if item[0] == letter]
        if not mine:
            continue
        yield Known({registered: -least, **dict.fromkeys(mine, 1)}, 0, None)
        rest = dict.fromkeys(all_, 1) | dict.fromkeys(mine, -1)
        yield Known({every: -least, registered: least, **rest}, 0, None)
        if most is not None:
            yield Known({registered: most, **dict.fromkeys(mine, -1)}, 0, None)
            yield Known({every: most, registered: -most, **{n: -t for n, t in rest.items()}}, 0, None)
