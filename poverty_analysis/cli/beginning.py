"""``new --unit``: a workspace, or a plan in one, for a unit and a year."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from poverty_analysis.cli.notebook_defaults import set_defaults
from poverty_analysis.cli.starting import copy_starter, starter_root
from poverty_analysis.cli.telling import not_written, refused, tell_json
from poverty_analysis.inputs.country import list_files, units_near
from poverty_analysis.inputs.entry.book import write_entry_book
from poverty_analysis.inputs.entry.folder import write_plan_folder
from poverty_analysis.inputs.entry.start import find_unit, first_content, plan_name
from poverty_analysis.inputs.workspace import Workspace, read_units
from poverty_analysis.inputs.writing import write_text
from poverty_analysis.law import read_law
from poverty_analysis.units.units import Unit
from poverty_analysis.values.files import is_workspace
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.wording import say

# Reports by the word after --report: their notebook, and the period their parameters name.
REPORTS = {
    "annual": ("annual_report", "period: year"),
    "budget": ("budget_reconciliation", "period: year"),
    "six_months": ("six_month_report", "period: six_months\nas_of: {year}-05-31"),
    "period": ("period_review", "period: term"),
}
_PARAMS = """report: {report}
units: ["{unit}"]
year: {year}
{period}
langs: [vi]
formats: [html, pdf, xlsx]
"""


@dataclass(frozen=True)
class Begun:
    """What was asked for: the unit by code or name, the year, the report, and the form of the plan."""

    unit: str
    year: int
    report: str
    xlsx: bool


def run_begin(lang: str, folder: Path, wish: Begun, *, as_json: bool) -> int:
    """Lay down the plan of a unit in the workspace ``folder``, which is made where it is not one; return the exit code.

    Nothing that exists is touched, and nothing is made for a unit that is not found.
    """
    try:
        home = folder if is_workspace(folder) else starter_root()
        one, home = _found(home, wish)
        made = list(_lay_down(lang, folder, home, one, wish))
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    except OSError as error:
        return refused(not_written(str(folder), error), lang, as_json=as_json)
    if as_json:
        tell_json({"workspace": str(folder), "unit": one.code, "made": [str(path) for path in made]})
        return 0
    values: dict[str, str | int] = {"unit": f"{one.code} {one.name}", "year": wish.year, "path": str(folder)}
    click.echo("\n".join([say(lang, "cli.begun", values), *(f"  {path}" for path in made)]))
    click.echo(say(lang, "cli.begun_next", {"plan": str(made[0]), "path": str(folder)}))
    return 0


def _found(home: Path, wish: Begun) -> tuple[Unit, Path]:
    """The unit, and the folder whose lists know it: the workspace's own, else those the program brings."""
    try:
        return find_unit(home, read_units(Workspace(home)), wish.unit, wish.year), home
    except DataProblems:
        if home == starter_root():
            raise
    home = starter_root()
    return find_unit(home, read_units(Workspace(home)), wish.unit, wish.year), home


def _lay_down(lang: str, folder: Path, home: Path, one: Unit, wish: Begun) -> Iterator[Path]:
    plan = folder / "data" / "plans" / f"{plan_name(one, wish.year)}{'.xlsx' if wish.xlsx else ''}"
    if plan.exists() or plan.is_symlink():
        raise DataProblems([Problem("PA-607", Place(str(plan)))])
    if not is_workspace(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise DataProblems([Problem("PA-604", Place(str(folder)))])
        copy_starter(folder)
        for path in (folder / "notebooks").glob("*.ipynb"):
            set_defaults(path, {"unit": one.code, "year": str(wish.year)})
    listed = read_units(Workspace(home))
    for path in list_files(home, listed, one.code):
        _copy_missing(path, folder / path.relative_to(home))
    content = first_content(units_near(home, listed, one.code), one, wish.year, read_law())
    plan.parent.mkdir(parents=True, exist_ok=True)
    if wish.xlsx:
        write_entry_book(content, read_law(), plan)
    else:
        write_plan_folder(content, plan, lang)
    yield plan
    yield from _write_params(folder, one, wish)


def _copy_missing(source: Path, target: Path) -> None:
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _write_params(folder: Path, one: Unit, wish: Begun) -> Iterator[Path]:
    path = folder / "params" / f"{wish.report}_{one.code}_{wish.year}.yaml"
    if not path.exists():
        report, period = REPORTS[wish.report]
        values = {"report": report, "unit": one.code, "year": str(wish.year)}
        text = _PARAMS.format(**values, period=period.format(year=wish.year))
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
        yield path
