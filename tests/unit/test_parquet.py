"""Parquet gives flat columns exactly, or names the one it cannot give."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from poverty_analysis.inputs import parquet as reader
from poverty_analysis.inputs.parquet import read_parquet
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.values.problems import DataProblems
from poverty_analysis.wording import problem_lines


def written(folder: Path, columns: dict[str, Any]) -> Path:
    path = folder / "t.parquet"
    parquet.write_table(pyarrow.table(columns), path)
    return path


def codes(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(DataProblems) as raised:
        read_parquet(path, "t.parquet")
    assert all(problem_lines(problem, "vi") for problem in raised.value.problems)
    return [(problem.code, problem.place.column) for problem in raised.value.problems]


def test_simple_types_come_exactly(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {
            "code": ["099", None],
            "amount_vnd": pyarrow.array([61_331_979_376, -5], pyarrow.int64()),
            "share": [4861.5809, 0.1],
            "is_poor": [True, None],
            "day": [datetime.date(2024, 3, 5), None],
            "moment": pyarrow.array([datetime.datetime(2024, 3, 5, 6, 7), None], pyarrow.timestamp("ns")),
            "whole": pyarrow.array([Decimal(10**20), None], pyarrow.decimal128(38, 0)),
        },
    )
    table = read_parquet(path, "t.parquet")
    first = ("099", 61_331_979_376, 4861.5809, True, datetime.date(2024, 3, 5))
    assert table.rows[0] == (2, (*first, datetime.datetime(2024, 3, 5, 6, 7), 10**20))
    assert table.rows[1] == (3, (None, -5, 0.1, None, None, None, None))
    assert type(table.rows[0][1][5]) is datetime.datetime


def test_dictionary_columns_are_decoded_and_text_is_nfc(tmp_path: Path) -> None:
    names = pyarrow.array(["Tua\u0302\u0300n", "x", "Tua\u0302\u0300n"]).dictionary_encode()
    table = read_parquet(written(tmp_path, {"name": names}), "t.parquet")
    assert table == RawTable("t.parquet", "", ("name",), ((2, ("Tuần",)), (3, ("x",)), (4, ("Tuần",))))


def test_a_table_without_rows_keeps_its_header(tmp_path: Path) -> None:
    table = read_parquet(written(tmp_path, {"a": pyarrow.array([], pyarrow.int64())}), "t.parquet")
    assert (table.header, table.rows) == (("a",), ())


@pytest.mark.parametrize(
    "column",
    [
        pyarrow.array([[1, 2]]),
        pyarrow.array([{"a": 1}]),
        pyarrow.array([b"x"]),
        pyarrow.array([datetime.time(1, 2)]),
        pyarrow.array([Decimal("1.5")]),
        pyarrow.array([datetime.datetime(2024, 1, 1)], pyarrow.timestamp("us", "UTC")),
    ],
    ids=["list", "struct", "bytes", "time", "fraction", "zone"],
)
def test_other_types_are_named(tmp_path: Path, column: pyarrow.Array) -> None:
    assert codes(written(tmp_path, {"good": [1], "bad": column})) == [("PA-151", "bad")]


def test_what_would_be_cut_off_is_named(tmp_path: Path) -> None:
    column = pyarrow.array([1], pyarrow.timestamp("ns"))
    assert codes(written(tmp_path, {"moment": column})) == [("PA-152", "moment")]


def test_control_characters_are_named(tmp_path: Path) -> None:
    assert codes(written(tmp_path, {"name": ["a\0b"]})) == [("PA-107", "name")]


def test_other_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(b"code,name\n")
    assert codes(path) == [("PA-150", "")]
    whole = written(tmp_path, {"a": list(range(1000))}).read_bytes()
    path.write_bytes(whole[:100] + bytes(200) + whole[300:])
    assert codes(path) == [("PA-150", "")]
    assert codes(tmp_path / "none.parquet") == [("PA-101", "")]


def test_size_is_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, {"a": list(range(100))})
    monkeypatch.setattr(reader, "LIMITS", (100, 5, 1000))
    assert codes(path) == [("PA-129", "")]
    monkeypatch.setattr(reader, "MAX_UNPACKED_MEGABYTES", 0)
    assert codes(path) == [("PA-109", "")]
