"""Whether a report is up to date, and if not, why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from poverty_analysis.batch.plan import Job
from poverty_analysis.blocks import Json
from poverty_analysis.chapters.frame.annex import package_versions
from poverty_analysis.inputs.dataset import Dataset, file_hash
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.plan_choice import TERM, choose_plan, plans_inside, term_years
from poverty_analysis.inputs.rows.results import INDICATOR_RESULTS, IndicatorResult
from poverty_analysis.inputs.workspace import (
    TABLE_FILES,
    Rows,
    Workspace,
    read_form_rows,
    read_rows,
    read_units_near,
)
from poverty_analysis.law import read_law
from poverty_analysis.report.disclosure import SHARED, SHOWN_PART, disclosed, shown_results
from poverty_analysis.report.units_below import chosen_below
from poverty_analysis.units.units import children, last_day

_UNITS = (
    "units",
    "units/communes",
    "units/crosswalk",
    "units/groups",
    "units/group-counts",
    "units/tiles",
    "units/shapes",
)
_RESULTS = ("results", "results/policies", "results/progress", "results/reference")
_SHARED_TABLES = ("ledgers", "ledgers/exports", *_RESULTS, *_UNITS, "aliases")
_SHARED_FILES = (*TABLE_FILES, ".yaml", ".geojson")
_CODE = (".py", ".yaml", ".j2", ".typ", ".css", ".ttf", ".woff2", ".txt")


@dataclass(frozen=True)
class Inputs:
    """Everything a report may be made of, as checksums; equal inputs give equal bytes.

    ``watched`` are all files that a report could take something from; the
    manifest names those it did take something from beside them.
    """

    params: Mapping[str, str | int | float | bool]
    notebook: str
    code: str
    versions: Mapping[str, str]
    watched: Mapping[str, str]

    def to_json(self) -> Json:
        return {
            "params": dict(self.params),
            "notebook": self.notebook,
            "code": self.code,
            "versions": dict(self.versions),
            "watched": dict(sorted(self.watched.items())),
        }


def inputs_of(workspace: Workspace, job: Job, datasets: tuple[Dataset, ...]) -> Inputs:
    """Checksums of the plan, of the shared tables, of notebook, code and parameters.

    They are printed with the report: those of a shared one have no checksum of
    a form with crossings, by which a hidden count could be tried out.
    """
    plan = choose_plan(datasets, job.params.unit, job.params.year, job.params.plan, period=job.params.period)
    inside = plans_inside(datasets, job.params.unit, term_years(plan, job.params.year)) if _is_term(job) else ()
    others = (*inside, *_plans_below(workspace, job, datasets))
    files = {file.path: file.sha256 for one in (plan, *others) for file in one.files}
    files |= dict(_shared_files(workspace))
    files |= dict(_form_files(workspace, job.params.edition, job.params.unit))
    shown = dict(_partly_shown(workspace, job.params.edition, job.params.unit))
    files = {name: digest for name, digest in files.items() if f"{name}{SHOWN_PART}" not in shown} | shown
    return Inputs(
        params=job.params.to_notebook() | dict(job.extra),
        notebook=file_hash(workspace.root / "notebooks" / f"{job.notebook}.ipynb"),
        code=code_hash(),
        versions=package_versions(),
        watched=files,
    )


def _is_term(job: Job) -> bool:
    return job.params.period == TERM


def _plans_below(workspace: Workspace, job: Job, datasets: tuple[Dataset, ...]) -> tuple[Dataset, ...]:
    code, year = job.params.unit, job.params.year
    units = read_units_near(workspace, code)
    day = last_day(units, code, year)
    return chosen_below(datasets, children(units, code, day), year) if day else ()


@cache
def _shared_files(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    folders = (workspace.root / "data" / name for name in _SHARED_TABLES)
    paths = (path for folder in folders for path in sorted(folder.glob("*")) if path.suffix in _SHARED_FILES)
    return tuple((workspace.relative(path), file_hash(path)) for path in paths if _is_kept(path))


def _is_kept(path: Path) -> bool:
    # Lock files of office programs come and go without a change of the data.
    return not path.name.startswith((".", "~$"))


@cache
def _form_files(workspace: Workspace, edition: str, code: str) -> tuple[tuple[str, str], ...]:
    if edition == SHARED:
        shown = disclosed(workspace, _forms(workspace), edition, read_units_near(workspace, code), code)
        return tuple((file.path, file.sha256) for file in shown.forms.files)
    nested = sorted((workspace.root / "data" / "forms").glob("**/*"))
    kept = (path for path in nested if path.suffix in _SHARED_FILES and _is_kept(path))
    return tuple((workspace.relative(path), file_hash(path)) for path in kept)


@cache
def _partly_shown(workspace: Workspace, edition: str, code: str) -> tuple[tuple[str, str], ...]:
    """Files of results of which a shared report may not print every row, with a checksum of the others."""
    exact = _forms(workspace)
    seen = disclosed(workspace, exact, edition, read_units_near(workspace, code), code)
    kept = shown_results(_policies(workspace), exact, seen, edition, read_law().measures)
    return tuple((file.path, file.sha256) for file in kept.files if file.path.endswith(SHOWN_PART))


@cache
def _policies(workspace: Workspace) -> Rows[IndicatorResult]:
    return read_rows(workspace, INDICATOR_RESULTS)


@cache
def _forms(workspace: Workspace) -> Forms:
    return read_form_rows(workspace)


@cache
def code_hash() -> str:
    """One checksum over the files of the package that can change a report."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in _CODE):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def stale_reasons(outputs: Path, job: Job, inputs: Inputs) -> tuple[str, ...]:
    """Why the report must be made again; empty when it is up to date.

    Reasons are catalogue keys below ``stale``, some with a file name after a
    colon (``file:data/plans/…/budget.csv``).
    """
    folder = outputs / job.folder
    try:
        manifest = json.loads((folder / job.file("manifest.json")).read_text(encoding="utf-8"))
        made = dict(manifest["inputs"])
        outputs_made = dict(manifest["outputs"])
        files_made = dict(made["watched"])
    except (OSError, ValueError, KeyError, TypeError):
        # A manifest that cannot be read proves nothing, so the report is made again.
        return ("new",) if not folder.exists() else ("damaged",)
    now = inputs.to_json()
    reasons = [part for part in ("params", "notebook", "code", "versions") if made.get(part) != now[part]]
    reasons += _changed_files(files_made, now["watched"])
    reasons += [f"format:{name}" for name in job.formats if f"{job.stem}.{name}" not in outputs_made]
    # A report that somebody changed by hand is not the one that was made.
    if any(not (folder / n).is_file() or file_hash(folder / n) != digest for n, digest in outputs_made.items()):
        reasons.append("damaged")
    return tuple(reasons)


def _changed_files(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    names = sorted({*before, *now})
    return [f"file:{name}" for name in names if before.get(name) != now.get(name)]
