"""Parameters of a report: typed in one place, refused with the nearest name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from poverty_analysis.inputs.params import Params, ParamsFile, make_params, read_params
from poverty_analysis.values.problems import DataProblems, Place
from tests.some import some

PLACE = Place("params/a.yaml")
GIVEN: dict[str, object] = {"unit": "099", "year": 2023}
FILE = 'report: annual_report\nunits: ["099"]\nyear: 2023\n'


def refused(values: dict[str, object]) -> list[tuple[str, str, str]]:
    with pytest.raises(DataProblems) as raised:
        make_params(values, PLACE)
    assert {p.place.file for p in raised.value.problems} == {PLACE.file}
    return sorted((p.code, p.place.column, p.seen) for p in raised.value.problems)


def read(tmp_path: Path, text: str) -> ParamsFile:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    return read_params(tmp_path / "a.yaml", "params/a.yaml")


def told(tmp_path: Path, text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(DataProblems) as raised:
        read(tmp_path, text)
    return [(p.code, p.place.column, p.seen) for p in raised.value.problems]


def test_the_usual_values() -> None:
    assert make_params(GIVEN, PLACE) == Params("099", 2023, "year", None, "vi", "", "shared")


def test_all_values() -> None:
    given = GIVEN | {
        "period": "six_months",
        "as_of": "2023-06-30",
        "lang": "en",
        "plan": "p-1",
        "edition": "submission",
    }
    made = make_params(given, PLACE)
    assert made == Params("099", 2023, "six_months", dt.date(2023, 6, 30), "en", "p-1", "submission")
    assert made.to_notebook() == given
    assert make_params(GIVEN | {"as_of": "", "plan": ""}, PLACE).to_notebook()["as_of"] == ""
    assert make_params(GIVEN | {"as_of": None}, PLACE).as_of is None


@pytest.mark.parametrize("unit", ["11", "099", "03253"])
def test_units_of_each_level(unit: str) -> None:
    assert make_params(GIVEN | {"unit": unit}, PLACE).unit == unit


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"unit": ""}, ("PA-402", "unit", "")),
        ({"year": ""}, ("PA-402", "year", "")),
        ({"unit": "9"}, ("PA-403", "unit", "9")),
        ({"unit": "٠٩٩"}, ("PA-403", "unit", "٠٩٩")),
        ({"unit": 99}, ("PA-306", "unit", "99")),
        ({"year": 23}, ("PA-403", "year", "23")),
        ({"year": 1923}, ("PA-220", "year", "1923")),
        ({"as_of": "2203-12-31"}, ("PA-220", "as_of", "2203-12-31")),
        ({"year": 2023.0}, ("PA-403", "year", "2023.0")),
        ({"year": True}, ("PA-403", "year", "True")),
        ({"period": "monthly"}, ("PA-403", "period", "monthly")),
        ({"period": ""}, ("PA-403", "period", "")),
        ({"lang": "fr"}, ("PA-403", "lang", "fr")),
        ({"lang": ""}, ("PA-403", "lang", "")),
        ({"edition": "draft"}, ("PA-403", "edition", "draft")),
        ({"plan": "../x"}, ("PA-403", "plan", "../x")),
        ({"as_of": "2023-02-30"}, ("PA-403", "as_of", "2023-02-30")),
        ({"as_of": "30/06/2023"}, ("PA-403", "as_of", "30/06/2023")),
        ({"as_of": "20230630"}, ("PA-403", "as_of", "20230630")),
        ({"as_of": "2023-W26-5"}, ("PA-403", "as_of", "2023-W26-5")),
        ({"yaer": 2023}, ("PA-401", "yaer", "yaer")),
    ],
)
def test_wrong_values(changes: dict[str, object], expected: tuple[str, str, str]) -> None:
    assert refused(GIVEN | changes) == [expected]


def test_all_at_once_with_the_nearest_name() -> None:
    with pytest.raises(DataProblems) as raised:
        make_params({"yaer": 2023, "lang": "fr"}, PLACE)
    assert [p.code for p in raised.value.problems] == ["PA-403", "PA-402", "PA-401", "PA-402"]
    assert raised.value.problems[2].values["nearest"] == "year"


def test_a_file(tmp_path: Path) -> None:
    made = read(tmp_path, FILE)
    assert (made.report, made.units, made.year) == ("annual_report", ("099",), 2023)
    assert (made.langs, made.formats, made.period, made.edition) == (("vi",), ("html", "pdf", "xlsx"), "year", "shared")
    assert (made.as_of, made.plan, dict(made.extra)) == (None, "", {})


def test_a_full_file(tmp_path: Path) -> None:
    text = FILE.replace('["099"]', "all") + (
        "period: six_months\nas_of: 2023-06-30\nlangs: [vi, en]\nformats: html\nedition: submission\n"
        "plan: p-1\nextra:\n  chart: small\n"
    )
    made = read(tmp_path, text)
    assert (made.units, made.langs, made.formats) == ((), ("vi", "en"), ("html",))
    assert (made.as_of, made.plan, dict(made.extra)) == (dt.date(2023, 6, 30), "p-1", {"chart": "small"})


def test_no_units_means_all(tmp_path: Path) -> None:
    assert read(tmp_path, FILE.replace('units: ["099"]\n', "")).units == ()
    assert read(tmp_path, FILE.replace('["099"]', "[all]")).units == ()


def test_a_unit_named_twice_counts_once(tmp_path: Path) -> None:
    assert read(tmp_path, FILE.replace('["099"]', '["099", "999", "099"]')).units == ("099", "999")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("report: annual_report\n", "", ("PA-402", "", "")),
        ("year: 2023\n", "", ("PA-402", "", "")),
        ("year: 2023", "year:", ("PA-403", "year", "")),
        ("year: 2023", "year: [2023]", ("PA-403", "year", "[]")),
        ("year: 2023", "year: {a: 2023}", ("PA-403", "year", "{}")),
        ("year: 2023", "year: 23", ("PA-403", "year", "23")),
        ("year: 2023", "year: 2203", ("PA-220", "year", "2203")),
        ("year: 2023", "year: 2023\nas_of: 2203-01-31", ("PA-220", "as_of", "2203-01-31")),
        ("annual_report", "../x", ("PA-403", "report", "../x")),
        ("annual_report", '""', ("PA-403", "report", "")),
        ('["099"]', "[099]", ("PA-306", "units", "099")),
        ('["099"]', "099", ("PA-306", "units", "099")),
        ('["099"]', "[]", ("PA-403", "units", "[]")),
        ('["099"]', '[["099"]]', ("PA-403", "units", "{}")),
        ('["099"]', '["99999999"]', ("PA-403", "units", "99999999")),
        ('["099"]', '[""]', ("PA-403", "units", "")),
        ('["099"]', '[all, "099"]', ("PA-403", "units", "all")),
        ("year: 2023", "year: 2023\nlangs: []", ("PA-403", "langs", "[]")),
        ("year: 2023", "year: 2023\nlangs: [fr]", ("PA-403", "langs", "fr")),
        ("year: 2023", "year: 2023\nformats: [doc]", ("PA-403", "formats", "doc")),
        ("year: 2023", "year: 2023\nperiod: [year]", ("PA-403", "period", "[]")),
        ("year: 2023", "year: 2023\nas_of: 2023-02-31", ("PA-403", "as_of", "2023-02-31")),
        ("year: 2023", "year: 2023\nedition: x", ("PA-403", "edition", "x")),
        ("year: 2023", "year: 2023\nextra: [a]", ("PA-403", "extra", "")),
        ("year: 2023", "year: 2023\nextra: {a: [b]}", ("PA-403", "extra", "a")),
        ("year: 2023", "year: 2023\nlang: vi", ("PA-401", "lang", "lang")),
        ("year: 2023", "year: 2023\nname: vi", ("PA-401", "name", "name")),
    ],
)
def test_wrong_files(tmp_path: Path, old: str, new: str, expected: tuple[str, str, str]) -> None:
    assert told(tmp_path, FILE.replace(old, new)) == [expected]


def test_a_wrong_value_is_told_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(DataProblems) as raised:
        read(tmp_path, FILE + "langs: [vi, fr]\nperiod: x\n")
    assert [(p.place.column, p.place.row) for p in raised.value.problems] == [("langs", 4), ("period", 5)]


def test_a_file_that_is_no_map(tmp_path: Path) -> None:
    assert told(tmp_path, "- a\n") == [("PA-402", "", "")]


def test_the_files_of_the_repository_are_right(root: Path) -> None:
    for path in some(sorted((root / "params").glob("*.yaml"))):
        assert read_params(path, path.name).langs
