"""``synthesize``: a made-up household table of the fictional unit, of any size."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from poverty_analysis.cli.telling import not_written, refused, tell_json, workspace_for
from poverty_analysis.inputs.census.folder import INFO
from poverty_analysis.inputs.workspace import read_units_near
from poverty_analysis.law import read_law
from poverty_analysis.law.calendar import standard, standards_of_census
from poverty_analysis.units.units import Unit, parents, unit
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.validity import in_force
from poverty_analysis.wording import say

if TYPE_CHECKING:
    from poverty_analysis.law.standards import Standard

_COMMUNE = "commune"
_INFO = """unit: "{unit}"
as_of: {day}
standard: {standard}
synthetic: "yes"
source: "{source}"
"""


@dataclass(frozen=True)
class Wanted:
    """What the table is to hold; without a ``standard`` that of the results of its year."""

    unit: str
    households: int
    day: dt.date
    standard: str
    seed: int
    kind: str


def run_synthesize(lang: str, chosen: Path | None, target: Path, wanted: Wanted, *, as_json: bool) -> int:
    """Write a made-up census into the new folder ``target``; return the exit code."""
    try:
        workspace = workspace_for(chosen, target)
        law = read_law()
        usual = standards_of_census(law, wanted.day.year)[0].id
        governing = standard(law, wanted.standard or usual, wanted.day)
        communes = fictional_communes(read_units_near(workspace, wanted.unit), wanted.unit, wanted.day)
        rows = write_census(target, wanted, governing, communes)
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    except OSError as error:
        return refused(not_written(str(target), error), lang, as_json=as_json)
    if as_json:
        tell_json({"problems": [], "made": str(target), "rows": rows, "synthetic": True})
    else:
        click.echo(say(lang, "cli.synthesized", {"path": str(target), "rows": str(rows)}))
    return 0


def fictional_communes(units: tuple[Unit, ...], code: str, day: dt.date) -> tuple[str, ...]:
    """The communes of a fictional unit on a day.

    Raises
    ------
    DataProblems
        PA-307 no such unit on the day or none below it, PA-813 a real unit.
    """
    found = unit(units, code, day)
    below = tuple(
        sorted(
            one.code
            for one in units
            if one.level == _COMMUNE
            and in_force(one, day)
            and code in (one.code, *(up.code for up in parents(units, one.code, day)))
        )
    )
    if found is None or not below:
        raise DataProblems([Problem("PA-307", Place("data/units"), seen=code, values={"date": day.isoformat()})])
    if not found.synthetic:
        raise DataProblems([Problem("PA-813", Place("data/units/units.csv", column="synthetic"), seen=code)])
    return below


def write_census(target: Path, wanted: Wanted, governing: Standard, communes: tuple[str, ...]) -> int:
    """Write the folder whole; return the number of rows.

    Raises
    ------
    DataProblems
        PA-607 the folder exists, PA-814 a standard whose rule the generator does not know.
    """
    from poverty_analysis.census.synthetic.draw import batches
    from poverty_analysis.census.synthetic.totals import Commune, draws, typical
    from poverty_analysis.inputs.writing import write_households, write_text

    if target.exists() or target.is_symlink():
        raise DataProblems([Problem("PA-607", Place(target.name))])
    if not draws(governing):
        raise DataProblems([Problem("PA-814", Place("--standard"), seen=governing.id)])

    def each() -> Iterator[Commune]:
        for place, code in enumerate(communes):
            first, last = (wanted.households * p // len(communes) for p in (place, place + 1))
            yield typical(code, last - first, governing, wanted.seed)

    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=target.parent, prefix=".work-"))
    try:
        rows = write_households(work / f"households.{wanted.kind}", batches(each(), governing, wanted.seed))
        source = say("vi", "cli.synthetic_source", {"seed": str(wanted.seed)})
        told = _INFO.format(unit=wanted.unit, day=wanted.day, standard=governing.id, source=source)
        write_text(work / INFO, told)
        work.chmod(target.parent.stat().st_mode)
        work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return rows
