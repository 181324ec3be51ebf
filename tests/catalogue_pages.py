"""Manifests of made-up reports, for the catalogue page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from poverty_analysis.values.periods import Period, period


def manifest(name: str, **changes: Any) -> dict[str, Any]:
    """What a run tells of a report, with ``changes``; some have short names."""
    short = {"code": "099", "province": "Tỉnh A", "year": 2023, "kind": "year", "lang": "vi", "edition": "shared"}
    short |= {key: changes.pop(key) for key in tuple(changes) if key in short}
    span = period(short["kind"], short["year"])
    return {
        "report": "annual_report",
        "unit": {"code": short["code"], "name": name, "province": short["province"]},
        "period": span_json(span),
        "title": f"Báo cáo {name}",
        "synthetic": False,
        "inputs": {"params": {"year": short["year"], "lang": short["lang"], "edition": short["edition"]}},
        "findings": {"error": 1, "warning": 2, "note": 3},
        "told": {},
        "outputs": {"a.html": "1", "a.pdf": "2", "a.ipynb": "3", "figures.json": "4"},
        **changes,
    }


def span_json(span: Period) -> dict[str, Any]:
    """A period as a manifest has it."""
    return {"kind": span.kind, "first": str(span.first), "last": str(span.last), "number": span.number}


def put(outputs: Path, folder: str, data: object, name: str = "manifest.json", lang: str = "vi") -> str:
    """Write a manifest where a run would, and return the folder of the report."""
    path = outputs / "shared" / "2023-year" / folder / f"annual_report.{lang}" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")
    return path.parent.relative_to(outputs).as_posix()
