"""What the catalogue page lists: every published report, as its manifest tells."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from poverty_analysis.batch.record import FAILED, read_record
from poverty_analysis.blocks import Json
from poverty_analysis.plan.targets.achievements import ACHIEVEMENTS
from poverty_analysis.values.periods import Period
from poverty_analysis.values.text import sort_key_vi

#: What the last run did about a report: made for the first time, made with other figures or the same, failed.
NEW, MOVED, SAME, LEFT = "new", "moved", "same", "failed"
_KINDS = ("html", "pdf", "docx", "xlsx")
_VERDICTS = frozenset((*ACHIEVEMENTS, "targets"))


@dataclass(frozen=True)
class Listed:
    """One published report: what it says it is, and its files relative to ``outputs``.

    ``verdicts`` counts targets by how they are told, and all of them under
    ``targets``; it is empty for a report that judges none.  ``province`` is
    empty where nobody said it.
    """

    folder: str
    report: str
    unit: str
    name: str
    province: str
    span: Period
    title: str
    lang: str
    edition: str
    synthetic: bool
    errors: int
    warnings: int
    verdicts: Mapping[str, int]
    files: tuple[tuple[str, str], ...]

    @property
    def year(self) -> str:
        """The year in which the period of the report ends."""
        return str(self.span.last.year)


@dataclass(frozen=True)
class Change:
    """What the last run did about a report; ``figures`` have another value than before."""

    kind: str
    figures: int = 0


def list_reports(outputs: Path) -> tuple[Listed, ...]:
    """Every report that has a manifest, by unit name, then year, then language; made-up ones last.

    A folder without a readable manifest was not published by a run and is left out.
    """
    found = (_listed(outputs, path) for path in manifests_in(outputs))
    return tuple(sorted((item for item in found if item is not None), key=_order))


def manifests_in(outputs: Path) -> list[Path]:
    """The manifest of every folder that may hold a report."""
    return sorted(outputs.glob("*/*/*/*/*manifest.json"))


def _order(one: Listed) -> tuple[object, ...]:
    place = (one.synthetic, sort_key_vi(one.name), one.unit, one.year)
    return (*place, one.span.last, one.span.first, one.report, one.edition, one.lang != "vi", one.lang)


def _listed(outputs: Path, path: Path) -> Listed | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        params = data["inputs"]["params"]
        told = {str(name): int(count) for name, count in data["told"].items()}
        return Listed(
            folder=path.parent.relative_to(outputs).as_posix(),
            report=str(data["report"]),
            unit=str(data["unit"]["code"]),
            name=str(data["unit"]["name"]) or str(data["unit"]["code"]),
            province=str(data["unit"]["province"]),
            span=_span(data["period"]),
            title=str(data["title"]),
            lang=str(params["lang"]),
            edition=str(params["edition"]),
            synthetic=bool(data["synthetic"]),
            # The first page counts causes, the findings are more; the page says what the report says.
            errors=told.get("open", int(data["findings"]["error"])),
            warnings=told.get("warnings", int(data["findings"]["warning"])),
            verdicts={name: count for name, count in told.items() if name in _VERDICTS},
            files=tuple(_files(outputs, path.parent, data["outputs"])),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _span(told: Json) -> Period:
    first, last = (dt.date.fromisoformat(told[end]) for end in ("first", "last"))
    return Period(str(told["kind"]), first, last, int(told["number"]))


def _files(outputs: Path, folder: Path, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for kind in _KINDS:
        for name in names:
            if name.endswith(f".{kind}"):
                yield kind.upper(), (folder / name).relative_to(outputs).as_posix()


def changes_of(run: Json) -> dict[str, Change]:
    """What a run did, by the folder of a report; one that it did not make is not in it."""
    return {str(one["folder"]): _change(one) for one in run.get("reports", ())}


def _change(one: Json) -> Change:
    if one["verdict"] == FAILED:
        return Change(LEFT)
    if one["moved"] is None:
        return Change(NEW)
    return Change(MOVED if one["moved"] else SAME, int(one["moved"]))


def last_changes(outputs: Path) -> dict[str, Change] | None:
    """What the last run did; None where its record cannot be read."""
    record = read_record(outputs)
    try:
        return None if record is None else changes_of(record)
    except (ValueError, KeyError, TypeError):
        return None
