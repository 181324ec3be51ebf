"""Reports a minute of a fixed notebook: naive chain, warm pool, no notebook at all, our run; then our own reports.

python -m benchmarks.engine            48 reports, 2 workers
python -m benchmarks.engine 6          another number of reports

The notebook and its data are kept for this (``benchmarks/notebook``), so that
a better ratio never comes from a report that shows less.  The naive chain is
three commands a report: papermill, nbconvert, and Chromium where there is
one.  The warm pool keeps two processes and makes HTML alone.  With no notebook
at all the same cells run as a program and are rendered: nobody can be quicker
without drawing less.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.measuring import processor_seconds

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "benchmarks" / "notebook" / "benchmark.ipynb"
REPORTS, WORKERS, HOUSEHOLDS, SEED = 48, 2, 40_000, 5
# Ours against the naive chain, the warm pool and no notebook at all, and MiB at most: the command fails beyond them.
LEAST_NAIVE, LEAST_POOL, MOST_BARE, MOST_MIB = 3.5, 1.25, 1.25, 600
MOST_SMALL_S, MOST_FULL_S = 0.6, 1.5
_SAMPLED_EVERY_S = 0.2


@dataclass(frozen=True)
class Speed:
    """Seconds by the clock and of the processor of so many reports, and the most memory held by all processes."""

    name: str
    reports: int
    seconds: float
    processor: float
    peak_mib: float

    @property
    def a_minute(self) -> float:
        """Reports a minute by the clock."""
        return 60 * self.reports / self.seconds


def prepare(folder: Path, reports: int) -> Path:
    """A workspace with the notebook under so many names, each with a seed of its own, and its data."""
    for name in ("data", "params", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    for path in (folder / "params").glob("*.yaml"):
        path.unlink()
    _write_data(folder / "benchmark")
    for number in range(reports):
        shutil.copy(NOTEBOOK, folder / "notebooks" / f"bench{number:02d}.ipynb")
        asked = f'report: bench{number:02d}\nyear: 2023\nunits: ["999"]\nformats: [html, pdf]\n'
        path = folder / "params" / f"bench{number:02d}.yaml"
        path.write_text(f'{asked}extra: {{seed: "{number}"}}\n', encoding="utf-8")
    return folder


def _write_data(folder: Path) -> None:
    rng = np.random.default_rng(SEED)
    folder.mkdir()
    given = rng.integers(1, 60, 12) * 1_000_000_000
    lines = [f"DA{number}" for number in range(1, 13)]
    budget = {"line": lines, "given": given, "paid": (given * rng.uniform(0.4, 1, 12)).astype(int)}
    pd.DataFrame(budget).to_csv(folder / "budget.csv", index=False)
    households = {
        "commune": [f"Xã {number:02d}" for number in rng.integers(1, 19, HOUSEHOLDS)],
        "group": [f"Nhóm {number}" for number in rng.integers(1, 13, HOUSEHOLDS)],
        "month": rng.integers(1, 13, HOUSEHOLDS),
        "score": rng.normal(100, 20, HOUSEHOLDS),
        "poor": rng.random(HOUSEHOLDS) < 0.2,
    }
    pd.DataFrame(households).to_parquet(folder / "households.parquet", index=False)


def naive(workspace: Path, reports: int) -> None:
    """Three commands a report, two reports at a time."""
    out = workspace / "naive"
    out.mkdir()
    with ProcessPoolExecutor(WORKERS) as pool:
        list(pool.map(_one_naive, [(workspace, out, number) for number in range(reports)]))


def _one_naive(asked: tuple[Path, Path, int]) -> None:
    workspace, out, number = asked
    source, made = workspace / "notebooks" / f"bench{number:02d}.ipynb", out / f"{number}.ipynb"
    tools = Path(sys.executable).parent
    page, pdf = made.with_suffix(".html"), made.with_suffix(".pdf")
    commands = [
        [tools / "papermill", source, made, "-p", "seed", str(number), "--cwd", source.parent, "--no-progress-bar"],
        [tools / "jupyter-nbconvert", "--to", "html", "--no-input", made],
    ]
    browser = shutil.which("chromium")
    if browser:
        commands.append([browser, "--headless", "--no-sandbox", f"--print-to-pdf={pdf}", page.as_uri()])
    for command in commands:
        subprocess.run([*map(str, command)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def pool(workspace: Path, reports: int) -> None:
    """Two processes that stay, papermill's own engine, HTML."""
    with ProcessPoolExecutor(WORKERS) as workers:
        list(workers.map(_one_of_pool, [(workspace, number) for number in range(reports)]))


