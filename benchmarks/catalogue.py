"""How long the catalogue page takes: written, and opened in Chromium without a network.

    python -m benchmarks.catalogue [REPORTS]

Times of the browser are processor seconds of the page's own thread, which do
not depend on what else the machine does, and the wall clock beside them.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from poverty_analysis.batch.index_page import write_index
from tests.catalogue_pages import manifest, put
from tests.programs import find_program

_RUNS = 5
_PARTS = ("ThreadTime", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")


def main(many: int) -> None:
    """Write a page of so many reports, open it and print the medians."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = Path(folder)
        for number in range(many):
            told = {"met": 7, "met_preliminary": 2, "missed": number % 4, "targets": 14}
            data = manifest(f"Huyện {number}", code=f"{number % 1000:03d}", province=f"Tỉnh {number % 63}", told=told)
            put(outputs, f"{number:05d}", data)
        begun = time.process_time()
        page = write_index(outputs, "vi", {})
        print(f"{many} reports: {page.stat().st_size / 1e6:.1f} MB, written in {time.process_time() - begun:.2f} s cpu")
        with sync_playwright() as playwright:
            program = str(find_program("browser"))
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
            for width in (1280, 360):
                _print_opened(browser, page, width)
            browser.close()


def _print_opened(browser: Browser, page: Path, width: int) -> None:
    found = [_opened(browser, page, width) for _ in range(_RUNS)]
    told = ", ".join(f"{name} {statistics.median(one[name] for one in found):.2f} s" for name in found[0])
    print(f"  {width} px: {told}")


def _opened(browser: Browser, page: Path, width: int) -> dict[str, float]:
    context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
    tab = context.new_page()
    session = context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    tab.goto(page.as_uri(), wait_until="load")
    tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    wall = tab.evaluate("performance.now() / 1000")
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    begun = time.perf_counter()
    tab.fill("[type=search]", "huyen 12")
    tab.evaluate("document.body.offsetHeight")
    searched = time.perf_counter() - begun
    context.close()
    return {name: told[name] for name in _PARTS if name in told} | {"painted (wall)": wall, "search (wall)": searched}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000)
