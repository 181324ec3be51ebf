"""What makes a link of the reform of 2025 doubtful, and the hand-kept corrections of the map.

A map that was joined by names sends a commune also to where its namesake went.
The acts of 2025 draw no new commune from two old provinces, and none from two
old communes of one full name: a link that does either is looked up in the act
(``data/units/SOURCE.md``, 8).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

# Old code, new code and kind (exact or split).
Link: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True)
class Correction:
    """A link of the map as it is listed and as the act has it; an empty kind is no link.

    ``meant`` is the namesake that the clause speaks of, where the listed link is none.  ``ground`` says how
    the clause tells them apart: it names the place, its other communes lie around one of the two, or it does
    not name the commune at all.
    """

    old: str
    new: str
    listed: str
    kind: str
    meant: str
    ground: str
    source: str


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections of a file with the columns of :class:`Correction`."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(Correction(**row) for row in csv.DictReader(lines))


def corrected(links: Iterable[Link], corrections: Iterable[Correction]) -> tuple[Link, ...]:
    """The map as the acts have it.

    Raises
    ------
    ValueError
        When a correction speaks of a link that the map does not list so.
    """
    kinds = {(old, new): kind for old, new, kind in links}
    for row in corrections:
        if kinds.pop((row.old, row.new), "") != row.listed:
            raise ValueError(f"the map does not list {row.old} to {row.new} as {row.listed or 'no link'}")
        if row.kind:
            kinds[row.old, row.new] = row.kind
    return tuple((old, new, kind) for (old, new), kind in kinds.items())


def across_provinces(links: Iterable[Link], province: Mapping[str, str]) -> tuple[Link, ...]:
    """Links to a new commune of two old provinces from one in which no whole commune supports them.

    ``province`` gives the old province of an old commune.
    """
    return tuple(
        link
        for parts in _by_new(links)
        if len({province[old] for old, _, _ in parts}) > 1
        for link in parts
        if province[link[0]] not in {province[old] for old, _, kind in parts if kind == "exact"}
    )


def of_namesakes(links: Iterable[Link], name: Mapping[str, str]) -> tuple[Link, ...]:
    """Links of several old communes of one full name to one new commune; ``name`` gives the names."""
    found = []
    for parts in _by_new(links):
        named = defaultdict(list)
        for link in parts:
            named[name[link[0]]].append(link)
        found += [link for same in named.values() if len(same) > 1 for link in same]
    return tuple(found)


def miscounted(links: Iterable[Link]) -> tuple[Link, ...]:
    """Links of an old unit that is divided into one part, or goes whole to several."""
    by_old = defaultdict(list)
    for link in links:
        by_old[link[0]].append(link)
    return tuple(link for parts in by_old.values() for link in parts if (link[2] == "split") != (len(parts) > 1))


def _by_new(links: Iterable[Link]) -> Iterable[list[Link]]:
    found = defaultdict(list)
    for link in links:
        found[link[1]].append(link)
    return found.values()
