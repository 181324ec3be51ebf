"""``aggregate``: households to the official forms, written whole and never over different ones in silence."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from poverty_analysis.batch.publish import publish
from poverty_analysis.census.aggregate import Aggregate, aggregate
from poverty_analysis.cli.telling import (
    not_written,
    problem_json,
    refused,
    tell_json,
    tell_problems,
    workspace_for,
)
from poverty_analysis.inputs.census.folder import census_paths
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.dataset import file_hash
from poverty_analysis.inputs.forms import is_labels
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.inputs.writing import as_text, write_table, write_text
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.wording import say

if TYPE_CHECKING:
    from poverty_analysis.census.aggregate import Tables

_SHOWN = 5
_SOURCE = """# Source: {title}

- Made by `poverty-analysis aggregate` from `{file}` (SHA-256 {hash}).
- Closing day {as_of}, standard {standard}; {synthetic}.
- Source of the households: {source}
- Changed by hand: nothing.
"""
_SYNTHETIC = {True: "**invented for illustration**, no real household", False: "households of a review"}


def run_aggregate(lang: str, chosen: Path | None, source: Path | None, *, force: bool, as_json: bool) -> int:
    """Aggregate one census folder, or all of the workspace; return the exit code."""
    try:
        workspace = workspace_for(chosen, *([source] if source else []))
        paths = (source,) if source else census_paths(workspace.root)
        if not paths:
            raise DataProblems([Problem("PA-101", Place("data/census"), values={"reason": "FileNotFoundError"})])
        made = [aggregate(workspace, path) for path in paths]
        if problems := [problem for one in made for problem in one.review.problems]:
            raise DataProblems(problems)
        written = [_write(workspace, one, force=force) for one in made]
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    _tell(workspace, made, written, lang, as_json=as_json)
    return 0


def _write(workspace: Workspace, made: Aggregate, *, force: bool) -> bool:
    """Put forms and sufficient table in their folders; False when they are there already.

    Raises
    ------
    DataProblems
        PA-812 when others are there and ``force`` is off, PA-605 when the
        system refuses to write.
    """
    folders = {made.folder: made.tables, made.scores_folder: made.scores}
    works = {folder: folder.with_name(f".{folder.name}.work") for folder in folders}
    place = workspace.relative(made.folder)
    try:
        changed: list[str] = []
        for folder, tables in folders.items():
            _fill(workspace, made, tables, (folder, works[folder]))
            changed += _changed(folder, works[folder], tables)
        if changed and not force:
            values = {"count": str(len(changed)), "names": "; ".join(changed[:_SHOWN])}
            raise DataProblems([Problem("PA-812", Place(place), values=values)])
        new = [folder for folder in folders if changed or not folder.is_dir()]
        for folder in new:
            publish(works[folder], folder)
    except OSError as error:
        raise not_written(place, error) from None
    finally:
        for work in works.values():
            shutil.rmtree(work, ignore_errors=True)
    return bool(new)


def _fill(workspace: Workspace, made: Aggregate, tables: Tables, folders: tuple[Path, Path]) -> None:
    final, work = folders
    shutil.rmtree(work, ignore_errors=True)
    if final.is_dir():
        # Files of other hands stay where they are.
        shutil.copytree(final, work)
    work.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        names = read_contract().tables[table].names()
        write_table(work / f"{table}.csv", table, names, ([row.get(name) for name in names] for row in rows))
    census = made.census
    words = {
        "title": made.folder.name,
        "file": census.file.name,
        "hash": file_hash(workspace.root / census.file.name),
        "as_of": census.as_of.isoformat(),
        "standard": census.standard.id,
        "synthetic": _SYNTHETIC[census.synthetic],
        "source": census.source,
    }
    write_text(work / "SOURCE.md", _SOURCE.format(**words))


def _changed(folder: Path, work: Path, tables: Tables) -> list[str]:
    """Cells that are otherwise in the folder than in ``work``, as words; files with the same bytes are not opened."""
    pairs = [(table, rows, folder / f"{table}.csv", work / f"{table}.csv") for table, rows in tables.items()]
    found = ((t, r, old) for t, r, old, new in pairs if not old.exists() or old.read_bytes() != new.read_bytes())
    return [told for table, rows, old in found for told in _differences(table, rows, old)] if folder.is_dir() else []


def _differences(table: str, rows: Iterable[Mapping[str, object]], path: Path) -> Iterator[str]:
    """Cells that the file has otherwise, as words: form, unit, column, old and new."""
    spec = read_contract().tables[table]
    names = spec.names()
    keys = tuple(column.name for column in spec.columns if column.type != "integer")
    new = {_key(row, keys): row for row in ({name: as_text(row.get(name)) for name in names} for row in rows)}
    old = {_key(row, keys): row for row in _old_rows(path)} if path.exists() else {}
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key, {}), new.get(key, {})
        for name in names:
            if before.get(name, "") != after.get(name, ""):
                yield f"{table} {'/'.join(key)} {name}: {before.get(name, '')} -> {after.get(name, '')}"


def _old_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as stream:
        rows = [{str(name): value or "" for name, value in row.items()} for row in csv.DictReader(stream, restval="")]
    # Labels in row 2 are no counts.
    return rows[1:] if rows and is_labels(rows[0].values()) else rows


def _key(row: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row[name] for name in names if row.get(name))


def _tell(workspace: Workspace, made: list[Aggregate], written: list[bool], lang: str, *, as_json: bool) -> None:
    if as_json:
        tell_json(
            {
                "problems": [],
                "censuses": [_json(workspace, one, written=new) for one, new in zip(made, written, strict=True)],
            }
        )
        return
    for one, new in zip(made, written, strict=True):
        if one.review.warnings:
            tell_problems(one.review.warnings, lang)
        values = {"rows": str(one.review.rows), "repeated": str(one.review.repeated), "units": str(one.units)}
        key = "cli.aggregated" if new else "cli.aggregated_same"
        click.echo(say(lang, key, {"path": workspace.relative(one.folder), **values}))


def _json(workspace: Workspace, one: Aggregate, *, written: bool) -> dict[str, object]:
    return {
        "census": one.census.name,
        "forms": workspace.relative(one.folder),
        "scores": workspace.relative(one.scores_folder),
        "written": written,
        "rows": one.review.rows,
        "repeated": one.review.repeated,
        "units": one.units,
        "warnings": [problem_json(warning) for warning in one.review.warnings],
    }
