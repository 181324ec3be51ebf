"""The official forms: read as exported, name lists refused, identities told with residuals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from poverty_analysis.inputs.census.personal import is_personal
from poverty_analysis.inputs.contract import read_contract
from tests.plans import check_json, make_workspace
from tests.some import some

KEY = {"unit": "99991", "as_of": "2023-12-31", "standard": "VN-2022"}
RESULTS = KEY | {
    **{"households": 1000, "persons": 4000, "poor": 90, "near_poor": 60, "average_farm": None},
    **{"poor_persons": 400, "near_poor_persons": 250, "average_farm_persons": None},
}
MOVED = {
    **{"opening": 100, "to_near_poor": 10, "beyond": 5, "other_out": None},
    **{"from_near_poor": 2, "relapsed": 1, "new": 2, "other_in": None, "closing": 90},
}
DEPRIVED = KEY | {"households": 90, "total": 300} | {f"d{n}": 25 for n in range(1, 13)}


def folder(root: Path) -> Path:
    made = make_workspace(root) / "data" / "forms"
    made.mkdir()
    return made


def csv(path: Path, *rows: dict[str, Any], labels: bool = False) -> None:
    spec = read_contract().tables[path.stem]
    lines = [",".join(rows[0])]
    if labels:
        lines.append(",".join(f'"{spec.column(name).title["vi"]}"' for name in rows[0]))
    lines += [",".join("" if cell is None else str(cell) for cell in row.values()) for row in rows]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def workbook(path: Path, sheets: dict[str, list[dict[str, Any]]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        sheet.append(["Mã đơn vị", "Kỳ rà soát", *["" for _ in list(rows[0])[2:]]])
        sheet.merge_cells("B2:F2")
        for row in rows:
            sheet.append(list(row.values()))
    book.save(path)


def told(path: Path) -> tuple[list[str], list[tuple[str, str, Any]]]:
    _, said = check_json(path)
    found = [(f["rule"], f["reason"], f["difference"]) for f in said["findings"]]
    return [problem["code"] for problem in said["problems"]], found


def test_forms_that_hold_are_silent_with_or_without_labels(tmp_path: Path) -> None:
    forms = folder(tmp_path / "w")
    csv(forms / "xa-mau" / "form_results.csv", RESULTS, labels=True)
    csv(forms / "xa-mau" / "form_poor_movements.csv", KEY | {"counted": "households"} | MOVED, labels=True)
    csv(forms / "xa-mau" / "form_poor_deprivations.csv", DEPRIVED)
    assert told(forms) == ([], [])


def test_what_does_not_hold_is_a_finding_with_its_residual(tmp_path: Path) -> None:
    forms = folder(tmp_path / "w")
    csv(forms / "a" / "form_results.csv", RESULTS | {"households": 10})
    csv(forms / "a" / "form_poor_movements.csv", KEY | {"counted": "households"} | MOVED | {"closing": 79})
    csv(forms / "a" / "form_poor_deprivations.csv", DEPRIVED | {"total": 260})
    problems, found = told(forms / "a")
    assert problems == []
    assert found == [
        ("form_closing", "does_not_close_with_blanks", -11),
        ("form_links", "differs", -11),
        ("form_indicators", "differs", -40),
        ("form_bounds", "beyond", 80),
        ("form_bounds", "beyond", 50),
        ("form_deprivations", "too_few", -10),
    ]


def test_a_workbook_with_merged_labels_is_read(tmp_path: Path) -> None:
    forms = folder(tmp_path / "w")
    workbook(forms / "xa.xlsx", {"form_results": [RESULTS], "form_poor_deprivations": [DEPRIVED | {"total": 310}]})
    assert told(forms / "xa.xlsx") == ([], [("form_indicators", "differs", 10)])


def test_a_first_row_without_a_code_is_a_problem_not_a_label(tmp_path: Path) -> None:
    forms = folder(tmp_path / "w")
    csv(forms / "a" / "form_results.csv", RESULTS | {"unit": "Xã Mẫu 1"})
    assert told(forms)[0] == ["PA-210"]


def test_merged_cells_among_the_rows_are_refused(tmp_path: Path) -> None:
    forms = folder(tmp_path / "w")
    workbook(forms / "xa.xlsx", {"form_results": [RESULTS]})
    book = openpyxl.load_workbook(forms / "xa.xlsx")
    book["form_results"].merge_cells("D3:E3")
    book.save(forms / "xa.xlsx")
    assert told(forms / "xa.xlsx")[0] == ["PA-132"]


@pytest.mark.parametrize("stem", ["Danh sách chi tiết hộ nghèo", "danh-sach-ho-can-ngheo"])
def test_a_list_of_names_is_refused_unread(tmp_path: Path, stem: str) -> None:
    forms = folder(tmp_path / "w")
    (forms / f"{stem}.csv").write_text('Họ và tên\n"Người Mẫu\n', encoding="utf-8")
    assert told(forms)[0] == ["PA-320"]


def test_a_list_of_names_is_known_by_its_keys_and_its_sheet(tmp_path: Path) -> None:
    forms = folder(tmp_path / "w")
    (forms / "a").mkdir()
    (forms / "a" / "form_results.csv").write_text("unit,family.hostName\n99991,Người Mẫu\n", encoding="utf-8")
    workbook(forms / "b.xlsx", {"Danh sách hộ nghèo": [KEY]})
    code, said = check_json(forms)
    assert [problem["code"] for problem in said["problems"]] == ["PA-320", "PA-320"]
    assert (code, "Người Mẫu" in str(said)) == (3, False)


@pytest.mark.parametrize("title", ["Danh sách chi tiết hộ nghèo", "Biểu 14. DANH SÁCH CHI TIẾT HỘ CẬN NGHÈO"])
@pytest.mark.parametrize("sheet", ["form_results", "Biểu 14", "Sheet1"])
def test_a_workbook_with_the_title_of_a_list_shows_no_cell(tmp_path: Path, title: str, sheet: str) -> None:
    forms = folder(tmp_path / "w")
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for cells in ([title, None, None], ["STT", "Họ và tên", "Năm sinh"], [1, "Người Mẫu Một", 1980]):
        page.append(cells)
    book.save(forms / "nop.xlsx")
    code, said = check_json(forms)
    assert (code, [p["code"] for p in said["problems"]]) == (3, ["PA-320"])
    assert "91/2025/QH15" in said["problems"][0]["expected_vi"] and "Annex VII" in said["problems"][0]["what_en"]
    assert not any(cell in str(said) for cell in ("Người Mẫu", "1980", "STT"))


def test_a_form_with_a_column_of_names_or_without_a_header_shows_no_cell(tmp_path: Path) -> None:
    forms = folder(tmp_path / "w")
    csv(forms / "a" / "form_results.csv", RESULTS | {"note": 1})
    path = forms / "a" / "form_results.csv"
    head, rest = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(f"{head.replace('note', 'Số CCCD')}\n{rest}", encoding="utf-8")
    (forms / "b").mkdir()
    (forms / "b" / "form_groups.csv").write_text("1,Người Mẫu,1980\n2,Người Mẫu Hai,1981\n", encoding="utf-8")
    codes, _ = told(forms)
    assert sorted(codes) == ["PA-320", "PA-323"]
    assert "Người Mẫu" not in str(check_json(forms))


def test_no_form_of_the_contract_has_a_line_for_a_person() -> None:
    # Lists of names are refused on the way out as well: there is no table to write them into.
    for spec in some(read_contract().belonging("forms")):
        assert not any(is_personal(c.name, *c.title.values()) for c in spec.columns), spec.name
        assert {"household", "village"}.isdisjoint(spec.names())


PEOPLE = KEY | {"class": "poor"}


def test_peoples_children_and_percentages_are_read_and_compared(tmp_path: Path) -> None:
    forms = folder(tmp_path / "w")
    lines = [
        PEOPLE | {"people": people, "households": n} for people, n in (("all", 90), ("kinh", 51), ("minority", 40))
    ]
    rates = KEY | {"households": 90} | {f"d{n}": "22.22" for n in range(1, 13)}
    kids = PEOPLE | {"children": 500, "children_uninsured": 501}
    sheets = {"form_results": [RESULTS], "form_poor_deprivations": [DEPRIVED], "form_ethnicity": lines}
    workbook(forms / "xa.xlsx", sheets | {"form_children": [kids], "form_poor_deprivation_rates": [rates]})
    problems, found = told(forms / "xa.xlsx")
    assert problems == []
    assert {rule for rule, *_ in found} == {"form_peoples", "form_children", "form_bounds", "form_rates"}
    csv(forms / "b" / "form_ethnicity.csv", PEOPLE | {"people": "mars", "households": 1})
    assert told(forms / "b")[0] == ["PA-210"]


def test_a_strange_file_and_a_row_given_twice_are_problems(tmp_path: Path) -> None:
    forms = folder(tmp_path / "w")
    csv(forms / "a" / "form_results.csv", RESULTS)
    csv(forms / "b" / "form_results.csv", RESULTS)
    (forms / "b" / "bieu1.csv").write_text("unit\n", encoding="utf-8")
    assert sorted(told(forms)[0]) == ["PA-321", "PA-322"]


def test_the_whole_workspace_is_checked_with_its_forms(tmp_path: Path) -> None:
    forms = folder(tmp_path / "w")
    csv(forms / "a" / "form_results.csv", RESULTS | {"poor": 1001})
    assert ("form_bounds", "beyond", 1) in told(tmp_path / "w")[1]
