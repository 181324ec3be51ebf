"""Whether the counts of a whole census can be: classes nobody is in, and jumps against the year before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from poverty_analysis.values.problems import Place, Problem

CLASSES = ("poor", "near_poor")
# So many households of one unit are hardly without a poor or a near-poor one.
_MANY = 1_000
# A class changes by less in a year, unless the units of a column were mistaken; small ones change by chance.
_TIMES, _FEWEST = 3, 100


def empty_classes(row: Mapping[str, int | None], place: Place) -> Iterator[Problem]:
    """Yield PA-816 for each class without a household among many; ``row`` is the unit's row of results."""
    households = row.get("households") or 0
    for name in CLASSES:
        if households >= _MANY and row.get(name) == 0:
            yield Problem("PA-816", place, values={"count": str(households), "class": name})


def jumps(row: Mapping[str, int | None], before: Mapping[str, int | None], place: Place) -> Iterator[Problem]:
    """Yield PA-817 for each class more than three times, or less than a third of, that of the year before."""
    for name in CLASSES:
        now, then = row.get(name), before.get(name)
        if now is None or then is None or max(now, then) < _FEWEST:
            continue
        if max(now, then) > _TIMES * min(now, then):
            yield Problem("PA-817", place, values={"class": name, "count": str(now), "before": str(then)})
