"""Draw made-up households by seed, so that they keep the totals of their commune exactly; who has what is chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from poverty_analysis.census.synthetic.totals import CAUSES, DRAWN, ClassTotals, Commune
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.law.standards import Standard

if TYPE_CHECKING:
    import pyarrow

# Households drawn at once: what bounds the memory, and nothing else, may follow from it.
PART: Final = 65_536
ORIGINS: Final = ("none", "poor", "near_poor", "relapsed", "came")
VILLAGE: Final = 120
LARGEST: Final = 12
_MARKS: Final = ("no_labour", "merit", "registered")
_ROUNDING: Final = 10_000
_ROUNDS: Final = 6
_ONE_MORE_CHILD: Final = 0.15
_UNINSURED: Final = 0.6

Array = npt.NDArray[Any]
Columns = dict[str, Array]


def columns(standard: Standard) -> tuple[str, ...]:
    """Columns of a made-up table, in the order of the contract."""
    flags = [indicator.column for indicator in standard.indicator_list]
    given = {*flags, *(f"served{name[1:]}" for name in flags)}
    numbered = tuple(f"{word}{n}" for word in ("d", "served") for n in range(1, 13))
    left_out = {"b1", "b2", *(name for name in numbered if name not in given)}
    return tuple(name for name in read_contract().tables["households"].names() if name not in left_out)


def batches(communes: Iterable[Commune], standard: Standard, seed: int) -> Iterator[pyarrow.RecordBatch]:
    """Households of ``communes``, in their order, a part of a commune at a time.

    Parameters
    ----------
    communes : iterable of Commune
        Any number of any size; the memory needed is that of one part.
    standard : Standard
        Whose lines and threshold the households keep: it classes them as
        their groups say.  It must class by income and deprivations.
    seed : int
        The same seed, communes and standard give the same rows; a commune's
        rows do not depend on the others.

    Yields
    ------
    pyarrow.RecordBatch
        With :func:`columns`; words as dictionaries.

    Raises
    ------
    ValueError
        Totals that no table has: more flags than households, too few
        deprivations for a poor household or too many for another.
    """
    for commune in communes:
        parts = max(1, -(-commune.households // PART))
        for part in range(parts):
            rng = np.random.default_rng([seed, part, *commune.unit.encode()])
            yield _batch(_part(commune, standard, rng, part, parts), commune, standard)


def _part(commune: Commune, standard: Standard, rng: np.random.Generator, part: int, parts: int) -> Columns:
    """Columns of one part, the classes mixed, those who left at its end."""
    drawn: list[Columns] = []
    for name in DRAWN:
        group = commune.groups.get(name, ClassTotals(0, 0))
        share = _Share(part, parts, group.households)
        if share.size:
            drawn.append(_households(group, name, standard, commune.area, rng, share))
    every = {key: np.concatenate([one[key] for one in drawn]) for key in drawn[0]} if drawn else {}
    order = rng.permutation(len(every["persons"]) if every else 0)
    mixed = {key: column[order] for key, column in every.items()}
    first = sum(_Share(p, parts, g.households).size for p in range(part) for g in commune.groups.values())
    place = first + np.arange(len(order))
    if part == parts - 1:
        mixed, place = _with_left(mixed, place, commune.left)
    return mixed | {"village": place // VILLAGE, "household": place % VILLAGE + 1}


def _with_left(made: Columns, place: Array, left: Mapping[str, int]) -> tuple[Columns, Array]:
    origin = np.repeat([ORIGINS.index(name) for name in left], list(left.values())).astype(np.int8)
    gone = {key: np.zeros(len(origin), column.dtype) for key, column in made.items()}
    gone |= {"origin": origin, "persons": gone["persons"] + 1, "left": gone["left"] + 1}
    first = place[-1] + 1 if len(place) else 0
    joined = {key: np.concatenate([column, gone[key]]) for key, column in made.items()}
    return joined, np.concatenate([place, first + np.arange(len(origin))])


@dataclass(frozen=True)
class _Share:
    """What one part has of the totals of a group: cut so that the parts add up exactly."""

    part: int
    parts: int
    households: int

    @property
    def size(self) -> int:
        return self.of(self.households)

    def of(self, total: int) -> int:
        # By places of households, so that no part has more flags than households.
        low, high = (self.households * p // self.parts for p in (self.part, self.part + 1))
        return total * high // self.households - total * low // self.households if self.households else 0

    def each(self, totals: Mapping[str, int]) -> dict[str, int]:
        return {name: self.of(total) for name, total in totals.items()}


def _households(
    group: ClassTotals, name: str, standard: Standard, area: str, rng: np.random.Generator, share: _Share
) -> Columns:
    n, flags = share.size, share.each(group.flags)
    columns = [indicator.column for indicator in standard.indicator_list]
    low, high = _allowed(name, standard.threshold, len(columns))
    given = [flags.get(column, 0) for column in columns]
    made = dict(zip(columns, matrix(rng, n, given, low, high).T, strict=True))
    made |= {f"served{c[1:]}": _chosen(rng, made[c], flags.get(f"served{c[1:]}", 0)) for c in columns}
    causes = [flags.get(cause, 0) for cause in CAUSES]
    # Whoever has a cause at all has one at least; several are common.
    made |= zip(CAUSES, matrix(rng, n, causes, int(sum(causes) >= n), len(CAUSES)).T, strict=True)
    made |= {mark: _chosen(rng, np.ones(n, np.int8), flags.get(mark, 0)) for mark in _MARKS}
    made["people"] = _words(rng, n, share.each(group.peoples), tuple(read_contract().domains["people"]))
    made["minority"] = (made["people"] > 0).astype(np.int8)
    made["origin"] = _words(rng, n, share.each(group.origins), ORIGINS)
    made["income"], made["farm"] = _income(rng, n, name, standard, area)
    made["left"] = np.zeros(n, np.int8)
    lacking = {indicator.id: made[indicator.column] for indicator in standard.indicator_list}
    return made | _family(rng, share.of(group.persons), share.of(group.children), lacking)


def _allowed(name: str, threshold: int, most: int) -> tuple[int, int]:
    """The fewest and the most deprivations of a household of a class."""
    return {"poor": (threshold, most), "near_poor": (0, threshold - 1)}.get(name, (0, most))


def matrix(rng: np.random.Generator, rows: int, sums: Sequence[int], low: int, high: int) -> Array:
    """Zeros and ones, ``rows`` x ``len(sums)``, with these sums of columns and ``low`` to ``high`` ones in each row.

    Ones are dealt round, so that rows differ by one at most, and then handed
    on between pairs of rows, which keeps every sum.
    """
    total = sum(sums)
    if not low * rows <= total <= high * rows or any(not 0 <= one <= rows for one in sums):
        raise ValueError(f"no {rows} households have {list(sums)} flags with {low} to {high} each")
    made = np.zeros((rows, len(sums)), np.int8)
    if not rows:
        return made
    order = rng.permutation(len(sums))
    column = np.repeat(order, np.asarray(sums, dtype=np.int64)[order])
    made[np.arange(total) % rows, column] = 1
    for _ in range(_ROUNDS):
        _hand_on(rng, made, low, high)
    return made


def _hand_on(rng: np.random.Generator, made: Array, low: int, high: int) -> None:
    """In random pairs of rows, one gives the other a flag it has not, or they exchange flags."""
    pairs = rng.permutation(len(made) // 2 * 2).reshape(2, -1)
    giver, taker = made[pairs[0]], made[pairs[1]]
    chance = rng.random(giver.shape, dtype=np.float32) + 1
    given, taken = chance * (giver > taker), chance * (taker > giver)
    gift, back = given.argmax(axis=1), taken.argmax(axis=1)
    gives, answers = given.any(axis=1), taken.any(axis=1)
    alone = gives & (giver.sum(axis=1) > low) & (taker.sum(axis=1) < high) & (rng.random(len(gives)) < 0.5)
    both = gives & answers & ~alone
    for moved, source, target, flag in (
        (alone | both, pairs[0], pairs[1], gift),
        (both, pairs[1], pairs[0], back),
    ):
        made[source[moved], flag[moved]] = 0
        made[target[moved], flag[moved]] = 1


def _chosen(rng: np.random.Generator, among: Array, number: int) -> Array:
    """Mark ``number`` of the rows with a one in ``among``, or all of them where there are fewer."""
    rows = np.flatnonzero(among)
    made = np.zeros(len(among), np.int8)
    made[rng.permutation(rows)[:number]] = 1
    return made


def _words(rng: np.random.Generator, n: int, numbers: Mapping[str, int], known: tuple[str, ...]) -> Array:
    """Places in ``known`` of words that stand so often each; the first word for the rest."""
    if sum(numbers.values()) > n:
        raise ValueError(f"no {n} households are {dict(numbers)}")
    made = np.zeros(n, np.int8)
    codes = np.repeat([known.index(name) for name in numbers], list(numbers.values()))
    made[: len(codes)] = codes
    return rng.permutation(made)


def _income(rng: np.random.Generator, n: int, name: str, standard: Standard, area: str) -> tuple[Array, Array]:
    """Incomes, đồng a person a month, inside the lines of the class, and farm flags that fit."""
    lines = [int(getattr(one.up_to, area)) for one in standard.income]
    low, top = lines[0], lines[-1]
    even = rng.random(n)
    if name in ("poor", "near_poor"):
        income = low * (0.35 + 0.65 * even)
        farm = rng.random(n) < 0.85
    elif name == "average_farm":
        income = np.maximum(low + (top - low) * even, low + _ROUNDING)
        farm = np.ones(n, np.bool_)
    else:
        income = top + _ROUNDING + top * rng.gamma(1.5, 0.6, n)
        farm = rng.random(n) < 0.4
    return (income // _ROUNDING * _ROUNDING).astype(np.int32), farm.astype(np.int8)


def _family(rng: np.random.Generator, persons: int, children: int, lacking: Mapping[str, Array]) -> Columns:
    """Persons and children with these totals; children lack only what their household lacks."""
    n = len(next(iter(lacking.values())))
    none = np.zeros(n, np.int8)
    hungry, idle = (lacking.get(name, none) for name in ("nutrition", "school_attendance"))
    least = 1 + (hungry | idle)
    made = {"persons": _spread(rng, persons, least, np.full(n, LARGEST))}
    made["children"] = _spread(rng, children, least - 1, made["persons"] - 1)
    more = (rng.random(n) < _ONE_MORE_CHILD) & (made["children"] > 1)
    bare = rng.binomial(made["children"], _UNINSURED) * lacking.get("health_insurance", none)
    lacks = {"uninsured": bare, "undernourished": hungry * (1 + more), "out_of_school": idle * (1 + more)}
    made |= {f"children_{name}": column for name, column in lacks.items()}
    return {name: column.astype(np.int8) for name, column in made.items()}


def _spread(rng: np.random.Generator, total: int, least: Array, most: Array) -> Array:
    """Numbers from ``least`` to ``most`` with this sum."""
    room = (most - least).astype(np.int64)
    spare = total - int(least.sum())
    if not 0 <= spare <= int(room.sum()):
        raise ValueError(f"no {len(least)} households have {total} members of a kind")
    made: Array = rng.binomial(room, spare / max(1, int(room.sum())))
    while gap := spare - int(made.sum()):
        able = np.flatnonzero(made < room if gap > 0 else made > 0)
        made[rng.permutation(able)[: abs(gap)]] += 1 if gap > 0 else -1
    return made + least


def _batch(made: Columns, commune: Commune, standard: Standard) -> pyarrow.RecordBatch:
    import pyarrow

    rows = len(made["persons"])
    # "none" without a further word; "relapsed" was none too; who came has no class of a year ago.
    last = np.array([0, 1, 2, 0, -1], np.int8)[made["origin"]]
    words = {
        "unit": (np.zeros(rows, np.int8), (commune.unit,)),
        "area": (np.zeros(rows, np.int8), (commune.area,)),
        "last_class": (last, ORIGINS[:3]),
        "people": (made["people"], tuple(read_contract().domains["people"])),
    }
    texts = {"village": "T", "household": ""}
    back = made["origin"] == ORIGINS.index("relapsed")
    ready = made | {"relapsed": back.astype(np.int8)}
    arrays = {name: _dictionary(*codes) for name, codes in words.items()}
    arrays |= {name: _numbered(ready[name], start) for name, start in texts.items()}
    names = columns(standard)
    return pyarrow.RecordBatch.from_arrays(
        [arrays[name] if name in arrays else pyarrow.array(ready[name]) for name in names], names=list(names)
    )


def _dictionary(codes: Array, words: Sequence[str]) -> pyarrow.DictionaryArray:
    import pyarrow

    hidden = pyarrow.array(codes, mask=codes < 0)
    return pyarrow.DictionaryArray.from_arrays(hidden, pyarrow.array(words))


def _numbered(numbers: Array, start: str) -> pyarrow.DictionaryArray:
    """Numbers as texts, ``start`` before each."""
    known, places = np.unique(numbers, return_inverse=True)
    return _dictionary(places.astype(np.int32), [f"{start}{number}" for number in known.tolist()])
