"""A section in a notebook: the dress of the report, held to its own block, and every datum text."""

from __future__ import annotations

import re
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from poverty_analysis.blocks import Block, Chart, Column, Figure, Row, Section, Table, Text, TextKind
from poverty_analysis.blocks.preview import preview_html
from tests.tree import ROOT

REPORT_CSS = (ROOT / "poverty_analysis/render/template/report.css").read_text(encoding="utf-8")
PREVIEW_CSS = (ROOT / "poverty_analysis/blocks/preview.css").read_text(encoding="utf-8")
COLOURS = ("soft", "line", "faint", "tint", "accent", "link", "warn", "note", *(f"c{n}" for n in range(6)), "heat")
PAYLOAD = '<img src=x onerror=alert(1)>" onload="'
AMOUNT = Figure("f", 5, "vnd", "5", "sum")
HALF = Figure("g", Fraction(1, 2), "share", "50%", "part")
KINDS: tuple[TextKind, ...] = (
    *("paragraph", "list", "brief", "note", "slot", "letterhead"),
    *("bases", "signature", "key_figures", "heading", "finding"),
)
FIELDS = (
    *("label", "more", "severity", "parent", "issuer", "number_slot", "nation", "motto", "place_date", "doc_type"),
    *("doc_title", "recipients_title", "sign_for", "sign_title"),
)


def shown(*blocks: Block) -> str:
    """The HTML of a section without its style."""
    html = preview_html(Section("s", "Kinh phí", blocks, 2, "1.").to_json())
    return re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def colours(css: str) -> list[tuple[str, str]]:
    """Colours by name in the order they stand: those by day, then those by night."""
    return [found for found in re.findall(r"--([a-z0-9]+): ([^;]+);", css) if found[0] in COLOURS]


def test_each_section_brings_its_style_and_it_holds_for_nothing_else() -> None:
    html = preview_html(Section("s", "", ()).to_json())
    assert html.startswith('<section class="pa-block"><style>')
    rules = [part.strip() for part in re.findall(r"^([^\s&}][^{]*)\{", PREVIEW_CSS, re.MULTILINE)]
    assert len(rules) == 2
    assert all(".pa-block.pa-block.pa-block" in selector for rule in rules for selector in rule.split(","))


def test_it_asks_nothing_of_a_network() -> None:
    assert not re.search(r"url\(|@import|https?:", PREVIEW_CSS)


def test_the_colours_are_those_of_the_report_by_day_and_by_night() -> None:
    here = colours(PREVIEW_CSS)
    assert here == colours(REPORT_CSS)
    assert len(here) == 2 * len(COLOURS)


def test_numbers_are_right_text_left_caption_and_unit_apart() -> None:
    columns = (Column("Tên"), Column("Số", "right"), Column("Sổ", workbook_only=True))
    table = Table("t", "Bảng", columns, (Row(("Cộng", AMOUNT, "ẩn"), "total"),), "đồng", ("ghi chú",), "budget.csv")
    html = shown(table)
    assert '<caption><span class="title">Bảng</span><span class="unit">đồng</span></caption>' in html
    assert '<tr class="total"><th scope="row" class="left">Cộng</th><td class="right">5</td></tr>' in html
    assert '<p class="below">ghi chú</p><p class="below">budget.csv</p>' in html
    assert "ẩn" not in html


def test_a_group_spans_the_columns_and_shares_are_shaded() -> None:
    rows = (Row(("Nhóm", ""), "group"), Row(("a", HALF)))
    html = shown(Table("t", "T", (Column("A"), Column("B", "right")), rows, shaded=True))
    assert '<th scope="rowgroup" colspan="2">Nhóm</th>' in html
    assert '<td class="right" style="background: rgba(var(--heat), 0.3)">50%</td>' in html


def test_bookkeeping_for_the_workbook_is_folded_and_whole() -> None:
    columns = (Column("A"), Column("B", workbook_only=True))
    html = shown(Table("t", "Sổ", columns, (Row(("a", "b")),), workbook_only=True))
    assert "<details><summary>Sổ</summary>" in html
    assert ">b<" in html


def test_key_figures_are_cards_and_headings_headings() -> None:
    html = shown(
        Text("key_figures", ("Tổng", "Trống"), figures=(HALF,), details=("chi tiết", "")),
        Text("heading", ("A",), level=3),
    )
    assert (
        '<div><dt>Tổng</dt><dd>50%</dd><dd class="line">chi tiết</dd></div><div><dt>Trống</dt><dd></dd></div>' in html
    )
    assert "<h3>1. Kinh phí</h3>" in html
    assert "<h4>A</h4>" in html


def planted(html: str) -> list[str]:
    """Elements and attributes that only the payload can have brought."""
    found: list[str] = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attributes: found.extend(  # type: ignore[method-assign]
        name for name in (tag, *(name for name, _ in attributes)) if name == "img" or name.startswith("on")
    )
    reader.feed(html)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_words_of_every_kind_stay_text(kind: TextKind) -> None:
    text = Text(
        kind, (PAYLOAD, PAYLOAD), dict.fromkeys(FIELDS, PAYLOAD), (AMOUNT.shown_as(PAYLOAD),), 2, (), (PAYLOAD,) * 2
    )
    html = shown(text)
    assert "onerror" in html
    assert not planted(html)


def test_words_of_tables_and_charts_stay_text() -> None:
    table = Table(
        "t", PAYLOAD, (Column(PAYLOAD),), (Row((PAYLOAD,)),), PAYLOAD, (PAYLOAD,), PAYLOAD, workbook_only=True
    )
    chart = Chart("c", PAYLOAD, PAYLOAD, "<svg/>", (PAYLOAD,), PAYLOAD)
    assert not planted(shown(table, chart))
    assert planted(PAYLOAD)
