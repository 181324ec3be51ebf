"""Which printed figures moved between two makings of a report, by how much, and why.

Only ``figures.json`` and ``manifest.json`` are read, so nothing is told that a
report does not print.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import Literal

from poverty_analysis.blocks import Json
from poverty_analysis.values.problems import DataProblems, Place, Problem

Kind = Literal["data", "law", "border", "code", "unknown"]
_FIGURES, _MANIFEST = "figures.json", "manifest.json"
_BORDERS = "data/units/"
# What a manifest tells of the program: a change of any of them may move a figure.
_CODE = ("code", "notebook", "versions", "params")


@dataclass(frozen=True)
class Cause:
    """Why a figure may have moved: ``names`` are cells, acts, files or parts of the program."""

    kind: Kind
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moved:
    """A figure with another value: ``old`` and ``new`` as printed, None where there is none.

    ``change`` is new less old, exact: whole đồng, a share of 1 or a fraction.
    """

    report: str
    id: str
    unit: str
    old: str | None
    new: str | None
    change: str | None
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class MovedFigures:
    """What differs; ``same`` counts figures with the same value, ``files`` are inputs that changed."""

    moved: tuple[Moved, ...]
    same: int
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    files: tuple[str, ...]

    def to_json(self) -> Json:
        figures = [vars(one) | {"causes": [vars(cause) for cause in one.causes]} for one in self.moved]
        lists = {"only_old": list(self.only_old), "only_new": list(self.only_new), "files": list(self.files)}
        return {"figures": figures, "same": self.same, **lists}


@dataclass(frozen=True)
class _Report:
    figures: Mapping[str, Json]
    manifest: Json


def difference(old: Path, new: Path) -> MovedFigures:
    """Compare two report folders, or all reports that two output folders have in common.

    Raises
    ------
    DataProblems
        PA-619 where one of them holds no report.
    """
    before, after = _reports(old), _reports(new)
    if len(before) == len(after) == 1:
        # Two folders of one report may have any names.
        before = dict(zip(after, before.values(), strict=True))
    both = [name for name in after if name in before]
    moved = tuple(one for name in both for one in _moved(name, before[name], after[name]))
    kept = sum(len(before[name].figures.keys() | after[name].figures.keys()) for name in both)
    files = {path for name in both for path in _changed_files(before[name], after[name])}
    return MovedFigures(
        moved,
        kept - len(moved),
        tuple(name for name in before if name not in after),
        tuple(name for name in after if name not in before),
        tuple(sorted(files)),
    )


def moved_figures(old: Path, new: Path) -> int | None:
    """How many figures of a report have another value than before; None without a report before."""
    try:
        return len(difference(old, new).moved)
    except DataProblems:
        return None


def _reports(root: Path) -> dict[str, _Report]:
    """Reports below a folder by their place in it; a folder of one report is ``.``."""
    found = sorted({*root.glob(f"*{_MANIFEST}"), *root.glob(f"*/*/*/*/*{_MANIFEST}")})
    if not found:
        raise DataProblems([Problem("PA-619", Place(str(root)))])
    return {path.parent.relative_to(root).as_posix(): _report(path) for path in found}


def _report(path: Path) -> _Report:
    figures = path.with_name(path.name.replace(_MANIFEST, _FIGURES))
    try:
        listed = json.loads(figures.read_text(encoding="utf-8"))["figures"]
        manifest = json.loads(path.read_text(encoding="utf-8"))
        return _Report({str(figure["id"]): figure for figure in listed}, {"inputs": {}, "law": []} | manifest)
    except (OSError, ValueError, KeyError, TypeError):
        raise DataProblems([Problem("PA-619", Place(str(path.parent)))]) from None


def _moved(name: str, old: _Report, new: _Report) -> Iterator[Moved]:
    files, acts, code = _changed_files(old, new), _changed_acts(old, new), _changed_code(old, new)
    for key in dict.fromkeys([*new.figures, *old.figures]):
        before, after = old.figures.get(key), new.figures.get(key)
        if before and after and before["exact"] == after["exact"]:
            continue
        causes = tuple(_causes([one for one in (before, after) if one], files, acts, code))
        old_words, new_words = (one["display"] if one else None for one in (before, after))
        change = str(Fraction(after["exact"]) - Fraction(before["exact"])) if before and after else None
        yield Moved(
            name, key, (after or before or {})["unit"], old_words, new_words, change, causes or (Cause("unknown"),)
        )


def _causes(figures: list[Json], files: list[str], acts: set[str], code: list[str]) -> Iterator[Cause]:
    """Every cause that the figure rests on; where it rests on none of what changed, the program or the borders."""
    changed = {PurePosixPath(path).name for path in files}
    cells = _each(figures, "inputs", lambda cell: cell.partition("#")[0].partition("[")[0] in changed)
    law = _each(figures, "law", lambda act: act in acts)
    borders = tuple(path for path in files if path.startswith(_BORDERS))
    if cells:
        yield Cause("data", cells)
    if law:
        yield Cause("law", law)
    if borders:
        yield Cause("border", borders)
    if code:
        yield Cause("code", tuple(code))
    others = tuple(path for path in files if not path.startswith(_BORDERS))
    if others and not cells:
        # Counts of findings and the like name no cells: the files that changed are all that can be said.
        yield Cause("data", others)


def _each(figures: list[Json], key: str, wanted: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for figure in figures for name in figure[key] if wanted(name)))


def _changed_files(old: _Report, new: _Report) -> list[str]:
    before, after = (one.manifest["inputs"].get("files", {}) for one in (old, new))
    return sorted(path for path in {*before, *after} if before.get(path) != after.get(path))


def _changed_acts(old: _Report, new: _Report) -> set[str]:
    before, after = ({act["id"]: act for act in one.manifest["law"]} for one in (old, new))
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def _changed_code(old: _Report, new: _Report) -> list[str]:
    before, after = old.manifest["inputs"], new.manifest["inputs"]
    return [part for part in _CODE if before.get(part) != after.get(part)]
