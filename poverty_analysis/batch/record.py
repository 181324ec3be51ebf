"""The record of a run: ``outputs/run.json`` when it is over, and ``outputs/run.log`` while it goes on."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from poverty_analysis.batch.task import DueReport, MadeReport
from poverty_analysis.blocks import Json
from poverty_analysis.values.problems import Problem

RECORD, LOG = "run.json", "run.log"
MADE, FAILED = "made", "failed"


def report_record(task: DueReport, made: MadeReport, moved: int | None) -> Json:
    """One report of a run as plain data: what, why, what it took, and what came of it.

    ``moved`` counts the figures with another value than before; None without a report before.
    """
    return {
        "folder": task.job.folder,
        "why": list(task.reasons),
        "verdict": FAILED if made.problems else MADE,
        "codes": [problem.code for problem in made.problems],
        "stopped": [_stop(problem) for problem in made.problems if problem.values.get("cell")],
        "seconds": round(made.used.seconds, 2),
        "processor_s": round(made.used.processor_s, 2),
        "peak_mb": made.used.peak_mb,
        "figures": made.figures,
        "moved": moved,
        "law": list(made.law),
        "files": list(made.files),
        "cut": list(made.cut),
    }


def _stop(problem: Problem) -> Json:
    """Where a notebook stopped and at what; never what an exception said, for it may quote data."""
    return {name: problem.values.get(name, "") for name in ("cell", "line", "kind")}


class Log:
    """Lines of the log, each on the disk as it is written, so that a run that is killed leaves what it did."""

    def __init__(self, outputs: Path) -> None:
        self._path = outputs / LOG
        self._path.write_text("", encoding="utf-8")

    def write(self, words: str) -> None:
        """Add one line with the time in front."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{now()} {words}\n")

    def report(self, record: Json) -> None:
        """Add the line of one report."""
        parts = (f"{record['seconds']:.1f} s", f"{record['processor_s']:.1f} s cpu", f"{record['peak_mb']} MB")
        stops = (f"[cell {stop['cell']}, line {stop['line']}, {stop['kind']}]" for stop in record["stopped"])
        told = " ".join((record["verdict"], *record["codes"], *stops, record["folder"]))
        self.write(f"{told} ({', '.join(parts)}): {', '.join(record['why']) or '--force'}")


def write_record(outputs: Path, started: str, code: int, told: Json) -> Json:
    """Write ``run.json`` in one step and return what stands in it."""
    record = {"started": started, "ended": now(), "exit": code, **told}
    temporary = outputs / f".{RECORD}"
    temporary.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    temporary.replace(outputs / RECORD)
    return record


def read_record(outputs: Path) -> Json | None:
    """The record of the last run; None where there is none that can be read."""
    try:
        record = json.loads((outputs / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


def now() -> str:
    """This moment, with its time zone."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")
