"""What to make: one job per report, from the files in ``params/`` and the user's choice."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from poverty_analysis.batch.left_out import LeftOut, each_once, may_be_of, may_cover, problems_of, unread
from poverty_analysis.inputs.params import Params, ParamsFile, make_params, read_params
from poverty_analysis.inputs.plan_choice import choose_plan, term_years
from poverty_analysis.inputs.plan_head import PlanHead, heads_by_unit
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.units.units import Unit, intervals, last_day, unit_problem
from poverty_analysis.units.units import unit as find_unit
from poverty_analysis.values.files import refuse_link
from poverty_analysis.values.periods import Period
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.text import nearest, slug

SYNTHETIC_MARK = "minh-hoa"
_TYPES: Mapping[str, type] = {"str": str, "int": int, "float": float}
# Python would also read 1_000, ٣ and 1e5.
_FORMS: Mapping[str, str] = {"int": r"-?\d+", "float": r"-?\d+(\.\d+)?", "bool": "true|false"}
_SHORT_TYPES = ("thị trấn", "thành phố", "thị xã", "đặc khu", "huyện", "quận", "tỉnh", "phường", "xã")


@dataclass(frozen=True)
class Choice:
    """What the user narrowed a run to; empty means no narrowing."""

    units: tuple[str, ...] = ()
    year: int | None = None
    every_unit: bool = False
    limit: int | None = None
    formats: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()


@dataclass(frozen=True)
class PassedOver:
    """A report that a file of params could make for a chosen unit, but does not list."""

    params: str
    report: str
    unit: str


@dataclass(frozen=True)
class Job:
    """One report to make: notebook, parameters, formats, and where it goes.

    ``folder`` is relative to ``outputs``; ``stem`` is the name all its files
    carry; ``unit_name`` is empty for a unit nobody listed.
    """

    notebook: str
    params: Params
    formats: tuple[str, ...]
    extra: tuple[tuple[str, str | int | float | bool], ...]
    folder: str
    stem: str
    synthetic: bool
    unit_name: str
    span: Period

    def file(self, name: str) -> str:
        """Name of a file beside the report; made-up data are named as such."""
        return f"{SYNTHETIC_MARK}-{name}" if self.synthetic else name


def plan_jobs(
    workspace: Workspace,
    paths: tuple[Path, ...],
    choice: Choice,
    datasets: tuple[PlanHead, ...],
    units: tuple[Unit, ...],
) -> tuple[tuple[Job, ...], tuple[LeftOut, ...]]:
    """Every report the params files ask for, narrowed by ``choice``, in a fixed order; then those whose plan is broken.

    Raises
    ------
    DataProblems
        All problems of all files at once, where params or notebooks have some
        or nothing is left to make (PA-409 when nothing was asked for).
    """
    problems: list[Problem] = []
    left_out: list[LeftOut] = []
    jobs: list[Job] = []
    files = _read_all(workspace, paths, problems)
    problems += _unknown_reports(files, choice)
    for asked in _narrowed(files, choice, datasets):
        try:
            jobs += _jobs_of(workspace, asked, choice, datasets, units, left_out)
        except DataProblems as error:
            problems += error.problems
    left_out += _unread(files, choice, datasets, units, left_out)
    if problems or not jobs:
        nothing = [] if problems or left_out else [Problem("PA-409", Place("params"))]
        raise DataProblems(each_once([*problems, *problems_of(left_out), *nothing]))
    unique = tuple({job.folder: job for job in jobs}.values())
    return unique[: choice.limit], tuple(each_once(left_out))


def _unread(
    files: list[ParamsFile],
    choice: Choice,
    datasets: tuple[PlanHead, ...],
    units: tuple[Unit, ...],
    told: list[LeftOut],
) -> list[LeftOut]:
    """Plans whose unit or year cannot be read, for every file that asks for a unit they may be of."""
    known = {(one.report, one.unit, one.year) for one in told}
    found = [
        unread(file.report, file.year, dataset)
        for file in _of_choice(files, choice)
        for dataset in datasets
        if dataset.keys is None and may_cover(dataset, file.year)
        if may_be_of(dataset, choice.units or (() if choice.every_unit else file.units), units)
    ]
    return [one for one in found if (one.report, one.unit, one.year) not in known]


def _unknown_reports(files: list[ParamsFile], choice: Choice) -> list[Problem]:
    known = sorted({file.report for file in files})
    unknown = (name for name in choice.reports if name not in known)
    return [Problem("PA-414", Place("--report"), name, {"nearest": nearest(name, known)}) for name in unknown]


def _read_all(workspace: Workspace, paths: tuple[Path, ...], problems: list[Problem]) -> list[ParamsFile]:
    files: list[ParamsFile] = []
    for path in paths:
        try:
            files.append(read_params(path, workspace.relative(path)))
        except DataProblems as error:
            problems += error.problems
    return files


def _narrowed(files: list[ParamsFile], choice: Choice, datasets: tuple[PlanHead, ...]) -> Iterator[ParamsFile]:
    """The files as the user narrowed them, with the units of each spelt out.

    A chosen year or unit that some file asks for picks those files; one that
    none asks for is put into every file it fits, so that ``--unit`` also makes
    a report nobody has listed yet.
    """
    files = _of_choice(files, choice)
    codes = [_codes(file, choice, datasets) for file in files]
    listed = {code for group in codes for code in group}
    fitting = [_planned(datasets, file.year) for file in files]
    nowhere = set(choice.units) - listed - {code for group in fitting for code in group}
    for position, file in enumerate(files):
        wanted = [code for code in choice.units if code in (codes[position] if code in listed else fitting[position])]
        # A unit without any plan is told once, by the first file.
        wanted += [code for code in choice.units if code in nowhere and position == 0]
        chosen = tuple(wanted) if choice.units else codes[position]
        if chosen:
            yield replace(file, units=chosen)


def _of_choice(files: list[ParamsFile], choice: Choice) -> list[ParamsFile]:
    """The files of the chosen reports and year; all of them for a year that none asks for."""
    kept = [file for file in files if not choice.reports or file.report in choice.reports]
    if choice.year and choice.year not in {file.year for file in kept}:
        return [replace(file, year=choice.year) for file in kept]
    return [file for file in kept if choice.year in (None, file.year)]


def passed_over(
    workspace: Workspace, paths: tuple[Path, ...], choice: Choice, datasets: tuple[PlanHead, ...]
) -> tuple[PassedOver, ...]:
    """What a choice of units leaves out without being asked to: other files that fit a unit some file lists."""
    files = _of_choice(_read_all(workspace, paths, []), choice)
    codes = [_codes(file, choice, datasets) for file in files]
    listed = [code for code in choice.units if any(code in group for group in codes)]
    return tuple(
        PassedOver(file.name, file.report, code)
        for file, group in zip(files, codes, strict=True)
        for code in listed
        if code not in group and code in _planned(datasets, file.year)
    )


def _jobs_of(
    workspace: Workspace,
    asked: ParamsFile,
    choice: Choice,
    datasets: tuple[PlanHead, ...],
    units: tuple[Unit, ...],
    left_out: list[LeftOut],
) -> Iterator[Job]:
    notebook = find_notebook(workspace, asked.report, asked.name)
    year = asked.year
    extra = _typed_extra(notebook, asked)
    _refuse_units_of_another_time(units, asked)
    plans = _plans_of(datasets, asked, left_out)
    for code, plan in plans.items():
        for lang in asked.langs:
            values = {"unit": code, "year": year, "period": asked.period, "lang": lang, "edition": asked.edition}
            values |= {"plan": plan.name}
            values |= {"as_of": asked.as_of.isoformat()} if asked.as_of else {}
            params = make_params(values, Place(asked.name))
            found, span = _unit_of(units, code, year), params.span(term_years(plan, year)[0])
            yield make_job(asked.report, params, choice.formats or asked.formats, extra, found, span)


def _refuse_units_of_another_time(units: tuple[Unit, ...], asked: ParamsFile) -> None:
    day = dt.date(asked.year, 12, 31)
    gone = [code for code in asked.units if intervals(units, code) and last_day(units, code, asked.year) is None]
    if gone:
        raise DataProblems([unit_problem(units, code, day, Place(asked.name, column="units")) for code in gone])


def _plans_of(datasets: tuple[PlanHead, ...], asked: ParamsFile, left_out: list[LeftOut]) -> Mapping[str, PlanHead]:
    """The plan of every unit; one without a plan that can be used is left out."""
    found: dict[str, PlanHead] = {}
    names = tuple(one.name for one in datasets)
    by_unit = heads_by_unit(datasets)
    for code in asked.units:
        own = (*by_unit.get(code, ()), *by_unit.get("", ()))
        try:
            found[code] = choose_plan(own, code, asked.year, asked.plan, names, asked.period)
        except DataProblems as error:
            left_out.append(LeftOut(asked.report, code, asked.year, tuple(error.problems)))
    return found


def _unit_of(units: tuple[Unit, ...], code: str, year: int) -> Unit | None:
    day = last_day(units, code, year)
    return find_unit(units, code, day) if day else None


def _codes(asked: ParamsFile, choice: Choice, datasets: tuple[PlanHead, ...]) -> tuple[str, ...]:
    return _planned(datasets, asked.year) if choice.every_unit or not asked.units else asked.units


def _planned(datasets: tuple[PlanHead, ...], year: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(d.plan.unit for d in datasets if _covers(d, year)))


def _covers(dataset: PlanHead, year: int) -> bool:
    return dataset.keys is not None and year in dataset.keys.period_years


def make_job(
    notebook: str,
    params: Params,
    formats: tuple[str, ...],
    extra: tuple[tuple[str, str | int | float | bool], ...],
    unit: Unit | None,
    span: Period | None = None,
) -> Job:
    """Name the folder and files of one report after unit and period; ``span`` tells the first year of a term."""
    synthetic = unit.synthetic if unit else False
    name = f"{params.unit}-{slug(_bare(unit.name))}" if unit else params.unit
    marked = f"{SYNTHETIC_MARK}-{name}" if synthetic else name
    days = span or params.span()
    folder = f"{params.edition}/{days.folder()}/{marked}/{notebook}.{params.lang}"
    stem = f"{marked}-{days.folder()}"
    return Job(notebook, params, formats, extra, folder, stem, synthetic, unit.name if unit else "", days)


def _bare(name: str) -> str:
    lower = name.lower()
    kind = next((kind for kind in _SHORT_TYPES if lower.startswith(kind + " ")), "")
    return name[len(kind) :].strip()


def find_notebook(workspace: Workspace, name: str, asked_by: str) -> Path:
    """The notebook called ``name``; PA-405 with the nearest name when there is none."""
    path = workspace.root / "notebooks" / f"{name}.ipynb"
    if path.is_file():
        refuse_link(path, f"notebooks/{path.name}")
        return path
    known = sorted(p.stem for p in (workspace.root / "notebooks").glob("*.ipynb"))
    raise DataProblems([Problem("PA-405", Place(asked_by), seen=name, values={"nearest": nearest(name, known)})])


def notebook_parameters(path: Path) -> Mapping[str, str]:
    """Names and types of the parameters cell.

    Raises
    ------
    DataProblems
        PA-406 no such cell; PA-410 the file or the cell cannot be read.
    """
    import nbformat

    place = Place(f"notebooks/{path.name}")
    try:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        cells = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", ())]
        body = ast.parse(cells[0].source).body if cells else []
    except (ValueError, KeyError, AttributeError, SyntaxError, nbformat.ValidationError) as error:
        raise DataProblems([Problem("PA-410", place, values={"kind": type(error).__name__})]) from None
    if not cells:
        raise DataProblems([Problem("PA-406", place)])
    return dict(pair for node in body for pair in _declared(node))


def _declared(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """Name and type of ``name: type = value``, or of papermill's usual ``name = value``."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id, ast.unparse(node.annotation)
    elif isinstance(node, ast.Assign):
        try:
            kind = type(ast.literal_eval(node.value)).__name__
        except ValueError:
            kind = ""
        yield from ((target.id, kind) for target in node.targets if isinstance(target, ast.Name))


