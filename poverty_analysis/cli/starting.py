"""``new`` and ``doctor``: begin, and find out what is missing."""

from __future__ import annotations

import importlib
import importlib.metadata
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from poverty_analysis.cli.exits import EXIT_MISSING
from poverty_analysis.cli.extras import INSTALL, can_make_word, wants_word
from poverty_analysis.cli.notebook_defaults import set_defaults
from poverty_analysis.cli.telling import not_written, refused, tell_json, tell_problems, workspace_for
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.wording import say

# What every new workspace starts with, and the fictional unit's data.
_STARTER = (
    "notebooks/annual_report.ipynb",
    "notebooks/budget_reconciliation.ipynb",
    "notebooks/six_month_report.ipynb",
    "notebooks/period_review.ipynb",
    "params/release",
)
_EXAMPLE = (
    "data/units/units.csv",
    "data/units/SOURCE.md",
    "data/plans/huyen-mau-2023",
    "data/plans/huyen-mau-2021-2025",
    "data/ledgers/huyen-mau-2022.csv",
    "data/results/huyen-mau.csv",
    "data/census/huyen-mau-2023",
    "data/results/policies/huyen-mau.csv",
    "data/forms/huyen-mau-2023",
    "data/releases",
)
_UNIT = "999"
_PARAMS = """# Huyện Mẫu là đơn vị hư cấu; đổi units và year cho đơn vị của bạn.
report: {report}
units: ["999"]
{period}
langs: [vi]
formats: [html, pdf, xlsx]
"""
# What ``run`` makes, and one file for each other report: those lie below and are run by name.
_ASKED = {
    "annual.yaml": ("annual_report", "year: 2023"),
    "examples/budget.yaml": ("budget_reconciliation", "year: 2023"),
    "examples/six_months.yaml": ("six_month_report", "year: 2023\nperiod: six_months\nas_of: 2023-05-31"),
    "examples/period.yaml": ("period_review", "year: 2025\nperiod: term\nas_of: 2023-12-31"),
}
_MODULES = (
    "papermill",
    "nbconvert",
    "ipykernel",
    "pandas",
    "matplotlib",
    "openpyxl",
    "pyarrow",
    "typst",
    "python_calamine",
)


def run_new(lang: str, folder: Path, *, demo: str | None, after_2025: bool, as_json: bool) -> int:
    """Make a workspace that runs at once, in a new or empty folder."""
    try:
        _start(folder, _write_country(after_2025=after_2025) if demo else _write_example)
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    if as_json:
        tell_json({"workspace": str(folder)})
    else:
        click.echo(say(lang, "cli.made_workspace", {"path": str(folder)}))
    return 0


def _start(folder: Path, write: Callable[[Path], object]) -> None:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise DataProblems([Problem("PA-604", Place(str(folder)))])
        copy_starter(folder)
        write(folder)
    except OSError as error:
        raise not_written(str(folder), error) from None


def copy_starter(folder: Path) -> None:
    """Make the folders of a workspace in ``folder``, with the notebooks."""
    for name in ("params", "outputs", "data/plans", "data/ledgers", "data/results"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in _STARTER:
        _copy(starter_root() / name, folder / name)


def _write_example(folder: Path) -> None:
    for name in _EXAMPLE:
        _copy(starter_root() / name, folder / name)
    (folder / "params" / "examples").mkdir(exist_ok=True)
    for name, (report, period) in _ASKED.items():
        text = _PARAMS.format(report=report, period=period)
        (folder / "params" / name).write_text(text, encoding="utf-8")
        asked = dict(line.split(": ") for line in period.splitlines())
        set_defaults(folder / "notebooks" / f"{report}.ipynb", {"unit": _UNIT} | asked)


def _write_country(*, after_2025: bool) -> Callable[[Path], object]:
    from poverty_analysis.demo.country import write_country
    from poverty_analysis.demo.units import AFTER_2025, BEFORE_2025

    return partial(write_country, era=AFTER_2025 if after_2025 else BEFORE_2025)


def starter_root() -> Path:
    """Where the starting files lie: inside an installed package, or in the repository."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "starter"
    return inside if inside.is_dir() else package.parent


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


@dataclass(frozen=True)
class Requirement:
    """One thing the product needs: whether it works, and the command that installs it.

    What is not ``needed`` here is named when it is missing, and nothing more.
    """

    name: str
    works: bool
    found: str
    command: str = ""
    needed: bool = True


def run_doctor(lang: str, chosen: Path | None, *, as_json: bool) -> int:
    """Say what works here and what is missing; exit 4 when something needed is."""
    parts = [*_parts(), _word(chosen), _workspace_part(chosen)]
    if as_json:
        tell_json({"parts": [vars(part) for part in parts]})
    else:
        for part in parts:
            sign = "✓" if part.works else "✗" if part.needed else "–"
            click.echo(f"{sign} {part.name}: {part.found}{'' if part.works or part.needed else f' ({part.command})'}")
    missing = [part for part in parts if part.needed and not part.works]
    if missing and not as_json:
        tell_problems(
            (Problem("PA-606", Place(p.name), p.name, {"kind": p.found, "command": p.command}) for p in missing), lang
        )
    return EXIT_MISSING if missing else 0


def _parts() -> Iterator[Requirement]:
    version = ".".join(str(number) for number in sys.version_info[:3])
    yield Requirement("Python", sys.version_info >= (3, 11), version, "python3.11")
    for name in _MODULES:
        yield _module(name)
    yield _fonts()
    yield _kernel()
    yield _pdf()


def _module(name: str) -> Requirement:
    command = "make report"
    try:
        importlib.import_module(name)
        return Requirement(name, True, importlib.metadata.version(name.replace("_", "-")))
    except ImportError as error:
        return Requirement(name, False, type(error).__name__, command)


def _fonts() -> Requirement:
    folder = Path(__file__).resolve().parents[1] / "render" / "fonts"
    faces = sorted(path.stem for path in folder.glob("*.ttf"))
    return Requirement("Liberation", bool(faces), f"{len(faces)} TTF", "git checkout -- poverty_analysis/render/fonts")


def _kernel() -> Requirement:
    try:
        from jupyter_client.kernelspec import KernelSpecManager

        spec = KernelSpecManager().get_kernel_spec("python3")
    except Exception as error:
        return Requirement("kernel python3", False, type(error).__name__, "python -m ipykernel install --sys-prefix")
    program = spec.argv[0]
    same = not Path(program).is_absolute() or Path(program).resolve() == Path(sys.executable).resolve()
    return Requirement("kernel python3", same, Path(program).name, "python -m ipykernel install --sys-prefix")


def _pdf() -> Requirement:
    try:
        import typst

        made = typst.compile(b"x", format="pdf", ignore_system_fonts=True)
    except Exception as error:
        return Requirement("PDF", False, type(error).__name__, "make report")
    return Requirement("PDF", bool(made), "typst")


def _word(chosen: Path | None) -> Requirement:
    """Word files are an extra: it is missed only where a file of parameters asks for them."""
    if can_make_word():
        return Requirement("DOCX", True, f"python-docx {importlib.metadata.version('python-docx')}")
    try:
        needed = wants_word(workspace_for(chosen))
    except DataProblems:
        needed = False
    return Requirement("DOCX", False, "-", INSTALL, needed)


def _workspace_part(chosen: Path | None) -> Requirement:
    try:
        return Requirement("workspace", True, workspace_for(chosen).root.name)
    except DataProblems:
        return Requirement("workspace", False, "-", "poverty-analysis new THU-MUC")
