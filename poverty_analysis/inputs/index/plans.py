"""The heads of all plans of a workspace, each read again only when one of its files changed."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from poverty_analysis.inputs.csvs import read_csv
from poverty_analysis.inputs.dataset import Dataset, InputFile
from poverty_analysis.inputs.index.file_hashes import FileHashes, hashes_below, load_hashes, save_hashes
from poverty_analysis.inputs.index.source_hash import source_hash
from poverty_analysis.inputs.index.store import FOLDER, Json, Store
from poverty_analysis.inputs.index.typed_json import plain, typed
from poverty_analysis.inputs.plan_choice import choose_plan
from poverty_analysis.inputs.plan_head import PlanHead, head_of
from poverty_analysis.inputs.workspace import Workspace, plan_paths, read_plan
from poverty_analysis.values.files import read_input
from poverty_analysis.values.problems import DataProblems
from poverty_analysis.values.strict_yaml import MAX_BYTES

_HEADS = "plans.json"
_HASHES = "plans-hashes.json"
_UNITS_OF = "plans-units.json"
_PLANS, _UNITS = "data/plans", "data/units"
_UNIT = re.compile(r"^unit:\s*\"?([A-Z\d]\d+)\"?", re.MULTILINE)


def read_heads(workspace: Workspace) -> tuple[PlanHead, ...]:
    """The head of every plan in name order; what is known of files that did not change is taken from the index."""
    store = Store(workspace.root / FOLDER)
    hashes = load_hashes(store, _HASHES)
    units = hashes_below(workspace.root, (_UNITS,), hashes, (".md",))
    kept = store.load(_HEADS) or {}
    found: Json = {}
    for path in plan_paths(workspace):
        name, key = workspace.relative(path), _key(workspace, path, units, hashes)
        known = kept.get(name)
        found[name] = known if known and key and known["key"] == key else _made(workspace, path, key)
    if found != kept:
        store.save(_HEADS, found)
        store.save(_UNITS_OF, {name: [one["unit"], one["stamp"]] for name, one in found.items()})
    save_hashes(store, _HASHES, hashes)
    return tuple(typed(one["head"]) for one in found.values())


def _key(workspace: Workspace, path: Path, units: list[tuple[str, str]], hashes: FileHashes) -> str:
    """The checksum of everything a plan is read from; empty where a file cannot be opened."""
    try:
        files = hashes_below(workspace.root, (workspace.relative(path),), hashes)
    except DataProblems:
        return ""
    return hashlib.sha256(json.dumps([source_hash(), units, files]).encode("ascii")).hexdigest()


def _made(workspace: Workspace, path: Path, key: str) -> Json:
    dataset = read_plan(workspace, path)
    content = tuple(InputFile(file.path, _content(workspace.root / file.path, file)) for file in dataset.files)
    head = head_of(dataset, content)
    unit = head.keys.unit if head.keys else ""
    return {"key": key, "head": plain(head), "unit": unit, "stamp": _stamp(path)}


def _content(path: Path, file: InputFile) -> str:
    """The checksum of a table's cells, however they are quoted and whatever remarks stand between; else the file's."""
    try:
        table = read_csv(path, file.path) if path.suffix == ".csv" else None
    except DataProblems:
        return file.sha256
    if table is None:
        return file.sha256
    cells = json.dumps([table.header, [cells for _, cells in table.rows]])
    return hashlib.sha256(cells.encode("ascii")).hexdigest()


def plans_of_units(workspace: Workspace, codes: Collection[str]) -> Iterator[Path]:
    """The plans that name one of the units, or whose unit is not known before they are read."""
    known = Store(workspace.root / FOLDER).load(_UNITS_OF) or {}
    for path in plan_paths(workspace):
        unit, stamp = known.get(workspace.relative(path), ("", None))
        if stamp is None or stamp != _stamp(path):
            unit = _named_unit(path)
        if not unit or unit in codes:
            yield path


def read_chosen_plan(workspace: Workspace, unit: str, year: int, name: str = "", period: str = "year") -> Dataset:
    """Read the plan a report uses, and no other one when it is named; see :func:`choose_plan`."""
    folder = workspace.root / _PLANS
    listed = sorted(entry.name for entry in os.scandir(folder)) if folder.is_dir() else []
    known = tuple(file.removesuffix(".xlsx") for file in listed if not file.startswith((".", "~$")))
    named = (path for path in (folder / name, folder / f"{name}.xlsx") if path.exists() and name in known)
    wanted = named if name else plans_of_units(workspace, {unit})
    return choose_plan(tuple(read_plan(workspace, path) for path in wanted), unit, year, name, known, period)


def _stamp(path: Path) -> list[int] | None:
    """By what the file that names the unit is known to be the same."""
    try:
        found = (path / "plan.yaml" if path.is_dir() else path).lstat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_mode]


def _named_unit(path: Path) -> str:
    """The unit a plan's folder names; its whole text is read and checked later."""
    try:
        data = read_input(path / "plan.yaml", path.name, MAX_BYTES) if path.is_dir() else b""
    except DataProblems:
        return ""
    found = _UNIT.search(data.decode("utf-8", errors="replace"))
    return found[1] if found else ""
