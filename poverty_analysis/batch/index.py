"""The catalogue page of all published reports: ``outputs/index.html``."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from poverty_analysis.values.text import sort_key_vi
from poverty_analysis.wording import catalogue

TEMPLATE = Path(__file__).resolve().parents[1] / "render" / "template" / "index.html.j2"


@dataclass(frozen=True)
class Listed:
    """One published report: what it says it is, and its files relative to ``outputs``."""

    unit: str
    name: str
    year: str
    title: str
    lang: str
    synthetic: bool
    errors: int
    warnings: int
    files: tuple[tuple[str, str], ...]


def list_reports(outputs: Path) -> tuple[Listed, ...]:
    """Every report that has a manifest, by unit name, then year, then language.

    A folder without a readable manifest was not published by a run and is left out.
    """
    found = (_listed(outputs, path) for path in sorted(outputs.glob("*/*/*/*/*manifest.json")))
    real = [item for item in found if item is not None]
    return tuple(sorted(real, key=lambda r: (r.synthetic, sort_key_vi(r.name), r.year, r.lang != "vi")))


def _listed(outputs: Path, path: Path) -> Listed | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        params = data["inputs"]["params"]
        return Listed(
            unit=str(data["unit"]["code"]),
            name=str(data["unit"]["name"]),
            year=str(params["year"]),
            title=str(data["title"]),
            lang=str(params["lang"]),
            synthetic=bool(data["synthetic"]),
            errors=int(data["findings"]["error"]),
            warnings=int(data["findings"]["warning"]),
            files=tuple(_files(outputs, path.parent, data["outputs"])),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _files(outputs: Path, folder: Path, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for kind in ("html", "pdf", "docx", "xlsx"):
        for name in names:
            if name.endswith(f".{kind}"):
                yield kind.upper(), (folder / name).relative_to(outputs).as_posix()


def write_index(outputs: Path, lang: str) -> Path:
    """Write ``index.html`` (replaced in one step) and return its path."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    words = {key.removeprefix("index."): text for key, text in catalogue(lang).items() if key.startswith("index.")}
    page = template.render(lang=lang, words=words, reports=list_reports(outputs))
    outputs.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=outputs, suffix=".html")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(page)
    final = outputs / "index.html"
    Path(temporary).chmod(0o644)
    Path(temporary).replace(final)
    return final
