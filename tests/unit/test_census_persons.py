"""Twenty planted persons: no byte of them in any output, message, error or file that a command leaves."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poverty_analysis.cli import main
from poverty_analysis.inputs.census.personal import is_personal, shown_name
from poverty_analysis.inputs.contract import read_contract
from tests.census import census, household, write
from tests.persons import PERSONAL, bytes_of, persons
from tests.some import some

Run = Callable[..., bytes]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command as a user does; gives all that it said, with the tracebacks of a fault."""
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    monkeypatch.setenv("TMPDIR", str(temp))
    monkeypatch.setenv("POVERTY_ANALYSIS_DEBUG", "1")

    def said(*words: str) -> bytes:
        monkeypatch.setattr(sys, "argv", ["poverty-analysis", *words])
        with contextlib.suppress(SystemExit):
            main()
        told = capfd.readouterr()
        return (told.out + told.err).encode()

    return said


def files_but(table: Path, *roots: Path) -> bytes:
    found = [path for root in roots for path in root.rglob("*") if path.is_file() and path != table]
    return b"".join(path.read_bytes() + str(path).encode() for path in found)


def rows(planted: list[dict[str, str]], **bad: Any) -> list[dict[str, Any]]:
    return [person | household(number, deprived=3, **bad) for number, person in enumerate(planted, start=1)]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_no_byte_of_a_person_leaves(tmp_path: Path, run: Run, kind: str) -> None:
    planted = persons()
    folder = census(tmp_path / "w", rows(planted), kind)
    said = run("aggregate", str(folder)) + run("aggregate", str(folder), "--json") + run("check", str(folder))
    assert b"PA-801" in said
    assert (folder.parents[1] / "forms" / "huyen-mau-2023" / "form_results.csv").exists()
    left = said + files_but(folder / f"households.{kind}", tmp_path)
    assert [text for text in some(bytes_of(planted)) if text in left] == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_no_error_quotes_a_person(tmp_path: Path, run: Run, kind: str) -> None:
    planted = persons()
    shifted = [one | {"d1": one[PERSONAL[0]], "village": "", "area": one[PERSONAL[4]]} for one in rows(planted)]
    folder = census(tmp_path / "w", shifted, kind)
    said = run("aggregate", str(folder), "--json")
    assert {"PA-804", "PA-805"} <= {problem["code"] for problem in json.loads(said)["problems"]}
    path = folder / f"households.{kind}"
    path.write_bytes(path.read_bytes()[:-20])
    said += run("aggregate", str(folder)) + run("check", str(folder))
    left = said + files_but(path, tmp_path)
    assert [text for text in some(bytes_of(planted)) if text in left] == []


def test_a_table_without_a_header_names_no_column_after_a_person(tmp_path: Path, run: Run) -> None:
    planted = persons()
    folder = census(tmp_path / "w", [household(1)])
    write(folder / "households.csv", [dict.fromkeys(person.values(), "1") for person in planted[:1]])
    left = run("aggregate", str(folder)) + run("aggregate", str(folder), "--json")
    assert b"PA-201" in left
    assert [text for text in some(bytes_of(planted)) if text in left] == []


@pytest.mark.parametrize(
    "title",
    ["Họ và tên", "Họ tên chủ hộ", "Chủ hộ", "hoTen", "full_name", "Số CMND/CCCD", "SĐT", "Ngày sinh", "Tài khoản"],
)
def test_personal_titles(title: str) -> None:
    assert is_personal(title)
    assert shown_name(title, "C") == title


def test_contract_columns_are_not_personal_and_a_persons_name_is_not_shown() -> None:
    columns = read_contract().tables["households"].columns
    assert not [c.name for c in some(columns) if is_personal(c.name, *c.title.values())]
    assert shown_name("Tên: Người Mẫu", "C") == "C"
