"""Hostile workbooks are refused quickly and in little memory; odd ones are told apart."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from poverty_analysis.inputs.xlsx import package as package_module
from poverty_analysis.inputs.xlsx import preflight as preflight_module
from poverty_analysis.inputs.xlsx import shared_text
from poverty_analysis.values.problems import DataProblems, Problem
from poverty_analysis.wording import problem_lines
from tests.tree import ROOT
from tests.workbooks import (
    HOSTILE,
    MAIN,
    OFFICE,
    number_cell,
    one_sheet,
    outside_link,
    package,
    parts_of,
    preflight,
    sheet,
    small_table,
    text_cell,
)

# Of the processor, with its child's; each takes well under one on a quiet machine.
LIMIT_SECONDS = 10.0
LIMIT_MEGABYTES = 200

MEASURE = """
import json, os, pathlib, sys
from poverty_analysis.values.problems import DataProblems
from poverty_analysis.inputs.xlsx.workbook import read_workbook
def peak():
    status = pathlib.Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
def processor():
    return sum(os.times()[:4])
before, started, codes = peak(), processor(), []
try:
    read_workbook(pathlib.Path(sys.argv[1]), "t.xlsx")
except DataProblems as error:
    codes = [problem.code for problem in error.problems]
print(json.dumps([codes, processor() - started, peak() - before]))
"""


def problems_of(data: bytes) -> list[Problem]:
    with pytest.raises(DataProblems) as raised:
        preflight(data, "t.xlsx")
    for problem in raised.value.problems:
        assert problem_lines(problem, "vi") and problem_lines(problem, "en")
    return raised.value.problems


def codes_of(data: bytes) -> list[str]:
    return [problem.code for problem in problems_of(data)]


def warnings_of(data: bytes) -> dict[str, Problem]:
    warnings = preflight(data, "t.xlsx").warnings
    assert all(problem_lines(warning, "vi") and problem_lines(warning, "en") for warning in warnings)
    return {warning.code: warning for warning in warnings}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_workbooks_are_refused_quickly_in_little_memory(tmp_path: Path, name: str) -> None:
    build, code = HOSTILE[name]
    path = tmp_path / "t.xlsx"
    path.write_bytes(build())
    command = [sys.executable, "-c", MEASURE, str(path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    codes, seconds, megabytes = json.loads(ended.stdout)
    assert codes == [code]
    assert seconds < LIMIT_SECONDS
    assert megabytes < LIMIT_MEGABYTES
    assert not ended.stderr


def shared_book(texts: list[int], named: list[int]) -> bytes:
    """A workbook whose shared texts have so many letters, and whose cells name them by number."""
    rows = "".join(f'<row><c t="s"><v>{number}</v></c></row>' for number in named)
    items = "".join(f"<si><t>{'a' * letters}</t></si>" for letters in texts)
    listed = f'<sst xmlns="{MAIN}">{items}</sst>'
    return package(parts_of({"data": sheet(rows)}) | {"xl/sharedStrings.xml": listed})


@pytest.mark.parametrize(
    ("texts", "named", "fits"),
    [
        ([10, 3], [0, 0, 1], True),  # 23 letters of 23
        ([10, 3], [0, 0, 1, 1], False),  # 26
        ([24, 3], [1, 1, 1, 1, 1, 1, 1], True),  # 21, although 7 x 24 would be too many
        ([24, 3], [1, 0], False),  # the last cell counts too
        ([10], [9, 7], True),  # numbers without a text are the reader's to refuse
    ],
)
def test_shared_text_counts_once_for_every_cell_that_names_it(
    monkeypatch: pytest.MonkeyPatch, texts: list[int], named: list[int], *, fits: bool
) -> None:
    monkeypatch.setattr(shared_text, "MAX_LETTERS", 23)
    data = shared_book(texts, named)
    if fits:
        assert preflight(data, "t.xlsx").sheets[0][1].shared == len(named)
    else:
        assert codes_of(data) == ["PA-126"]


def test_a_good_workbook_passes_without_warnings() -> None:
    checked = preflight(one_sheet(small_table()), "t.xlsx")
    ((name, facts),) = checked.sheets
    assert (name, facts.rows, facts.columns, checked.warnings) == ("data", 2, 2, ())


def test_outside_links_and_formulas_are_accepted_with_warnings() -> None:
    warnings = warnings_of(outside_link())
    assert set(warnings) == {"PA-142", "PA-146"}
    assert warnings["PA-146"].values == {"count": "2", "cell": "A2"}


@pytest.mark.parametrize("stored", ["<v></v>", "<v/>", "", "<v>\n</v>"])
def test_formulas_without_values_are_refused(stored: str) -> None:
    rows = f'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c>\n<c r="B1"><f>1+1</f>{stored}</c>\n</row>'
    with pytest.raises(DataProblems) as caught:
        preflight(one_sheet(rows), "t.xlsx")
    assert [(p.code, dict(p.values)) for p in caught.value.problems] == [("PA-147", {"count": "1", "cell": "B1"})]


def test_formulas_of_extensions_are_not_cells() -> None:
    after = '<extLst><ext xmlns:xm="urn:x"><xm:f>data!A1:A2</xm:f></ext></extLst>'
    assert not warnings_of(one_sheet(small_table(), after=after))


def test_what_is_hidden_inside_the_data_is_told() -> None:
    rows = small_table().replace('<row r="2">', '<row r="2" hidden="1">') + '<row r="9" hidden="1"/>'
    columns = '<cols><col min="2" max="16384" hidden="1"/></cols>'
    parts = parts_of({"data": sheet(rows, columns), "old": sheet("")}, {"old": "veryHidden"})
    warnings = warnings_of(package(parts))
    assert set(warnings) == {"PA-143", "PA-144", "PA-145"}
    assert warnings["PA-143"].place.sheet == "old"
    assert (warnings["PA-144"].place.row, warnings["PA-144"].values["count"]) == (2, "1")
    assert warnings["PA-145"].values == {"count": "1", "letters": "B"}


def test_a_chart_sheet_is_told() -> None:
    parts = parts_of({"data": sheet(small_table()), "chart": "<chartsheet/>"})
    links = parts["xl/_rels/workbook.xml.rels"]
    assert isinstance(links, str)
    first, second, third = links.rpartition("/worksheet")
    parts["xl/_rels/workbook.xml.rels"] = first + "/chartsheet" + third
    assert second and set(warnings_of(package(parts))) == {"PA-141"}


@pytest.mark.parametrize(("merge", "refused"), [("A1:B1", True), ("B2:C9", True), ("A2", False), ("D1:E9", False)])
def test_merged_cells_are_refused_inside_the_data_only(merge: str, refused: bool) -> None:
    data = one_sheet(small_table(), after=f'<mergeCells><mergeCell ref="{merge}"/></mergeCells>')
    assert (codes_of(data) == ["PA-132"]) if refused else not warnings_of(data)


def test_all_problems_of_the_data_come_at_once() -> None:
    rows = small_table() + '<row r="3"><c r="A3" t="e"><v>#REF!</v></c></row>'
    found = problems_of(one_sheet(rows, after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'))
    assert [(problem.code, problem.place.row) for problem in found] == [("PA-132", 1), ("PA-136", 3)]
    assert found[1].values == {"cell": "A3"}


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"/><row r="1"/>',
        '<row r="1"/><row r="1"/>',
        '<row r="0"/>',
        '<row r="99999999"/>',
        f'<row r="1">{number_cell("B1", "1")}{number_cell("A1", "1")}</row>',
        f'<row r="1">{number_cell("A1", "1")}{number_cell("A1", "2")}</row>',
        f'<row r="1">{number_cell("A2", "1")}</row>',
        f'<row r="1">{number_cell("XFE1", "1")}</row>',
        f'<row r="1">{number_cell("$A1", "1")}</row>',
    ],
)
def test_cells_out_of_order_are_refused(rows: str) -> None:
    assert codes_of(one_sheet(rows)) == ["PA-135"]


def test_cells_without_addresses_are_counted() -> None:
    data = one_sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c/><c><v>3</v></c></row>")
    ((_, facts),) = preflight(data, "t.xlsx").sheets
    assert (facts.rows, facts.columns) == (2, 3)


def test_formats_far_away_do_not_count_as_data() -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    ((_, facts),) = preflight(one_sheet(small_table() + far), "t.xlsx").sheets
    assert (facts.rows, facts.columns) == (2, 2)


@pytest.mark.parametrize("cell", ["A200001", "IW1"])
def test_rows_and_columns_are_capped(cell: str) -> None:
    row = cell.lstrip("AIW")
    (problem,) = problems_of(one_sheet(f'<row r="{row}">{number_cell(cell, "1")}</row>'))
    assert (problem.code, problem.place.sheet) == ("PA-129", "data")


def test_cells_of_all_sheets_are_capped_together() -> None:
    rows = f'<row r="15000">{number_cell("IV15000", "1")}</row>'
    assert codes_of(package(parts_of({"a": sheet(rows), "b": sheet(rows)}))) == ["PA-131"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"xl/styles.xml": f'<styleSheet xmlns="{MAIN}">'}, "PA-128"),
        ({"xl/styles.xml": '<?xml version="1.0" encoding="ISO-8859-1"?><styleSheet/>'}, "PA-128"),
        ({"xl/styles.xml": "<styleSheet/>".encode("utf-16")}, "PA-128"),
        ({"xl/styles.xml": "<styleSheet/>".encode("utf-16-le")}, "PA-128"),
        ({"docProps/app.xml": '<!DOCTYPE a SYSTEM "x"><a/>'}, "PA-127"),
        ({"docProps/app.xml": f"<a>{'é' * 400_000}</a>"}, "PA-130"),
        ({"docProps/app.xml": f"<a><!--{'é' * 400_000}--></a>"}, "PA-130"),
        ({"_rels/.rels": "<Relationships/>"}, "PA-120"),
        ({"xl/_rels/workbook.xml.rels": "<Relationships/>"}, "PA-128"),
        ({"[Content_Types].xml": '<Types><Default ContentType="a.sheet.macroEnabled.main+xml"/></Types>'}, "PA-123"),
        ({"xl/macrosheets/sheet1.xml": "<a/>"}, "PA-123"),
        ({"C:/x.xml": "<a/>"}, "PA-125"),
        ({"/x.xml": "<a/>"}, "PA-125"),
        ({"a\\x.xml": "<a/>"}, "PA-125"),
        ({"./x.xml": "<a/>"}, "PA-125"),
    ],
)
def test_odd_parts_are_refused(change: dict[str, str | bytes], code: str) -> None:
    assert codes_of(package(parts_of({"data": sheet(small_table())}) | change)) == [code]


def test_a_sheet_may_not_be_read_from_a_part_that_is_not_scanned() -> None:
    parts = parts_of({"data": sheet(small_table())})
    links = str(parts["xl/_rels/workbook.xml.rels"])
    parts["xl/_rels/workbook.xml.rels"] = links.replace("worksheets/sheet1.xml", "media/image1.png")
    parts["xl/media/image1.png"] = sheet(small_table())
    assert codes_of(package(parts)) == ["PA-128"]


def test_shared_strings_may_not_be_read_from_a_part_that_is_not_scanned() -> None:
    parts = parts_of({"data": sheet(small_table())})
    links = str(parts["xl/_rels/workbook.xml.rels"])
    link = f'<Relationship Id="rId9" Type="{OFFICE}/sharedStrings" Target="strings.bin"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = links.replace("</Relationships>", link)
    assert codes_of(package(parts)) == ["PA-128"]


def test_the_part_that_lists_the_sheets_may_have_another_name() -> None:
    parts = parts_of({"data": sheet(small_table())})
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("xl/workbook.xml", "/xl/workbook2.xml")
    parts["xl/workbook2.xml"] = parts.pop("xl/workbook.xml")
    parts["xl/_rels/workbook2.xml.rels"] = parts.pop("xl/_rels/workbook.xml.rels")
    assert [name for name, _ in preflight(package(parts), "t.xlsx").sheets] == ["data"]


def test_sheet_names_that_differ_in_case_only_are_refused() -> None:
    assert codes_of(package(parts_of({"data": sheet(""), "Data": sheet("")}))) == ["PA-134"]


def test_files_that_are_no_workbook_are_named() -> None:
    assert codes_of(b"code,name\n") == ["PA-120"]
    assert codes_of(b"PK\x03\x04" + bytes(100)) == ["PA-124"]
    assert codes_of(package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})) == ["PA-120"]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_named(share: float) -> None:
    data = one_sheet(small_table())
    assert codes_of(data[: int(len(data) * share)]) == ["PA-124"]


def test_damaged_contents_are_named() -> None:
    data = one_sheet(small_table())
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    assert codes_of(data[:at] + bytes(20) + data[at + 20 :]) == ["PA-124"]


def test_an_encrypted_archive_is_named() -> None:
    data = bytearray(one_sheet(small_table()))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert codes_of(bytes(data)) == ["PA-122"]


def test_parts_that_share_their_bytes_are_refused() -> None:
    body = sheet(small_table()).encode()
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts_of({"data": body}).items():
            archive.writestr(name, content if isinstance(content, bytes) else str(content))
        for at in range(50):
            twin = zipfile.ZipInfo(f"xl/media/{at}.png")
            twin.header_offset, twin.compress_size, twin.file_size, twin.CRC = 0, 1000, 1000, 0
            archive.filelist.append(twin)
    assert codes_of(made.getvalue()) == ["PA-124"]


@pytest.mark.parametrize(
    ("module", "name", "code"),
    [
        (package_module, "MAX_PARTS", "PA-131"),
        (package_module, "MAX_UNPACKED_MEGABYTES", "PA-126"),
        (preflight_module, "MAX_ELEMENTS", "PA-131"),
        (preflight_module, "MAX_SHEETS", "PA-134"),
    ],
)
def test_each_cap_is_a_named_problem(monkeypatch: pytest.MonkeyPatch, module: object, name: str, code: str) -> None:
    monkeypatch.setattr(module, name, 0)
    assert codes_of(one_sheet(small_table())) == [code]


def test_text_of_persons_is_never_told() -> None:
    rows = f'<row r="1">{text_cell("A1", "Người Minh Họa")}<c r="B1" t="e"><v>#N/A</v></c></row>'
    told = str([(problem, problem_lines(problem, "vi")) for problem in problems_of(one_sheet(rows))])
    assert "Minh" not in told
