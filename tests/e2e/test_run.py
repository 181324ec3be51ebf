"""``poverty-analysis run``: what it makes, when it makes it again, and that the bytes are always the same."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from poverty_analysis.blocks import MIME
from poverty_analysis.law import citation, read_law
from tests.product import (
    HUYEN_MAU,
    MADE_UP,
    MARK,
    OF_A_RUN,
    TUAN_GIAO,
    asked_reports,
    checksums,
    digest,
    figures_of,
    is_whole,
    manifest_of,
    pdf_text,
    poverty,
    read_notebook,
    readable,
    write_params,
)
from tests.some import some
from tests.tree import ROOT

REPORTS = asked_reports()
OF_HUYEN_MAU = [report for report in REPORTS if MADE_UP in report]
# Computed from the raw lines of the plan in tests/golden/test_tuan_giao_sums.py.
GOLDEN = {
    "key.total": 61_331_979_376,
    "budget.total": 61_331_979_376,
    "funds.total": 61_331_979_376,
    "key.central": 48_468_000_000,
    "budget.total.central_year": 35_462_000_000,
    "budget.total.central_unlabelled": 13_006_000_000,
    "key.carried": 8_807_979_376,
    "carried.total": 8_807_979_376,
    "key.local": 1_396_000_000,
    "key.other": 2_660_000_000,
    "budget.DA4.1.total": 4_861_580_900,
    "budget.DA7.2.total": 533_023_476,
    "carried.DA7.1.2022": 170_375_000,
    "counterpart.clear_with_carried.base": 46_615_979_376,
    "norm.NORM-DA5-central.expected": 10_640_000_000,
    "norm.NORM-DA5-central.difference": 20_000_000,
    "norm.NORM-DA5-all.difference": 20_000_000,
    "norm.NORM-DA5-local.difference": 0,
    "checks.stated_total.passed": 12,
}


def names_in(workspace: Path) -> set[str]:
    return {name for name in checksums(workspace / "outputs") if not name.startswith(".")}


def test_the_layout_is_the_promised_one(first: Path) -> None:
    expected = {"index.html"}
    for report in REPORTS:
        _, period, unit, _ = report.split("/")
        mark = f"{MARK}-" if unit.startswith(MARK) else ""
        names = [f"{unit}-{period}.{form}" for form in ("html", "pdf", "xlsx", "ipynb")]
        names += [f"{mark}{name}.json" for name in ("figures", "manifest")]
        expected |= {f"{report}/{name}" for name in names}
    assert names_in(first) == expected
    assert not (first / "outputs" / ".work").exists()


def test_made_up_data_are_named_so_in_every_file_and_real_ones_never(first: Path) -> None:
    files = [path for path in (first / "outputs" / "shared").rglob("*") if path.is_file()]
    marked = [path for path in files if "999" in path.as_posix()]
    assert len(marked) * len(REPORTS) == len(files) * sum(MARK in report for report in REPORTS)
    assert all(path.name.startswith(MARK) for path in marked)
    assert not any(MARK in path.relative_to(first).as_posix() for path in files if path not in marked)


@pytest.mark.parametrize("report", REPORTS)
def test_made_up_data_say_so_inside_and_real_ones_never(first: Path, report: str) -> None:
    words = "dữ liệu minh họa" if report.endswith(".vi") else "illustrative data"
    for path in (first / "outputs" / report).iterdir():
        if path.suffix not in (".ipynb", ".json"):
            said = any(words in " ".join(text.lower().split()) for text in readable(path))
            assert said == (MADE_UP in report), path.name


@pytest.mark.parametrize("report", REPORTS)
def test_the_manifest_says_what_the_report_is_made_of(first: Path, report: str) -> None:
    folder = first / "outputs" / report
    manifest = manifest_of(folder)
    assert set(manifest) == {
        *("report", "unit", "title", "synthetic", "plan", "inputs", "commit", "law", "findings"),
        *("warnings", "release", "counts", "outputs", "period", "told"),
    }
    assert is_whole(folder)
    assert manifest["inputs"]["params"]["lang"] == report[-2:]
    assert manifest["inputs"]["versions"]["typst"]
    assert manifest["synthetic"] == (MADE_UP in report)
    assert all(digest(first / name) == value for name, value in manifest["inputs"]["files"].items())
    assert "data/units/units.csv" in manifest["inputs"]["files"]
    watched = {name.partition("#")[0] for name in manifest["inputs"]["watched"]}
    used = {name.partition("#")[0] for name in manifest["inputs"]["files"]}
    # Lists of units count by the rows around the unit; aliases and maps by the postings they give a line to.
    by_others = ("data/units/", "data/aliases/")
    assert {name for name in used if not name.startswith(by_others) and not name.endswith(".map.yaml")} <= watched
    assert manifest["inputs"]["opened"] == {}
    assert manifest["inputs"]["loaded"]["pandas"]
    printed = annex_rows(folder)
    # An act with several articles has one row.
    cited = (citation(read_law(), law["id"]) for law in manifest["law"])
    acts = [decree for decree, _ in dict.fromkeys((act.decree, act.title_vi) for act in cited)]
    assert printed["law-used"] == acts if report.endswith("vi") else len(printed["law-used"]) == len(acts)
    assert sorted(printed["files"]) == sorted(manifest["inputs"]["files"])
    assert {"id", "decree", "article", "read"} == set(manifest["law"][0])
    # A chapter without data is a row of the table of what is missing, and no section.
    assert 10 < manifest["counts"]["sections"] <= calls_of_sections(report)
    assert manifest["counts"]["tables"] >= 5


def annex_rows(folder: Path) -> dict[str, list[str]]:
    """The first cells of every table in the annex on method."""
    (path,) = folder.glob("*.ipynb")
    outputs = (output for cell in read_notebook(path).cells for output in cell.get("outputs", ()))
    sections = (output.data[MIME] for output in outputs if MIME in output.get("data", ()))
    blocks = (block for section in sections if section["id"] == "method" for block in section["blocks"])
    tables = (block for block in blocks if block["type"] == "table")
    return {table["id"]: [row["cells"][0]["text"] for row in table["rows"]] for table in tables}


def calls_of_sections(report: str) -> int:
    """How many sections the notebook of a report asks for."""
    name = report.split("/")[-1].split(".")[0]
    notebook = read_notebook(ROOT / "notebooks" / f"{name}.ipynb")
    return sum(cell.source.startswith("chapters.") for cell in notebook.cells if cell.cell_type == "code")


def test_figures_are_the_golden_ones(first: Path) -> None:
    figures = figures_of(first / "outputs" / TUAN_GIAO / "annual_report.vi")
    assert {name: figures[name]["value"] for name in GOLDEN} == GOLDEN
    share = figures["counterpart.clear_with_carried.share"]
    assert (share["display"], share["exact"]) == ("2,9947%", "87250000/2913498711")
    assert figures["counterpart.clear_with_carried.gap"]["exact"] == "-61984532/25"


@pytest.mark.parametrize("unit", [TUAN_GIAO, HUYEN_MAU])
def test_both_languages_carry_the_same_figures(first: Path, unit: str) -> None:
    vietnamese, english = (figures_of(first / "outputs" / unit / f"annual_report.{lang}") for lang in ("vi", "en"))
    assert list(vietnamese) == list(english)
    for name, figure in vietnamese.items():
        other = english[name]
        assert {**figure, "display": ""} == {**other, "display": ""}


@pytest.mark.parametrize("report", REPORTS)
def test_every_figure_is_printed_in_html_and_pdf(first: Path, report: str) -> None:
    folder = first / "outputs" / report
    (html,), (pdf,) = folder.glob("*.html"), folder.glob("*.pdf")
    text, printed = html.read_text(encoding="utf-8"), "".join(pdf_text(pdf.read_bytes()).split())
    # Tables of detail stand in the workbook alone; whatever is on the page is on both.
    in_workbook = numbers_of(next(folder.glob("*.xlsx")))
    on_page = 0
    for name, figure in some(figures_of(folder).items()):
        display = figure["display"]
        # A fall is printed without its minus: "giảm 5,80 điểm phần trăm".
        words = display.strip("-%") if name.endswith(".change") else display
        # What a target asks for is printed as the plan does: 85%.
        words = re.sub(r"[.,]00%$", "%", display) if name.endswith(".asked") else words
        on_both = words in text and "".join(words.split()) in printed
        on_page += on_both
        assert on_both or rounded(figure["value"]) in in_workbook, f"{name}: {display}"
    assert on_page > 50


def rounded(value: float) -> float:
    """A figure as it is found again: nine digits that count."""
    return float(f"{value:.9g}")


def numbers_of(book: Path) -> set[float]:
    """Every number of a workbook; what is written as text too, in the marks of either language."""
    found = set()
    for sheet in openpyxl.load_workbook(book).worksheets:
        for row in sheet.iter_rows(values_only=True):
            found |= {rounded(cell) for cell in row if isinstance(cell, int | float)}
    return found


def test_the_executed_notebook_has_its_outputs_and_no_traces_of_the_run(first: Path) -> None:
    (path,) = (first / "outputs" / TUAN_GIAO / "annual_report.vi").glob("*.ipynb")
    notebook = read_notebook(path)
    # One for each chapter, and the record that opening the report leaves for the manifest.
    assert sum(bool(cell.get("outputs")) for cell in notebook.cells) == calls_of_sections("annual_report.vi") + 1
    assert "papermill" not in notebook.metadata
    assert not [cell.id for cell in notebook.cells if {"papermill", "execution"} & set(cell.metadata)]


def test_a_second_run_skips_everything(copied: Path) -> None:
    before = checksums(copied / "outputs")
    said = poverty(copied, "run", "--json")
    assert said.code == 0
    assert (said.json["made"], sorted(said.json["skipped"])) == ([], sorted(REPORTS))
    after = checksums(copied / "outputs")
    # The catalogue says that this run made nothing; all else is as it was.
    assert before.pop("index.html") != after.pop("index.html")
    assert after == before
    page = (copied / "outputs" / "index.html").read_text(encoding="utf-8")
    assert ">Không lập lại</td>" in page and ">Lập lần đầu</td>" not in page


def test_a_moved_workspace_is_still_up_to_date(copied: Path) -> None:
    assert all(report["up_to_date"] for report in poverty(copied, "list", "--json").json["reports"])


def test_a_changed_budget_makes_only_its_unit_stale(copied: Path) -> None:
    budget = copied / "data" / "plans" / "huyen-mau-2023" / "budget.csv"
    budget.write_bytes(budget.read_bytes().replace(b"DA1,central,2023,investment", b"DA1,province,2023,investment", 1))
    reports = {report["folder"]: report["reasons"] for report in poverty(copied, "list", "--json").json["reports"]}
    changed = ["file:data/plans/huyen-mau-2023/budget.csv"]
    assert reports == {name: changed if MADE_UP in name else [] for name in REPORTS}
    words = poverty(copied, "list").out.splitlines()
    assert sum("data/plans/huyen-mau-2023/budget.csv" in line for line in words) == len(OF_HUYEN_MAU)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("notebooks/annual_report.ipynb", "notebook"),
        (f"outputs/{TUAN_GIAO}/annual_report.vi/099-tuan-giao-2023-year.pdf", "damaged"),
    ],
)
def test_list_says_why(copied: Path, change: str, reason: str) -> None:
    path = copied / change
    path.write_bytes(path.read_bytes() + b"\n")
    reports = {report["folder"]: report["reasons"] for report in poverty(copied, "list", "--json").json["reports"]}
    assert reports[f"{TUAN_GIAO}/annual_report.vi"] == [reason]


def test_a_changed_ledger_makes_only_its_unit_stale(copied: Path) -> None:
    ledger = copied / "data" / "ledgers" / "huyen-mau-2023.csv"
    ledger.write_bytes(ledger.read_bytes().replace(b",8500000000\n", b",8500000001\n", 1))
    reports = {report["folder"]: report["reasons"] for report in poverty(copied, "list", "--json").json["reports"]}
    assert reports == {n: ["file:data/ledgers/huyen-mau-2023.csv"] if MADE_UP in n else [] for n in REPORTS}


def test_force_makes_again_what_is_up_to_date_in_the_formats_asked(copied: Path) -> None:
    write_params(copied, formats="[html, pdf, xlsx]")
    before = checksums(copied / "outputs" / TUAN_GIAO)
    folder = copied / "outputs" / HUYEN_MAU / "annual_report.vi"
    html = digest(folder / f"{MARK}-999-mau-2023-year.html")
    assert poverty(copied, "run", "--unit", "999", "--formats", "html", "--json").json["made"] == []
    said = poverty(copied, "run", "--unit", "999", "--formats", "html", "--force", "--json")
    assert said.json["made"] == [f"{HUYEN_MAU}/annual_report.vi"]
    assert {path.suffix for path in folder.iterdir()} == {".html", ".ipynb", ".json"}
    assert digest(folder / f"{MARK}-999-mau-2023-year.html") == html
    assert checksums(copied / "outputs" / TUAN_GIAO) == before
    again = poverty(copied, "list", "--json").json["reports"]
    assert [report["reasons"] for report in again] == [["format:pdf", "format:xlsx"]]


def test_a_unit_can_be_chosen_and_the_number_limited(copied: Path) -> None:
    assert poverty(copied, "run", "--unit", "099", "--json").json["skipped"] == [
        report for report in REPORTS if TUAN_GIAO in report
    ]
    limited = poverty(copied, "run", "--all", "--limit", "1", "--json").json
    assert (limited["made"], len(limited["skipped"])) == ([], 1)


def test_other_folders_times_zones_and_processes_give_the_same_bytes(first: Path, second: Path) -> None:
    one, other = checksums(first / "outputs"), checksums(second / "outputs")
    assert one == other
    assert sum(name.endswith((".html", ".pdf", ".xlsx", ".ipynb", ".json")) for name in one) == 6 * len(REPORTS) + 1


def days() -> Iterator[str]:
    """Yesterday, today and tomorrow, as programs and people write them."""
    for shift in (-1, 0, 1):
        yield from written(dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(shift))


def written(day: dt.date) -> Iterator[str]:
    yield from (day.strftime(form) for form in ("%Y-%m-%d", "%d/%m/%Y", "D:%Y%m%d", "%d %b %Y", "%b %d, %Y"))
    yield f"ngày {day:%d} tháng {day.month} năm {day.year}"
    yield f"ngày {day:%d} tháng {day.month:02d} năm {day.year}"
    yield f"({day.year}, {day.month}, {day.day}, "


def test_no_output_knows_the_day_it_was_made(first: Path) -> None:
    # The days on which the law was read are printed, and one of them may be today.
    read = {day for act in read_law().citations if act.reading.on for day in written(act.reading.on)}
    wanted = tuple(day for day in days() if day not in read)
    assert wanted
    for path in (first / "outputs").rglob("*.*"):
        if path.is_file() and path.name not in OF_A_RUN:
            assert not [day for text in readable(path) for day in wanted if day in text], path.name


def test_no_output_names_this_machine(first: Path, second: Path) -> None:
    for workspace in (first, second):
        for path in (workspace / "outputs").rglob("*.*"):
            if path.is_file():
                found = [word for text in readable(path) for word in machine(workspace) if word in text]
                assert not found, path.name


def machine(workspace: Path) -> tuple[str, ...]:
    """Folders of this machine, and its names as paths and addresses hold them.

    A user may be called "reader" or "table": a bare name proves nothing.
    """
    user, host = getpass.getuser(), socket.gethostname()
    folders = (str(workspace), str(workspace.parent), str(Path.home()), str(ROOT))
    return (*(folder for folder in folders if len(folder) > 5), f"/{user}/", f"{user}@", f"@{host}")


def test_the_index_lists_every_report_and_links_its_files(first: Path) -> None:
    page = (first / "outputs" / "index.html").read_text(encoding="utf-8")
    links = [
        f"{path.relative_to(first / 'outputs').as_posix()}" for path in (first / "outputs" / "shared").rglob("*.*")
    ]
    assert all(f'href="{link}"' in page for link in links if link.endswith((".html", ".pdf", ".xlsx")))
    assert page.count("href=") == 3 * len(REPORTS)
    assert page.index("<b>Huyện Tuần Giáo") < page.index("<b>Huyện Mẫu")


def test_index_alone_gives_the_same_page(copied: Path) -> None:
    # What the last run did stands in the page: one that makes nothing, whatever was asked of the copied one.
    assert poverty(copied, "run").code == 0
    page = copied / "outputs" / "index.html"
    before = page.read_bytes()
    page.unlink()
    said = poverty(copied, "index", "--json")
    assert (said.code, said.json) == (0, {"index": "outputs/index.html", "reports": len(REPORTS)})
    assert page.read_bytes() == before


def test_json_on_standard_output_is_all_there_is(copied: Path) -> None:
    said = poverty(copied, "run", "--json")
    assert set(json.loads(said.out)) == {
        "made",
        "skipped",
        "failed",
        "left_out",
        "dropped",
        "cut",
        "later",
        "passed_over",
        "index",
    }