def _typed_extra(notebook: Path, asked: ParamsFile) -> tuple[tuple[str, str | int | float | bool], ...]:
    known = notebook_parameters(notebook)
    problems: list[Problem] = []
    typed: list[tuple[str, str | int | float | bool]] = []
    for name, text in asked.extra.items():
        place = Place(asked.name, column=f"extra.{name}")
        if name in Params.__dataclass_fields__:
            # It would name another unit or year to the notebook than to the folder of the report.
            problems.append(Problem("PA-411", place, seen=name))
            continue
        if name not in known:
            values = {"notebook": notebook.name, "nearest": nearest(name, sorted(known))}
            problems.append(Problem("PA-408", place, seen=name, values=values))
            continue
        try:
            typed.append((name, _typed(text, known[name])))
        except ValueError:
            problems.append(Problem("PA-403", place, seen=text[:60], values={"pattern": known[name]}))
    if problems:
        raise DataProblems(problems)
    return tuple(typed)


def _typed(text: str, kind: str) -> str | int | float | bool:
    if not re.fullmatch(_FORMS.get(kind, ".*"), text, re.ASCII | re.DOTALL):
        raise ValueError(text)
    if kind == "bool":
        return text == "true"
    return _TYPES.get(kind, str)(text)  # type: ignore[no-any-return]
