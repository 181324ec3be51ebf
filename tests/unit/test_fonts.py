"""The fonts the package brings: every letter a Vietnamese report needs is in every face."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from poverty_analysis.render.html import WEB_FONTS
from poverty_analysis.render.pdf import load_fonts
from tests.some import some
from tests.tree import ROOT
from tools.make_fonts import FACES, VERSION, WEB_FACES, vietnamese_letters, web_subset

FONTS = ROOT / "poverty_analysis" / "render" / "fonts"
SYMBOLS = "→▲▼●■−≤≥₫•–—“”…"
TEXT_FACES = sorted([*FONTS.glob("Liberation*.ttf"), *FONTS.glob("*.woff2")])


def test_all_faces_are_there() -> None:
    assert len(TEXT_FACES) == len(FACES) + len(WEB_FACES)
    assert all((FONTS / file).is_file() for *_, file in some(WEB_FONTS))
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEXT_FACES, ids=lambda path: path.name)
def test_vietnamese_letters_and_symbols_are_in_the_face(path: Path) -> None:
    known = TTFont(path).getBestCmap()
    assert len(vietnamese_letters()) == 146
    assert not [letter for letter in some(vietnamese_letters() + SYMBOLS) if ord(letter) not in known]


def test_the_check_mark_is_in_our_own_face() -> None:
    assert ord("✓") in TTFont(FONTS / "ReportSymbols-Regular.ttf").getBestCmap()


@pytest.mark.parametrize("face", FACES)
def test_the_faces_are_the_complete_version(face: str) -> None:
    assert TTFont(FONTS / f"Liberation{face}.ttf")["name"].getDebugName(5) == VERSION


@pytest.mark.parametrize("face", WEB_FACES)
def test_a_modified_face_has_no_reserved_name(face: str) -> None:
    names = TTFont(FONTS / f"Report{face}.woff2")["name"]
    shown = [names.getDebugName(number) for number in (1, 4, 6)]
    assert all(name.startswith("Report") for name in some(shown))
    assert "Open Font License" in names.getDebugName(13)


def test_making_a_subset_again_gives_the_same_bytes(tmp_path: Path) -> None:
    made = tmp_path / "again.woff2"
    web_subset(FONTS / "LiberationSerif-Regular.ttf", made, "Report Serif", "Regular")
    assert made.read_bytes() == (FONTS / "ReportSerif-Regular.woff2").read_bytes()


def test_the_pdf_knows_these_fonts_only() -> None:
    assert load_fonts().families() == ["Liberation Sans", "Liberation Serif", "Report Symbols"]
