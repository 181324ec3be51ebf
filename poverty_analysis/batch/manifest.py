"""The manifest of a report: what was made of what, as its executed notebook tells."""

from __future__ import annotations

import subprocess
from pathlib import Path

from poverty_analysis.batch.opened import what_was_opened
from poverty_analysis.batch.task import DueReport
from poverty_analysis.blocks import Json
from poverty_analysis.inputs.dataset import file_hash
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.law.model import Citation
from poverty_analysis.render.document import Document
from poverty_analysis.values.problems import SEVERITIES


def manifest(
    workspace: Workspace,
    task: DueReport,
    document: Document,
    records: tuple[Json, ...],
    acts: tuple[Citation, ...],
    folder: Path,
    record: Path | None,
) -> Json:
    """What stands in ``manifest.json`` of a report whose files lie in ``folder``.

    ``record`` is what :func:`poverty_analysis.batch.opened.watch` wrote.  A
    notebook that opened no report used no plan and no file; of several reports
    the first is the one the notebook is on.
    """
    job = task.job
    blocks = [block["type"] for section in document.sections for block in section["blocks"]]
    first: Json = records[0] if records else {}
    files = {path: digest for record in records for path, digest in record["files"].items()}
    opened, loaded = what_was_opened(workspace.root, record) if record else ({}, {})
    return {
        "report": job.notebook,
        "unit": {"code": job.params.unit, "name": document.unit_name},
        "title": document.title,
        "synthetic": job.synthetic,
        "plan": first.get("plan"),
        "inputs": task.inputs.to_json() | {"files": dict(sorted(files.items())), "opened": opened, "loaded": loaded},
        "commit": task.commit,
        "law": [{"id": c.id, "decree": c.decree, "article": c.article, "read": c.reading.how} for c in acts],
        "findings": first.get("findings", dict.fromkeys(SEVERITIES, 0)),
        "warnings": first.get("warnings", []),
        "release": first.get("release"),
        "counts": {
            "tables": blocks.count("table"),
            "charts": blocks.count("chart"),
            "sections": len(document.sections),
        },
        "outputs": {path.name: file_hash(path) for path in sorted(folder.iterdir())},
    }


def commit_of(workspace: Workspace) -> str | None:
    """The commit that is checked out in a workspace; None where there is none, or no git."""
    if not (workspace.root / ".git").exists():
        return None
    asked = ["git", "-C", str(workspace.root), "rev-parse", "HEAD"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found.stdout.strip() or None
