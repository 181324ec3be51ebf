"""Drawings in the page: ours stand in it, whatever else an SVG holds keeps it a picture of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from poverty_analysis.blocks import Chart, Column, Figure, Row, Section, Table
from poverty_analysis.render.html import render_html, shade_class
from poverty_analysis.render.inline_svg import inline_svg
from poverty_analysis.render.svg import COLOURS, WIDTH, dot, line, picture, rect, words
from tests.render_sample import PAYLOADS, document
from tests.some import some
from tests.tree import ROOT

CSS = (ROOT / "poverty_analysis" / "render" / "template" / "report.css").read_text(encoding="utf-8")
MARKS = (
    rect(0, 0, 90, 20, "c2"),
    rect(0, 0, 90, 20, "c4"),
    rect(0, 0, 90, 20, "c5"),
    line([(0, 0), (5.25, 7)], "soft", 0.8, "3 2"),
    dot(5, 5, 3, "c0", "full"),
    dot(5, 5, 3, "c0", "half"),
    dot(5, 5, 3, "c0", "hollow"),
    words(1, 2, 'Tỷ lệ <b> & "hộ" nghèo', anchor="end", size=8, colour="soft", bold=True),
)
OURS = picture(100, MARKS, "vi")


def test_a_drawing_of_ours_stands_in_the_page_with_its_words() -> None:
    inline = inline_svg(OURS)
    assert inline is not None and "Tỷ lệ &lt;b&gt; &amp;" in inline and 'lang="vi"' in inline
    page = render_html(document((Section("a", "", (Chart("c", "Tên", "lời thay", OURS),)),))).decode()
    assert inline in page and 'role="img" aria-label="lời thay"' in page and "<img" not in page


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        '<image href="data:,x"/>',
        '<use href="#a"/>',
        '<rect onload="1"/>',
        '<rect style="fill:red"/>',
        '<rect fill="url(#a)"/>',
        '<rect fill="url(http://a.invalid)"/>',
        '<rect class="&quot;&gt;&lt;b&gt;"/>',
        "<foreignObject><b/></foreignObject>",
        "<style>*{}</style>",
        '<a href="javascript:1"><text>x</text></a>',
        "<title>x</title>",
        '<rect id="text"/>',
        '<text font-family="x;}">x</text>',
        '<html:b xmlns:html="http://www.w3.org/1999/xhtml">x</html:b>',
        '<path d="M0 0 url(x)"/>',
        "<rect",
    ],
)
def test_whatever_else_it_holds_keeps_it_a_picture(inside: str) -> None:
    assert inline_svg(OURS.replace("</svg>", inside + "</svg>")) is None


def test_a_doctype_is_refused_and_comments_and_cdata_do_not_pass() -> None:
    assert inline_svg('<!DOCTYPE svg [<!ENTITY a "x">]>' + OURS) is None
    tricky = OURS.replace("</svg>", "<!--<b>--><?x <b>?><text><![CDATA[</text><b>]]></text></svg>")
    inline = inline_svg(tricky)
    assert inline is not None and "<b>" not in inline and "<!" not in inline and "&lt;/text&gt;&lt;b&gt;" in inline


@pytest.mark.parametrize("payload", PAYLOADS)
def test_attacks_in_words_stay_words(payload: str) -> None:
    inline = inline_svg(picture(20, [words(0, 9, payload)], "vi"))
    assert inline is not None
    assert set(re.findall(r"<(\w+)", inline)) == {"svg", "text"}


def test_every_colour_has_one_by_day_and_one_by_night_in_the_page() -> None:
    assert ".drawing .heat { fill: rgb(var(--heat)); }" in CSS
    for name in some([name for name in COLOURS if name != "heat"]):
        assert f".drawing .{name} {{ fill: var(--{name}); }} .drawing .l-{name} {{ stroke: var(--{name}); }}" in CSS
        assert len(re.findall(rf"--{name}: #", CSS)) == 2
    day = dict(re.findall(r"--(c\d): (#\w+);", CSS.partition("prefers-color-scheme")[0]))
    assert day == {name: colour for name, colour in COLOURS.items() if name in day} and len(day) == 6


def test_a_drawing_is_as_wide_as_the_text_of_a_page() -> None:
    assert f'width="{WIDTH:g}pt"' in OURS


def _luminance(red: float, green: float, blue: float) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _rgb(colour: str) -> list[float]:
    full = colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])
    return [int(full[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def test_numbers_can_be_read_on_every_shade_of_a_heat_map_by_day_and_by_night() -> None:
    shares = [float(part) for part in re.findall(r"\.h\d+ \{ background: rgba\(var\(--heat\), ([\d.]+)\)", CSS)]
    assert len(shares) == 10 and shares == sorted(shares)
    papers, inks = re.findall(r"--paper: (#\w+)", CSS)[:2], re.findall(r"--ink: (#\w+)", CSS)[:2]
    heats = [[int(n) / 255 for n in found.split(", ")] for found in re.findall(r"--heat: ([\d, ]+);", CSS)]
    for paper, ink, heat in some(list(zip(papers, inks, heats, strict=True))):
        for share in some(shares):
            under = _luminance(*(a + (b - a) * share for a, b in zip(_rgb(paper), heat, strict=True)))
            over = _luminance(*_rgb(ink))
            assert (max(over, under) + 0.05) / (min(over, under) + 0.05) >= 4.5, (paper, share)


@pytest.mark.parametrize(
    ("cell", "shade"),
    [
        ({"text": "*"}, ""),
        ({"text": "5", "figure": {"unit": "count", "value": 5}}, ""),
        ({"text": "0%", "figure": {"unit": "share", "value": 0.0}}, " h0"),
        ({"text": "34%", "figure": {"unit": "share", "value": 0.34}}, " h3"),
        ({"text": "130%", "figure": {"unit": "share", "value": 1.3}}, " h10"),
    ],
)
def test_a_cell_is_shaded_by_its_share_and_a_hidden_one_is_not(cell: dict[str, object], shade: str) -> None:
    assert shade_class(cell) == shade


def test_only_a_shaded_table_is_coloured() -> None:
    one = Figure("a", Fraction(1, 2), "share", "50,00%", "x")
    plain = Table("t", "Bảng", (Column("a"), Column("b", "right")), (Row(("x", one)),))
    assert b'class="right h5"' not in render_html(document((Section("a", "", (plain,)),)))
    assert b'class="right h5"' in render_html(document((Section("a", "", (replace(plain, shaded=True),)),)))
