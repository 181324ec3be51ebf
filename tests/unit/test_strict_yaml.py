"""The YAML reader that never guesses."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from poverty_analysis.values import strict_yaml
from poverty_analysis.values.problems import DataProblems
from poverty_analysis.values.strict_yaml import MAX_BYTES, MAX_DEPTH, Scalar, Value, parse_yaml, read_yaml


def refused(text: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(DataProblems) as raised:
        parse_yaml(text, "x.yaml")
    return [(p.code, p.place.row, p.seen) for p in raised.value.problems]


def scalar(value: Value) -> Scalar:
    assert isinstance(value, Scalar)
    return value


@pytest.fixture(params=["C scanner", "Python scanner"], autouse=True)
def _scanner(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both scanners of PyYAML must read alike: a wheel without the C one still works."""
    name = "CSafeLoader" if request.param == "C scanner" else "SafeLoader"
    monkeypatch.setattr(strict_yaml, "_LOADER", getattr(yaml, name))


def test_scalars_stay_text() -> None:
    read = parse_yaml("a: 099\nb: yes\nc: 2023-01-01\nd: 1e5\ne: null\nf: ~\ng: 0o17\nh:\n", "x.yaml")
    assert read == {"a": "099", "b": "yes", "c": "2023-01-01", "d": "1e5", "e": "null", "f": "~", "g": "0o17", "h": ""}


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("099", False), ('"099"', True), ("'099'", True), ("|\n  099", True), ("[099]", False), ('["099"]', True)],
)
def test_a_scalar_knows_whether_it_was_quoted(text: str, quoted: bool) -> None:
    read = parse_yaml(f"unit: {text}", "x.yaml")
    assert isinstance(read, dict)
    value = read["unit"]
    assert scalar(value[0] if isinstance(value, list) else value).quoted is quoted


def test_a_scalar_knows_its_line() -> None:
    read = parse_yaml("a: 1\n\nb:\n  - x\n  - y\n", "x.yaml")
    assert isinstance(read, dict)
    listed = read["b"]
    assert isinstance(listed, list)
    assert (scalar(read["a"]).line, [scalar(v).line for v in listed]) == (1, [4, 5])


def test_text_is_nfc() -> None:
    assert parse_yaml("te\u0302n: Tua\u0302\u0300n", "x.yaml") == {"tên": "Tuần"}


def test_an_empty_file_is_an_empty_map() -> None:
    assert parse_yaml("# only a comment\n", "x.yaml") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", [("PA-111", 2, "a")]),
        ("a:\n  b: 1\n  b: 2\nc: 1\nc: 2\n", [("PA-111", 3, "b"), ("PA-111", 5, "c")]),
        ("te\u0302n: 1\ntên: 2\n", [("PA-111", 2, "tên")]),
        ("a: &x 1\nb: *x\n", [("PA-112", 1, "")]),
        ("a: !!python/object:os.system x\n", [("PA-112", 1, "")]),
        ("a: 1\nb: !!str 2\n", [("PA-112", 2, "")]),
        ("a: [1\nb: 2\n", [("PA-110", 2, "")]),
        ("a: 1\n\tb: 2\n", [("PA-110", 2, "")]),
    ],
)
def test_what_is_refused_and_where(text: str, expected: list[tuple[str, int | None, str]]) -> None:
    found = refused(text)
    assert [(code, seen) for code, _, seen in found] == [(code, seen) for code, _, seen in expected]
    if expected[0][0] != "PA-110":
        assert [row for _, row, _ in found] == [row for _, row, _ in expected]


def test_two_documents_in_one_file_are_refused() -> None:
    assert [code for code, _, _ in refused("a: 1\n---\nb: 2\n")] == ["PA-110"]


def test_depth_is_limited() -> None:
    fits = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert isinstance(parse_yaml(fits, "x.yaml"), list)
    assert refused("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == [("PA-113", 1, "")]


def test_reading_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(tmp_path / "a.yaml", "a.yaml") == {"a": "1"}


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [(None, "PA-101", None), (b"a: 1\nb: Tu\xc2\n", "PA-102", 2), (b"#" * (MAX_BYTES + 1), "PA-113", None)],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, data: bytes | None, code: str, row: int | None) -> None:
    path = tmp_path / "a.yaml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(DataProblems) as raised:
        read_yaml(path, "a.yaml")
    (problem,) = raised.value.problems
    assert (problem.code, problem.place.file, problem.place.row) == (code, "a.yaml", row)
