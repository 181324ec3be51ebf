"""What a country costs against a province: one report, ``list``, a run in which nothing changed, and ``check``.

python -m benchmarks.country            24 against 696 made-up districts and their provinces
python -m benchmarks.country 240        another larger number

Seconds are of the processor.  A report is the annual report of the same
district in both, HTML, PDF and XLSX, the cheapest of three.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import processor_seconds
from poverty_analysis.cli.starting import copy_starter
from poverty_analysis.demo.country import smaller, write_country
from poverty_analysis.demo.units import BEFORE_2025

SMALL, LARGE, TURNS = 24, BEFORE_2025.units, 3
# One report in the large country against the same in the small one; list, an idle run and check of the large one.
MOST_REPORT, MOST_LIST_S, MOST_IDLE_S, MOST_CHECK_S = 1.2, 3.0, 3.0, 60.0


@dataclass(frozen=True)
class CountryCost:
    """Processor seconds in one country of so many plans."""

    plans: int
    report: float
    listed: float
    idle: float
    checked: float


def _command(workspace: Path, *arguments: str) -> float:
    before = processor_seconds()
    command = [str(Path(sys.executable).parent / "poverty-analysis"), *arguments]
    subprocess.run(command, cwd=workspace, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return processor_seconds() - before


def _report(workspace: Path, code: str) -> float:
    """What the process that made the report took, as the run records it."""
    _command(workspace, "run", "--force", "--unit", code)
    record = json.loads((workspace / "outputs" / "run.json").read_text(encoding="utf-8"))
    return float(record["reports"][0]["processor_s"])


def cost(workspace: Path, districts: int) -> CountryCost:
    """Make a country of so many districts in a new folder and measure it."""
    copy_starter(workspace)
    units = write_country(workspace, smaller(BEFORE_2025, districts))
    code = next(unit.code for unit in units if unit.above is not None)
    report = min(_report(workspace, code) for _ in range(TURNS))
    # The first of them splits the shared tables; what a night pays is what comes after.
    listed = min(_command(workspace, "list") for _ in range(TURNS))
    idle = min(_command(workspace, "run", "--only", "changed") for _ in range(TURNS))
    return CountryCost(len(units), report, listed, idle, _command(workspace, "check"))


def main(districts: int, folder: Path) -> int:
    """Print the table; 1 where a limit does not hold."""
    small, large = (cost(folder / str(number), number) for number in (SMALL, districts))
    print("| plans | a report, s | list, s | run with nothing to do, s | check, s | check, ms a plan |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for one in (small, large):
        each = 1000 * one.checked / one.plans
        print(
            f"| {one.plans} | {one.report:.2f} | {one.listed:.2f} | {one.idle:.2f} | {one.checked:.1f} | {each:.0f} |"
        )
    ratio = large.report / small.report
    print(f"\na report in the larger country: {ratio:.2f} times the smaller")
    held = ratio <= MOST_REPORT and large.listed <= MOST_LIST_S and large.idle <= MOST_IDLE_S
    return int(not (held and large.checked <= MOST_CHECK_S))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else LARGE, Path(place)))
