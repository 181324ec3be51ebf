"""What a clerk does to a plan, in XLSX and CSV: read where it can mean one thing only, else told in one sentence."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.workspace import find_workspace, read_plan
from poverty_analysis.wording import problem_lines
from tests.plans import HUYEN_MAU, bare_book, make_workspace

Grid = list[list[object]]
# First row of data of the budget of the example: DA1, central, 2023, investment, planned, 20 billion.
LINE, SOURCE, YEAR, CAPITAL, PHASE, AMOUNT = range(6)
DOCUMENT, SOURCE_LINE = 7, 8
FIRST_AMOUNT = 20_000_000_000


@dataclass(frozen=True)
class Mistake:
    """What is done to the table of money, and the codes of what is said; the first amount is kept where it is read."""

    what: str
    change: Callable[[Grid], object]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def put(column: int, value: object) -> Callable[[Grid], object]:
    def change(grid: Grid) -> None:
        grid[1][column] = value

    return change


def head(column: int, title: str) -> Callable[[Grid], object]:
    def change(grid: Grid) -> None:
        grid[0][column] = title

    return change


def title_above(grid: Grid) -> None:
    grid[:0] = [["BẢNG DỰ TOÁN NĂM 2023"], ["Đơn vị tính: đồng"]]


def total_below(grid: Grid) -> None:
    grid.append(["Tổng cộng", None, None, None, None, 5, None, None, None, None])


def gap(grid: Grid) -> None:
    grid.insert(3, [None] * len(grid[0]))


def in_millions(grid: Grid) -> None:
    grid[0][AMOUNT] = "Số tiền (triệu đồng)"
    for row in grid[1:]:
        row[AMOUNT] = f"{int(str(row[AMOUNT])) / 1_000_000:.6f}".rstrip("0").rstrip(".").replace(".", ",")
        if "," in str(row[AMOUNT]) and len(str(row[AMOUNT]).split(",")[1]) == 3:
            row[AMOUNT] = f"{row[AMOUNT]}0"


WORDS, FORMS = ("PA-221",), ("PA-222",)
MISTAKES = (
    Mistake("words for the code of a source", put(SOURCE, "Ngân sách trung ương"), notes=WORDS),
    Mistake("words in capitals and with a no-break space", put(SOURCE, "NGÂN SÁCH\u00a0TRUNG ƯƠNG"), notes=WORDS),
    Mistake("words in decomposed letters", put(SOURCE, "Nga\u0302n sa\u0301ch trung u\u031bo\u031bng"), notes=WORDS),
    Mistake("Eth for Đ in the words of a capital", put(CAPITAL, "Vốn \u00d0ầu tư phát triển"), notes=WORDS),
    Mistake("the short name of a source", put(SOURCE, "NSTW"), notes=WORDS),
    Mistake("words that are on no list", put(SOURCE, "Ngân sách TƯ"), ("PA-208",)),
    Mistake("a code with its title", put(LINE, "DA1 – Hạ tầng"), notes=WORDS),
    Mistake("a code that is on no list", put(LINE, "DA99"), ("PA-210",)),
    Mistake("dots between thousands", put(AMOUNT, "20.000.000.000"), notes=FORMS),
    Mistake("commas between thousands", put(AMOUNT, "20,000,000,000"), notes=FORMS),
    Mistake("blanks between thousands", put(AMOUNT, "20 000 000 000"), notes=FORMS),
    Mistake("no-break spaces between thousands", put(AMOUNT, "20\u00a0000\u00a0000\u00a0000"), notes=FORMS),
    Mistake("the unit after the amount", put(AMOUNT, "20.000.000.000 đồng"), notes=FORMS),
    Mistake("one dot that may be either mark", put(AMOUNT, "20.000"), ("PA-203",)),
    Mistake("millions where đồng are asked for", put(AMOUNT, "20.000 triệu đồng"), ("PA-203",)),
    Mistake("an amount in words", put(AMOUNT, "hai mươi tỷ"), ("PA-203",)),
    Mistake("an amount left out", put(AMOUNT, None), ("PA-209",)),
    Mistake("a year of two digits", put(YEAR, "23"), ("PA-211",)),
    Mistake("a line number in words", put(SOURCE_LINE, "dòng 5"), ("PA-216",)),
    Mistake("a Vietnamese heading", head(LINE, "Mã dự án"), notes=("PA-223",)),
    Mistake("a heading in capitals with its unit", head(AMOUNT, "SỐ TIỀN (đồng)"), notes=("PA-223",)),
    Mistake("amounts in the unit of their heading", in_millions, notes=("PA-222", "PA-223")),
    Mistake("a heading that names nothing", head(AMOUNT, "Kinh phí"), ("PA-201", "PA-202")),
    Mistake("a title above the table", title_above, notes=("PA-160",)),
    Mistake("a total below the table", total_below, notes=("PA-162",)),
    Mistake("an empty row inside", gap, ("PA-215",)),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_workspace(tmp_path_factory.mktemp("clerk") / "w", HUYEN_MAU)
    folder = root / "data" / "plans" / HUYEN_MAU.name
    bare_book(folder, root / "book.xlsx")
    return root


@pytest.fixture
def read(base: Path, request: pytest.FixtureRequest) -> Dataset:
    mistake, form = request.param
    plans = base / "data" / "plans"
    folder = plans / HUYEN_MAU.name
    if form == "csv":
        kept = (folder / "budget.csv").read_bytes()
        grid: Grid = [list(row) for row in csv.reader(io.StringIO(kept.decode()))]
        mistake.change(grid)
        with (folder / "budget.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(grid)
        try:
            return read_plan(find_workspace(base), folder)
        finally:
            (folder / "budget.csv").write_bytes(kept)
    book = openpyxl.load_workbook(base / "book.xlsx")
    change_sheet(book, mistake)
    path = plans / "book.xlsx"
    book.save(path)
    try:
        return read_plan(find_workspace(base), path)
    finally:
        path.unlink()


def change_sheet(book: Workbook, mistake: Mistake) -> None:
    sheet = book["budget"]
    grid: Grid = [list(row) for row in sheet.iter_rows(values_only=True)]
    mistake.change(grid)
    sheet.delete_rows(1, sheet.max_row)
    for row in grid:
        sheet.append(row)


@pytest.mark.parametrize(
    ("mistake", "read"),
    [
        pytest.param(mistake, (mistake, form), id=f"{form}: {mistake.what}")
        for mistake in MISTAKES
        for form in ("xlsx", "csv")
    ],
    indirect=["read"],
)
def test_each_is_read_or_told_once(mistake: Mistake, read: Dataset) -> None:
    own = ("PA-160", "PA-162", "PA-221", "PA-222", "PA-223")
    problems = tuple(sorted(problem.code for problem in read.problems))
    notes = tuple(sorted(warning.code for warning in read.warnings if warning.code in own))
    assert (problems, notes) == (mistake.problems, mistake.notes)
    if not mistake.problems:
        assert read.budget[0].amount_vnd == FIRST_AMOUNT
        assert len(read.budget) > 30
    for told in (*read.problems, *read.warnings):
        for lang in ("vi", "en"):
            assert all(vars(problem_lines(told, lang)).values())


def test_there_are_as_many_as_promised() -> None:
    assert len({mistake.what for mistake in MISTAKES}) == 26


@pytest.mark.parametrize(
    ("encode", "form"),
    [
        (lambda text: text.replace(",", ";").encode(), "CSV (;)"),
        (lambda text: text.encode("utf-16"), "UTF-16"),
        (lambda text: text.replace(",", "\t").encode("utf-16"), "UTF-16, CSV (Tab)"),
    ],
)
def test_files_saved_in_other_ways_are_read_and_told(
    base: Path, tmp_path: Path, encode: Callable[[str], bytes], form: str
) -> None:
    folder = base / "data" / "plans" / "saved"
    shutil.copytree(base / "data" / "plans" / HUYEN_MAU.name, folder)
    path = folder / "agencies.csv"
    plain = [row for row in path.read_text(encoding="utf-8").splitlines() if '"' not in row and ";" not in row]
    path.write_bytes(encode("\n".join(plain)))
    try:
        dataset = read_plan(find_workspace(base), folder)
    finally:
        shutil.rmtree(folder)
    assert [w.values["form"] for w in dataset.warnings if w.code == "PA-163"] == [form]
    assert len(dataset.agencies) == len(plain) - 1 > 0


def test_an_extra_sheet_of_notes_is_one_sentence(base: Path) -> None:
    book = openpyxl.load_workbook(base / "book.xlsx")
    notes = book.create_sheet("Ghi chú")
    notes.merge_cells("A1:C1")
    for row in (["Người nhập liệu: Phòng"], [None, "x", 5], ["=1+1"]):
        notes.append(row)
    path = base / "data" / "plans" / "book.xlsx"
    book.save(path)
    try:
        dataset = read_plan(find_workspace(base), path)
    finally:
        path.unlink()
    assert dataset.problems == ()
    assert [(w.code, w.place.sheet) for w in dataset.warnings if w.place.sheet == "Ghi chú"] == [("PA-161", "Ghi chú")]
