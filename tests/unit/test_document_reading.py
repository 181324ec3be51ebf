"""Documents as files: Word, HTML and text give the same lines; broken, locked and hostile ones are named."""

from __future__ import annotations

import io
import os
import resource
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from poverty_analysis.documents.reading import read_document
from poverty_analysis.values.problems import DataProblems
from tests.documents import word_body, word_file
from tests.tree import ROOT

PLAN = "KẾ HOẠCH\n\nGiảm nghèo huyện Mẫu năm 2023\n\nI. MỤC TIÊU\n\n- Tỷ lệ hộ nghèo giảm xuống 14,7%.\n"
LIMIT_SECONDS, LIMIT_BYTES = 2, 300 * 1024**2


def lines(path: Path) -> list[str]:
    return [line.text for line in read_document(path, path.name).lines if line.text]


def code(path: Path) -> str:
    with pytest.raises(DataProblems) as error:
        read_document(path, path.name)
    (problem,) = error.value.problems
    return problem.code


def test_text_word_and_html_give_the_same_lines(tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_text(PLAN, encoding="utf-8")
    page = tmp_path / "plan.html"
    body = "".join(f"<p>{line}</p>" for line in PLAN.splitlines() if line)
    page.write_text(f"<html><head><style>p{{}}</style></head><body>{body}<script>x()</script></body></html>", "utf-8")
    word = word_file(PLAN, tmp_path / "plan.docx")
    assert lines(text) == lines(word) == lines(page)


def test_decomposed_text_is_composed(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(unicodedata.normalize("NFD", PLAN), encoding="utf-8")
    assert lines(path)[0] == "KẾ HOẠCH"


def test_changes_not_yet_accepted_are_read_as_accepted_and_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(
        word_body(
            "<w:p><w:r><w:t>KẾ HOẠCH giảm nghèo, mục tiêu </w:t></w:r>"
            "<w:del><w:r><w:delText>12</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>14,7%</w:t></w:r></w:ins></w:p>"
        )
    )
    document = read_document(path, "plan.docx")
    assert [line.text for line in document.lines] == ["KẾ HOẠCH giảm nghèo, mục tiêu 14,7%"]
    assert [(one.code, one.values["n"]) for one in document.warnings] == [("PA-378", "2")]


def test_numbers_that_word_counts_itself(tmp_path: Path) -> None:
    level = '<w:lvl w:ilvl="{0}"><w:start w:val="1"/><w:numFmt w:val="{1}"/><w:lvlText w:val="{2}"/></w:lvl>'
    kinds = [(0, "upperRoman", "%1."), (1, "decimal", "%2."), (2, "lowerLetter", "%3)")]
    levels = "".join(level.format(*one) for one in kinds)
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
    )
    item = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="{0}"/><w:numId w:val="5"/></w:numPr></w:pPr>'
        "<w:r><w:t>{1}</w:t></w:r></w:p>"
    )
    outline = [(0, "Mục tiêu"), (1, "Chỉ tiêu"), (1, "Khác"), (2, "Đầu"), (2, "Sau"), (0, "Kinh phí"), (1, "Nguồn vốn")]
    path = tmp_path / "plan.docx"
    path.write_bytes(word_body("".join(item.format(*one) for one in outline), numbering))
    assert lines(path) == ["I. Mục tiêu", "1. Chỉ tiêu", "2. Khác", "a) Đầu", "b) Sau", "II. Kinh phí", "1. Nguồn vốn"]


def test_cells_of_a_word_table(tmp_path: Path) -> None:
    path = word_file(
        "KẾ HOẠCH giảm nghèo\nSTT\tNhiệm vụ\tCơ quan chủ trì\n1\tRà soát hộ nghèo\t\n", tmp_path / "plan.docx"
    )
    cells = [line.cells for line in read_document(path, path.name).lines if line.cells]
    assert cells == [("STT", "Nhiệm vụ", "Cơ quan chủ trì"), ("1", "Rà soát hộ nghèo", "")]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("plan.doc", b"x", "PA-370"),
        ("plan.docx", b"not a package", "PA-372"),
        ("plan.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "PA-373"),
        ("plan.pdf", b"%PDF-1.7\nbroken", "PA-372"),
        ("plan.html", b"\xff\xfe\x00", "PA-372"),
        ("plan.txt", b"K\xea ho\xf2ch gi\xe2m ngh\xe8o", "PA-102"),
        ("plan.txt", b"This plan is in English. " * 40, "PA-376"),
        ("plan.txt", b"", "PA-376"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert code(path) == expected


def bomb(path: Path) -> Path:
    """A Word file of some kilobytes with 60 MB of text."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<w:t>" + b"a" * (60 * 1024**2) + b"</w:t>")
    return path


def entities(path: Path) -> Path:
    """Entities that would unfold to gigabytes."""
    doubled = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    data = word_body("<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>")
    with zipfile.ZipFile(path, "w") as package, zipfile.ZipFile(io.BytesIO(data)) as source:
        for item in source.namelist():
            text = source.read(item).decode()
            head = f'<!DOCTYPE x [<!ENTITY e0 "ha">{doubled}]>' if item == "word/document.xml" else ""
            package.writestr(item, head + text)
    return path


@pytest.mark.parametrize("make", [bomb, entities])
def test_expanding_files_are_refused_cheaply(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path / "plan.docx")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert code(path) in ("PA-372", "PA-374", "PA-376")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Twice the promise, for a machine that does other work too.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2 * LIMIT_SECONDS


def test_a_link_out_of_the_workspace_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "plan.txt")
    assert code(tmp_path / "plan.txt") == "PA-114"


def test_missing_reader_names_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poverty_analysis.documents.reading.find_spec", lambda _: None)
    path = tmp_path / "plan.docx"
    path.write_bytes(b"")
    assert code(path) == "PA-371"


def test_word_file_of_a_real_plan_is_read_like_its_text(tmp_path: Path) -> None:
    source = ROOT / "data/plans/thanh-hoa-2016-2020/source/thanh-hoa-2016-2020.txt"
    word = word_file(source.read_text(encoding="utf-8"), tmp_path / "plan.docx")
    whole = " ".join(lines(source)).split()
    assert " ".join(lines(word)).split() == whole