def _one_of_pool(asked: tuple[Path, int]) -> None:
    import papermill
    from nbconvert import HTMLExporter

    workspace, number = asked
    source = workspace / "notebooks" / f"bench{number:02d}.ipynb"
    notebook = papermill.execute_notebook(
        str(source), None, parameters={"seed": number}, cwd=str(source.parent), progress_bar=False
    )
    page, _ = HTMLExporter(exclude_input=True).from_notebook_node(notebook)  # type: ignore[no-untyped-call]
    (workspace / f"pool{number}.html").write_text(page, encoding="utf-8")


def bare(workspace: Path, reports: int) -> None:
    """Two processes that run the cells as a program and render them, HTML and PDF: no papermill, no notebook."""
    with ProcessPoolExecutor(WORKERS) as workers:
        list(workers.map(_one_bare, [(workspace, number) for number in range(reports)]))


def _one_bare(asked: tuple[Path, int]) -> None:
    from benchmarks.bare import make

    make(*asked)


def ours(workspace: Path, reports: int) -> None:
    """One run of the command, its start included."""
    run(workspace, "--limit", str(reports), "-j", str(WORKERS))


def run(workspace: Path, *options: str) -> None:
    """``poverty-analysis run`` in a workspace."""
    command = [str(Path(sys.executable).parent / "poverty-analysis"), "run", "--force", "--quiet", *options]
    subprocess.run(command, cwd=workspace, check=True, stdout=subprocess.DEVNULL)


def measured(name: str, workspace: Path, reports: int, way: Callable[[Path, int], None]) -> Speed:
    """Time a way of making reports, and sample the memory of all processes below this one."""
    peak, over = [0.0], threading.Event()
    sampler = threading.Thread(target=_sample, args=(peak, over))
    sampler.start()
    clock, before = time.perf_counter(), processor_seconds()
    try:
        way(workspace, reports)
    finally:
        seconds, processor = time.perf_counter() - clock, processor_seconds() - before
        over.set()
        sampler.join()
    return Speed(name, reports, seconds, processor, peak[0])


def _sample(peak: list[float], over: threading.Event) -> None:
    while not over.wait(_SAMPLED_EVERY_S):
        peak[0] = max(peak[0], sum(_pss_mib(pid) for pid in _below(os.getpid())))


def _below(pid: int) -> Iterator[int]:
    try:
        lists = [path.read_text(encoding="ascii") for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return
    for child in (int(number) for listed in lists for number in listed.split()):
        yield child
        yield from _below(child)


def _pss_mib(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def shipped(folder: Path) -> dict[str, float]:
    """Processor seconds of the annual report of a small and of a full unit, of each the cheaper of two languages."""
    workspace = folder / "shipped"
    for name in ("data", "params", "notebooks"):
        shutil.copytree(ROOT / name, workspace / name)
    asked = 'report: annual_report\nyear: 2023\nunits: ["099", "999"]\nlangs: [vi, en]\nformats: [html, pdf, xlsx]\n'
    (workspace / "params" / "one.yaml").write_text(asked, encoding="utf-8")
    run(workspace, "params/one.yaml", "-j", "1")
    record = json.loads((workspace / "outputs" / "run.json").read_text(encoding="utf-8"))
    found = {report["folder"]: report["processor_s"] for report in record["reports"]}
    return {code: min(value for name, value in found.items() if code in name) for code in ("099", "999")}


def main(reports: int, folder: Path) -> int:
    """Print the tables; 1 where a limit does not hold."""
    workspace = prepare(folder / "ws", reports)
    ways = {
        "papermill, nbconvert, Chromium": naive,
        "warm pool, HTML alone": pool,
        "no notebook at all, HTML and PDF": bare,
        "ours, HTML and PDF": ours,
    }
    speeds = [measured(name, workspace, reports, way) for name, way in ways.items()]
    slowest, of_pool, of_bare, own = (one.a_minute for one in speeds)
    print("| way | reports | a minute | processor, s a report | times the first | peak PSS, MiB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for one in speeds:
        each = one.processor / one.reports
        ratio = one.a_minute / slowest
        print(f"| {one.name} | {one.reports} | {one.a_minute:.1f} | {each:.2f} | {ratio:.1f} | {one.peak_mib:.0f} |")
    of_unit = shipped(folder)
    print(f"\nthe annual report, processor s: small {of_unit['099']:.2f}, full {of_unit['999']:.2f}")
    held = own >= LEAST_NAIVE * slowest and own >= LEAST_POOL * of_pool and MOST_BARE * own >= of_bare
    return int(
        not (
            held
            and speeds[-1].peak_mib <= MOST_MIB
            and of_unit["099"] <= MOST_SMALL_S
            and of_unit["999"] <= MOST_FULL_S
        )
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS, Path(place)))
