"""Whether a report is up to date, and if not, why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from poverty_analysis.batch.opened import ABSENT, checksum, installed
from poverty_analysis.batch.plan import Job
from poverty_analysis.blocks import Json
from poverty_analysis.census.forms import HEADLINE
from poverty_analysis.chapters.frame.annex import package_versions
from poverty_analysis.inputs.country import links_near, read_groups
from poverty_analysis.inputs.dataset import file_hash
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.index.file_hashes import FileHashes
from poverty_analysis.inputs.index.source_hash import source_hash
from poverty_analysis.inputs.index.tables import rows_digests
from poverty_analysis.inputs.index.typed_json import plain
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.plan_choice import TERM, choose_plan, plans_inside, term_years
from poverty_analysis.inputs.plan_head import PlanHead
from poverty_analysis.inputs.rows.results import INDICATOR_RESULTS
from poverty_analysis.inputs.unit_maps import map_files
from poverty_analysis.inputs.workspace import Rows, Workspace, read_form_rows, read_rows, read_units, read_units_near
from poverty_analysis.law import read_law
from poverty_analysis.report.disclosure import Disclosed, disclosed, shown_results
from poverty_analysis.report.shared_rows import Split, around
from poverty_analysis.report.sources import Territory, read_territory
from poverty_analysis.report.units_below import chosen_below
from poverty_analysis.values.problems import DataProblems, leaves_row_out, speaks_of

_BY_UNIT = ("postings", "progress")


@dataclass(frozen=True)
class Inputs:
    """Everything a report may be made of, as checksums; equal inputs give equal bytes.

    ``watched`` has a checksum of what the report may take of each file: of a
    shared table the rows of its units in their order.  ``release`` are the
    releases it reads, and the crossings that no release covers.
    """

    params: Mapping[str, str | int | float | bool]
    notebook: str
    code: str
    versions: Mapping[str, str]
    watched: Mapping[str, str]
    release: Mapping[str, tuple[str, ...]]

    def to_json(self) -> Json:
        return {
            "params": dict(self.params),
            "notebook": self.notebook,
            "code": self.code,
            "versions": dict(self.versions),
            "watched": dict(sorted(self.watched.items())),
            "release": {name: list(value) for name, value in self.release.items()},
        }


def inputs_of(workspace: Workspace, job: Job, plans: Mapping[str, tuple[PlanHead, ...]], split: Split) -> Inputs:
    """Checksums of what a report may take of plans and shared tables, and of notebook, code and parameters.

    They are printed with the report: those of a shared one have no checksum of
    a form with crossings, by which a hidden count could be tried out.
    ``plans`` are the heads of all plans by unit.
    """
    territory = read_territory(workspace, job.params.unit, job.params.year)
    watched = {file.path: file.sha256 for one in _plans(job, plans, territory) for file in one.content}
    release: Mapping[str, tuple[str, ...]] = {}
    if territory is not None:
        exact, shown = _shown(workspace, split, job)
        watched |= _lists(workspace, around(workspace, job.params.unit).read()["forms"])
        watched |= _shared_rows(workspace, split, territory) | _form_rows(shown, territory)
        watched |= _policies(workspace, split, job.params.edition, (exact, shown), territory.codes) | _maps(
            workspace, job.params.unit
        )
        watched |= {file.path: file.sha256 for one in shown.releases for file in one.files}
        waiting = sorted(f"{form} {day.isoformat()}" for form, day in shown.withheld)
        release = {"used": tuple(one.id for one in shown.releases), "waiting": tuple(waiting)}
    return Inputs(
        params=job.params.to_notebook() | dict(job.extra),
        notebook=_notebook_hash(workspace, job.notebook),
        code=source_hash(),
        versions=package_versions(),
        watched=watched,
        release=release,
    )


@cache
def _notebook_hash(workspace: Workspace, name: str) -> str:
    return file_hash(workspace.root / "notebooks" / f"{name}.ipynb")


def own_heads(plans: Mapping[str, tuple[PlanHead, ...]], wanted: Params) -> tuple[PlanHead, ...]:
    """The plan of a report, then the yearly plans inside its term."""
    code, year, kind = wanted.unit, wanted.year, wanted.period
    own = (*plans.get(code, ()), *plans.get("", ()))
    named = tuple(one for one in own if one.name == wanted.plan) or own
    plan = choose_plan(named, code, year, wanted.plan, tuple(_older(named)), period=kind)
    return (plan, *(plans_inside(own, code, term_years(plan, year)) if kind == TERM else ()))


def _plans(job: Job, plans: Mapping[str, tuple[PlanHead, ...]], territory: Territory | None) -> Iterator[PlanHead]:
    """The plans of a report, and those of the units below."""
    yield from own_heads(plans, job.params)
    below = territory.below if territory else ()
    heads = tuple(one for child in below for one in plans.get(child.code, ()))
    yield from chosen_below(heads, below, job.params.year)


def _older(heads: Iterable[PlanHead]) -> Iterator[str]:
    """Versions that plans supersede: whether they exist was told when the reports were planned."""
    return (one.keys.supersedes for one in heads if one.keys and one.keys.supersedes)


def _shown(workspace: Workspace, split: Split, job: Job) -> tuple[Forms, Disclosed]:
    """The forms around the unit of a report, and what its edition may show of them."""
    near = around(workspace, job.params.unit)
    table = split.tables["forms"]
    rows = table.of(near.read()["forms"])
    exact = read_form_rows(workspace) if rows is None else Forms(rows, table.files)
    return exact, disclosed(workspace, exact, job.params.edition, near.kin, job.params.unit, split.named)


def _shared_rows(workspace: Workspace, split: Split, territory: Territory) -> dict[str, str]:
    """By file the checksums of the rows of shared tables that belong to the units of a report."""
    codes = territory.codes
    wanted = dict.fromkeys(_BY_UNIT, codes) | {"results": around(workspace, codes[0]).family}
    wanted |= {} if territory.unit.synthetic else {"country": ("",)}
    found: dict[str, list[str]] = {}
    for name, units in wanted.items():
        digests = split.digests[name]
        for unit in units:
            for path, digest in digests.get(unit, {}).items():
                found.setdefault(path, []).append(f"{unit} {digest}")
        for problem in split.tables[name].problems:
            if leaves_row_out(problem) and speaks_of(problem, codes):
                told = plain(replace(problem, place=replace(problem.place, row=None)))
                found.setdefault(problem.place.file, []).append(json.dumps(told))
    return {path: hashlib.sha256("\n".join(parts).encode()).hexdigest() for path, parts in found.items()}


def _form_rows(shown: Disclosed, territory: Territory) -> dict[str, str]:
    """By file the checksums of the forms of a report: all it may see of its unit, headline counts of those below."""
    own, *below = territory.codes
    rows = (row for row in shown.forms.rows if row.unit == own or (row.unit in below and row.form in HEADLINE))
    # A release has checksums of its own files.
    return rows_digests(row for row in rows if not row.at.file.startswith("data/releases/"))


@cache
def _lists(workspace: Workspace, kin: tuple[str, ...]) -> Mapping[str, str]:
    """By file the checksums of the lists of units, links and groups around some units."""
    links = links_near(workspace.root, read_units(workspace), *kin)
    codes = {*kin, *(code for link in links for code in (link.old, link.new))}
    units = (unit for unit in read_units_near(workspace, *kin) if unit.code in codes)
    return rows_digests((*units, *links, *read_groups(workspace.root)))


def _policies(
    workspace: Workspace, split: Split, edition: str, forms: tuple[Forms, Disclosed], codes: tuple[str, ...]
) -> dict[str, str]:
    """By file the checksums of the results of policies that a report may print: of no count that a release hides."""
    table = split.tables["policies"]
    found = table.of(codes)
    rows = read_rows(workspace, INDICATOR_RESULTS) if found is None else Rows(found, (), table.problems)
    kept = shown_results(rows, *forms, edition, read_law().measures)
    told = (*kept.problems[len(rows.problems) :], *(p for p in rows.problems if leaves_row_out(p)))
    lost = [json.dumps(plain(replace(p, place=replace(p.place, row=None)))) for p in told if speaks_of(p, codes)]
    digests = rows_digests(row for row in kept.records if row.unit in codes)
    return digests | ({"data/results/policies": hashlib.sha256("".join(lost).encode()).hexdigest()} if lost else {})


def _maps(workspace: Workspace, code: str) -> dict[str, str]:
    """The drawings of the units below a unit."""
    return {workspace.relative(path): file_hash(path) for path in map_files(workspace.root, code)}


def stale_reasons(outputs: Path, job: Job, inputs: Inputs, hashes: FileHashes | None = None) -> tuple[str, ...]:
    """Why the report must be made again; empty when it is up to date.

    Reasons are catalogue keys below ``stale``, some with a file name after a
    colon (``file:data/plans/…/budget.csv``).  ``hashes`` are those of outputs
    that were looked at before.
    """
    folder = outputs / job.folder
    known = hashes or FileHashes({})
    try:
        manifest = json.loads((folder / job.file("manifest.json")).read_text(encoding="utf-8"))
        made = dict(manifest["inputs"])
        outputs_made = dict(manifest["outputs"])
        files_made = dict(made["watched"])
        release_made = dict(made.get("release", {}))
        opened_made, loaded_made = dict(made.get("opened", {})), dict(made.get("loaded", {}))
    except (OSError, ValueError, KeyError, TypeError):
        # A manifest that cannot be read proves nothing, so the report is made again.
        return ("new",) if not folder.exists() else ("damaged",)
    now = inputs.to_json()
    reasons = [part for part in ("params", "notebook", "code", "versions") if made.get(part) != now[part]]
    reasons += _changed_release(release_made, now["release"])
    reasons += _changed_files(files_made, now["watched"])
    reasons += [f"opened:{name}" for name, was in opened_made.items() if _now(outputs.parent, name, known) != was]
    reasons += [f"version:{name}" for name, was in loaded_made.items() if installed(name) != was]
    reasons += [f"format:{name}" for name in job.formats if f"{job.stem}.{name}" not in outputs_made]
    # A report that somebody changed by hand is not the one that was made.
    if any(not _is_as_made(folder, job, name, digest, known) for name, digest in outputs_made.items()):
        reasons.append("damaged")
    return tuple(reasons)


def _now(root: Path, name: str, hashes: FileHashes) -> str:
    """The checksum that a file or folder has now which a notebook opened by itself."""
    path = root / name
    if name.endswith("/") or not path.is_file():
        return checksum(root, name)
    try:
        return hashes.of(str(path), f"../{name}")
    except DataProblems:
        return ABSENT


def _is_as_made(folder: Path, job: Job, name: str, digest: str, hashes: FileHashes) -> bool:
    path = folder / name
    return path.is_file() and hashes.of(str(path), f"{job.folder}/{name}") == digest


def _changed_release(before: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> list[str]:
    """Whether other releases are read, and which crossings lost the release that covered them."""
    lost = [form for form in now.get("waiting", []) if form not in before.get("waiting", [])]
    if lost:
        return [f"unreleased:{form}" for form in lost]
    return ["release"] if dict(before) != dict(now) else []


def _changed_files(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    names = sorted({*before, *now})
    return [f"file:{name}" for name in names if before.get(name) != now.get(name)]
