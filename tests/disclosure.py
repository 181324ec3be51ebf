"""What a reader can deduce about hidden cells, worked out apart from the code that hides them.

The reader knows the released rows, which unit lies in which, and what the
columns of the forms mean; nothing here imports the masking.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from poverty_analysis.inputs.rows.forms import FormRow

DAY, STANDARD = dt.date(2023, 12, 31), "VN-2022"
POOR, NEAR, GROUPS, CAUSES = "form_poor_deprivations", "form_near_poor_deprivations", "form_groups", "form_causes"
RESULTS, PEOPLES, CHILDREN, NEEDS = "form_results", "form_ethnicity", "form_children", "needs"
WHOLE = {"minority": "households", **{f"{g}_{c}": c for g in ("minority", "no_labour") for c in ("poor", "near_poor")}}
Name = tuple[str, str, str, str]
# Communes by district.
SIZES = ([2], [3], [4], [2, 2], [1, 3])


def row(form: str, unit: str, counted: str = "households", item: str = "", **counts: int | None) -> FormRow:
    return FormRow(form, unit, DAY, STANDARD, counted, counts, item=item)


def random_rows(rng: random.Random, kind: str, sizes: Sequence[Sequence[int]]) -> tuple[list[FormRow], dict[str, str]]:
    """Communes with few and many poor households, added up to districts and sometimes to a province."""
    levels = rng.choice(sizes)
    districts = [f"9{i:02d}" for i in range(len(levels))]
    parents = dict.fromkeys(districts, "99") if len(levels) > 1 else {}
    rows: list[FormRow] = []
    for district, size in zip(districts, levels, strict=True):
        communes = [f"{district}{i:02d}" for i in range(size)]
        parents |= dict.fromkeys(communes, district)
        made = [one for commune in communes for one in _commune(rng, kind, commune)]
        rows += [*made, *added(made, district)]
    rows += added([r for r in rows if r.unit in districts], "99") if len(levels) > 1 else []
    return rows, parents


def added(rows: Iterable[FormRow], unit: str) -> list[FormRow]:
    """The row of the unit above: the sum of those below."""
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for one in rows:
        sums = found.setdefault((one.form, one.counted, one.item), {})
        for name, value in one.counts.items():
            sums[name] = sums.get(name, 0) + (value or 0)
    return [row(form, unit, counted, item, **sums) for (form, counted, item), sums in found.items()]


def _commune(rng: random.Random, kind: str, unit: str) -> list[FormRow]:
    n = rng.choice((0, 2, 4, 6, 9, 20, 60))
    if kind in (GROUPS, PEOPLES):
        groups = _groups(rng, unit, n)
        return groups if kind == GROUPS else [*groups, *_peoples(rng, unit, n, groups[0].known("minority_poor"))]
    if kind == CHILDREN:
        children = rng.randint(0, 3 * n)
        parts = {"children_uninsured": _part(rng, children), "children_out_of_school": _part(rng, children)}
        return [_results(unit, n), row(CHILDREN, unit, "poor", children=children, **parts)]
    if kind == NEEDS:
        return [_results(unit, n), *_needs(rng, unit, n)]
    parts = [_part(rng, n) for _ in range(2)]
    if kind == CAUSES:
        rest = max(0, n - sum(parts))
        return [row(CAUSES, unit, "poor", households=n, **_named("cause", [*parts, rest]))]
    return [row(kind, unit, households=n, total=sum(parts), **_named("d", parts))]


def _named(name: str, values: Sequence[int]) -> dict[str, int]:
    return {f"{name}{i}": value for i, value in enumerate(values, start=1)}


def _part(rng: random.Random, whole: int) -> int:
    return rng.choice((0, min(1, whole), min(3, whole), whole, max(0, whole - 2), rng.randint(0, whole)))


def _groups(rng: random.Random, unit: str, poor: int) -> list[FormRow]:
    near, others = rng.randint(0, 8), rng.choice((0, 3, 40))
    counts = {"households": poor + near + others, "poor": poor, "near_poor": near}
    counts |= {"minority_poor": _part(rng, poor), "minority_near_poor": _part(rng, near)}
    counts |= {"no_labour_poor": _part(rng, poor), "no_labour_near_poor": _part(rng, near)}
    counts["minority"] = counts["minority_poor"] + counts["minority_near_poor"] + _part(rng, others)
    persons = {name: value * 4 for name, value in counts.items()}
    return [row(GROUPS, unit, **counts), row(GROUPS, unit, "persons", **persons)]


def _results(unit: str, poor: int) -> FormRow:
    return row(RESULTS, unit, households=poor + 50, persons=4 * poor + 200, poor=poor, poor_persons=4 * poor)


def _peoples(rng: random.Random, unit: str, poor: int, minority: int) -> list[FormRow]:
    thai = _part(rng, minority)
    lines = {"all": poor, "kinh": poor - minority, "minority": minority, "thai": thai, "other": minority - thai}
    return [_results(unit, poor), *(row(PEOPLES, unit, "poor", item, households=n) for item, n in lines.items())]


def _needs(rng: random.Random, unit: str, poor: int) -> list[FormRow]:
    """Counted from households, so that all forms agree: each has one of two deprivations or both, and of two causes."""
    often = [rng.choice((0.05, 0.5, 0.9)) for _ in range(4)]
    homes = []
    for _ in range(poor):
        first, lacks = rng.random() < often[2], rng.random() < often[0]
        home = {"d1": lacks, "d2": not lacks or rng.random() < often[1]}
        home |= {"cause1": first, "cause2": not first or rng.random() < 0.3}
        homes.append(home | {"registered": rng.random() < often[3], "served": rng.random() < 0.5})

    def count(*names: str) -> int:
        return sum(all(home[name] for name in names) for home in homes)

    deprived = {name: count(name) for name in ("d1", "d2")}
    rows = [row(POOR, unit, households=poor, total=sum(deprived.values()), **deprived)]
    rows += [row(CAUSES, unit, "poor", households=poor, cause1=count("cause1"), cause2=count("cause2"))]
    rows += [row(NEEDS, unit, "poor", "all", deprived=poor, registered=count("registered"))]
    for name in ("d1", "d2", "cause1", "cause2"):
        also = {"registered": count(name, "registered")}
        also |= {"served": count(name, "served")} if name[0] == "d" else {}
        rows.append(row(NEEDS, unit, "poor", name, deprived=count(name), **also))
    return rows


@dataclass(frozen=True)
class Reader:
    """The hidden cells, and what holds of them: ``low <= matrix @ cells <= high`` and bounds of each."""

    names: tuple[Name, ...]
    matrix: np.ndarray
    low: np.ndarray
    high: np.ndarray
    bounds: list[tuple[int, int]]

    def span(self, name: Name) -> tuple[int, int]:
        """Smallest and largest value of a cell that the reader cannot exclude."""
        goal = np.zeros(len(self.names))
        goal[self.names.index(name)] = 1
        a = np.vstack([self.matrix, -self.matrix])
        b = np.concatenate([self.high, -self.low])
        kept = np.isfinite(b)
        found = [
            linprog(sign * goal, A_ub=a[kept], b_ub=b[kept], bounds=self.bounds, method="highs") for sign in (1, -1)
        ]
        assert all(one.status == 0 for one in found), "the true table is possible"
        return math.ceil(found[0].fun - 1e-6), math.floor(-found[1].fun + 1e-6)

    def values(self) -> dict[Name, set[int]]:
        """Every value of every cell that some table of whole counts has, by trying all tables."""
        seen: dict[Name, set[int]] = {name: set() for name in self.names}
        for table in itertools.product(*(range(low, high + 1) for low, high in self.bounds)):
            sums = self.matrix @ np.asarray(table)
            if np.all(sums >= self.low) and np.all(sums <= self.high):
                for name, value in zip(self.names, table, strict=True):
                    seen[name].add(value)
        return seen

    def tables(self) -> int:
        """How many tables there are to try."""
        return math.prod(high - low + 1 for low, high in self.bounds)


def reader(rows: Sequence[FormRow], parents: Mapping[str, str], *, nothing_printed: bool = False) -> Reader:
    """What follows from released rows; ``nothing_printed``: from the published class counts alone."""
    cells: dict[Name, int | None] = {}
    bounds: dict[Name, tuple[int, int]] = {}
    results = {one.unit: one for one in rows if one.form == RESULTS}
    for one in rows:
        for column in [c for c in one.counts if _is_crossing(one, c)]:
            name = (one.form, one.counted, one.unit, f"{one.item}.{column}" if one.item else column)
            if one.counts[column] is not None or column in one.masked:
                cells[name] = None if nothing_printed else one.counts[column]
                bounds[name] = (0, _most(one, column, results))
    hidden = tuple(name for name, value in cells.items() if value is None)
    place = {name: i for i, name in enumerate(hidden)}
    lines, low, high = [], [], []
    for terms, least, most in _known(rows, parents, cells):
        line, fixed = np.zeros(len(hidden)), 0
        for name, times in terms:
            value = cells[name]
            if value is None:
                line[place[name]] += times
            else:
                fixed += times * value
        if line.any():
            lines.append(line)
            low.append(least - fixed)
            high.append(most - fixed)
    matrix = np.asarray(lines).reshape(len(lines), len(hidden))
    return Reader(hidden, matrix, np.asarray(low), np.asarray(high), [bounds[name] for name in hidden])


def _most(one: FormRow, column: str, results: Mapping[str, FormRow]) -> int:
    if one.form in (PEOPLES, NEEDS):
        return results[one.unit].known("poor")
    if one.form == CHILDREN:
        return results[one.unit].known("poor_persons")
    columns = sum(name[0] == "d" for name in one.counts)
    return (one.counts[WHOLE.get(column, "households")] or 0) * (columns if column == "total" else 1)


def _is_crossing(one: FormRow, column: str) -> bool:
    if one.form == PEOPLES:
        return one.item != "all"
    if one.form in (CHILDREN, NEEDS):
        return column in ("deprived", "served", "registered")[one.item == "all" :] or column.startswith("children")
    if one.form == RESULTS:
        return False
    return column in WHOLE if one.form == GROUPS else column.startswith(("d", "cause", "total"))


def _known(
    rows: Sequence[FormRow], parents: Mapping[str, str], cells: Mapping[Name, int | None]
) -> Iterable[tuple[list[tuple[Name, int]], float, float]]:
    for up in {name for name in cells if name[2] in parents.values()}:
        below = [
            name for name in cells if parents.get(name[2]) == up[2] and (name[0], name[1], name[3]) == (*up[:2], up[3])
        ]
        # Units below may be left out of a release, all that share a parent.
        if below:
            yield [(up, -1), *((name, 1) for name in below)], 0, 0
    for one in rows:
        own = {name[3]: name for name in cells if name[:3] == (one.form, one.counted, one.unit)}
        if "total" in own:
            yield [(own["total"], -1), *((own[c], 1) for c in own if c != "total")], 0, 0
        if one.form == CAUSES:
            yield [(name, 1) for name in own.values()], one.counts["households"] or 0, math.inf
        if one.form == GROUPS:
            rest = [(own["minority"], 1), (own["minority_poor"], -1), (own["minority_near_poor"], -1)]
            yield rest, 0, one.known("households") - one.known("poor") - one.known("near_poor")
    for unit in {one.unit for one in rows if one.form in (PEOPLES, CHILDREN, NEEDS)}:
        own = {name: name for name in cells if name[2] == unit}
        poor = next(one.known("poor") for one in rows if one.form == RESULTS and one.unit == unit)
        yield from _of_unit(unit, poor, set(own))
    for name in cells:
        home = (name[0], "households", *name[2:])
        if name[1] == "persons" and home in cells:
            whole = {r.counted: r.known(WHOLE[name[3]]) for r in rows if r.form == GROUPS and r.unit == name[2]}
            yield [(name, 1), (home, -1)], 0, whole["persons"] - whole["households"]


def _of_unit(unit: str, poor: int, own: set[Name]) -> Iterable[tuple[list[tuple[Name, int]], float, float]]:
    """What links the lines of peoples, children and needs to each other and to the other forms."""

    def line(item: str, column: str = "households", form: str = PEOPLES) -> Name:
        return (form, "poor", unit, f"{item}.{column}")

    groups = (GROUPS, "households", unit, "minority_poor")
    if groups in own and line("kinh") in own:
        yield [(line("kinh"), 1), (line("minority"), 1)], poor, poor
        yield [(line("minority"), 1), (line("thai"), -1), (line("other"), -1)], 0, 0
        yield [(line("minority"), 1), (groups, -1)], 0, 0
    children = [name for name in own if name[0] == CHILDREN]
    every = (CHILDREN, "poor", unit, "children")
    for name in children:
        yield [(every, 1), (name, -1)], 0, math.inf
    registered = line("all", "registered", NEEDS)
    if registered not in own:
        return
    for item in ("d1", "d2", "cause1", "cause2"):
        need, mine = line(item, "deprived", NEEDS), line(item, "registered", NEEDS)
        yield [(registered, 1), (mine, -1)], 0, math.inf
        yield [(need, 1), (mine, -1)], 0, math.inf
        # Those with the need that did not register are among all that did not.
        yield [(registered, 1), (need, 1), (mine, -1)], -math.inf, poor
        if item[0] == "d":
            yield [(need, 1), (line(item, "served", NEEDS), -1)], 0, math.inf
            yield [(need, 1), ((POOR, "households", unit, item), -1)], 0, 0
        else:
            yield [(need, 1), ((CAUSES, "poor", unit, item), -1)], 0, 0
    # Each household has a cause, and by law (one deprivation makes poor in these tables) a deprivation.
    for items in (("cause1", "cause2"), ("d1", "d2")):
        needs, mine = ([line(item, column, NEEDS) for item in items] for column in ("deprived", "registered"))
        yield [*((name, 1) for name in mine), (registered, -1)], 0, math.inf
        yield [*((name, 1) for name in needs), *((name, -1) for name in mine), (registered, 1)], poor, math.inf
    yield [((POOR, "households", unit, "total"), 1)], poor, math.inf
