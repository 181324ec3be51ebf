"""``release``: small cells of the forms masked once, for all levels and tables, and written as a release."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from poverty_analysis.cli.telling import not_written, refused, tell_json, workspace_for
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.releases import (
    RELEASES,
    SETTINGS,
    ReleaseFiles,
    Settings,
    read_release,
    read_releases,
    read_settings,
)
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.workspace import Workspace, read_form_rows, read_units_near
from poverty_analysis.law import least_deprivations, read_law
from poverty_analysis.release.stored import Family, earlier_rows, families, is_earlier
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.validity import in_force
from poverty_analysis.wording import say

if TYPE_CHECKING:
    from poverty_analysis.release.contents import Contents
    from poverty_analysis.release.mask import Mask
    from poverty_analysis.release.relations import Cell


@dataclass(frozen=True)
class Made:
    """One release that was written or stood already; ``others`` are earlier ones of the same forms."""

    id: str
    path: str
    mask: Mask
    others: tuple[str, ...]


def run_release(
    lang: str, chosen: Path | None, paths: tuple[Path, ...], threshold: int | None, *, as_json: bool
) -> int:
    """Mask the forms of ``paths``, or all of ``data/forms``, and write a release for each family of units."""
    try:
        workspace = workspace_for(chosen, *paths)
        settings = _settings(workspace, threshold)
        delivered = read_form_rows(workspace, *(path.resolve() for path in paths))
        rows = delivered.rows
        problems = delivered.problems or (() if rows else (Problem("PA-332", Place("data/forms")),))
        if problems:
            raise DataProblems(problems)
        earlier = read_releases(workspace.root / RELEASES, workspace.relative)
        made: list[Made] = []
        for family in _families(workspace, rows):
            one = _release(workspace, family, settings, delivered, earlier)
            made.append(one)
            # The next year's starts from this one too.
            earlier = (
                *(other for other in earlier if other.id != one.id),
                read_release(workspace.root / one.path, workspace.relative),
            )
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    except BrokenPipeError:
        raise
    except OSError as error:
        return refused(not_written(RELEASES, error), lang, as_json=as_json)
    if as_json:
        tell_json({"releases": [_as_json(one) for one in made]})
    else:
        _tell(made, lang)
    return 0


def _settings(workspace: Workspace, threshold: int | None) -> Settings:
    path = workspace.root / SETTINGS
    own = path if path.is_file() else Path(__file__).resolve().parents[1] / "release" / Path(SETTINGS).name
    settings = read_settings(own, SETTINGS)
    if threshold is None or threshold == settings.threshold:
        return settings
    asked = [say(one, "release.asked") for one in ("vi", "en")]
    return replace(settings, threshold=threshold, reason_vi=asked[0], reason_en=asked[1])


def _families(workspace: Workspace, rows: tuple[FormRow, ...]) -> Iterator[Family]:
    for day in sorted({row.as_of for row in rows}):
        same = tuple(row for row in rows if row.as_of == day)
        yield from families(same, _parents(workspace, same, day))


def _parents(workspace: Workspace, rows: tuple[FormRow, ...], day: dt.date) -> dict[str, str]:
    units = read_units_near(workspace, *sorted({row.unit for row in rows}))
    return {unit.code: unit.parent for unit in units if in_force(unit, day)}


def _release(
    workspace: Workspace, family: Family, settings: Settings, delivered: Forms, earlier: tuple[ReleaseFiles, ...]
) -> Made:
    from poverty_analysis.release.contents import contents, inputs_of
    from poverty_analysis.release.mask import mask_forms
    from poverty_analysis.release.protect import Limits
    from poverty_analysis.release.years import of_other_years

    parents = _parents(workspace, family.rows, family.as_of)
    mask = mask_forms(
        family.rows,
        parents,
        threshold=settings.threshold,
        least=least_deprivations(read_law()),
        limits=Limits(**settings.limits),
        earlier=earlier_rows(earlier, family),
        years=of_other_years(family, earlier, delivered.rows, settings.threshold, parents),
    )
    made = contents(family, mask, settings, inputs_of(delivered, family))
    folder = workspace.root / RELEASES
    others = tuple(one.id for one in earlier if one.id != made.id and is_earlier(one, family))
    _publish(folder, made)
    return Made(made.id, workspace.relative(folder / made.id), mask, others)


def _publish(folder: Path, made: Contents) -> None:
    """Put a release in place whole."""
    from poverty_analysis.batch.publish import publish

    folder.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=folder, prefix=".work-"))
    try:
        for name, data in made.files.items():
            (work / name).write_bytes(data)
        # What mkdtemp makes is closed to others; a release is for whoever may read the folder.
        work.chmod(folder.stat().st_mode)
        publish(work, folder / made.id)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _as_json(made: Made) -> dict[str, object]:
    return {
        "id": made.id,
        "path": made.path,
        "other_releases": list(made.others),
        "blocks": [
            {
                "name": block.name,
                "cells": block.cells,
                "primary": block.primary,
                "secondary": block.secondary,
                "bounded": block.audit.bounded,
                "narrowest": block.audit.narrowest,
                "broken": block.broken,
                "dropped": list(block.dropped),
                "exposed": [asdict(cell) for cell in block.exposed],
                "told_by_other_years": [asdict(cell) for cell in block.told],
            }
            for block in made.mask.blocks
        ],
    }


def _tell(made: list[Made], lang: str) -> None:
    for one in made:
        click.echo(say(lang, "release.made", {"path": one.path}))
        for block in one.mask.blocks:
            values = {"block": block.name, "cells": str(block.cells), "primary": str(block.primary)}
            values |= {"secondary": str(block.secondary), "narrowest": str(block.audit.narrowest or "-")}
            click.echo(say(lang, "release.block", values))
            if block.dropped:
                click.echo(say(lang, "release.dropped", {"units": ", ".join(block.dropped)}), err=True)
            if block.exposed:
                click.echo(say(lang, "release.exposed", {"cells": _named(block.exposed)}), err=True)
            if block.told:
                click.echo(say(lang, "release.told", {"cells": _named(block.told)}), err=True)
        if one.others:
            click.echo(say(lang, "release.others", {"names": ", ".join(one.others)}), err=True)


def _named(cells: Iterable[Cell]) -> str:
    return "; ".join(" ".join(filter(None, astuple(cell))) for cell in cells)
