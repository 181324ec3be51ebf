"""Formulas of a report: numbers below its tables, their words in the annex, a fold in the page."""

from __future__ import annotations

import re
from fractions import Fraction

from poverty_analysis.blocks import Column, Figure, Json, Row, Section, Table, Text
from poverty_analysis.chapters.frame.acts import LAW_USED
from poverty_analysis.chapters.frame.formulas import with_formulas
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.render.html import render_html
from poverty_analysis.wording.words import Words
from tests.render_sample import document

WORDS = Words("vi", read_contract())


def figure(name: str, formula: str, *, law: tuple[str, ...] = ()) -> Figure:
    return Figure(name, Fraction(1, 2), "share", "50%", formula, ("budget.csv#2", "budget.csv#3", "budget.csv#4"), law)


def shown(name: str, *figures: Figure, **more: object) -> Table:
    columns = (Column("Tên"), *(Column(f"C{n}", "right") for n in range(len(figures))))
    return Table(name, f"Bảng {name}", columns, (Row(("dòng", *figures)),), **more)  # type: ignore[arg-type]


def sections(*tables: Table, law: bool = True) -> tuple[Json, ...]:
    acts = (Table(LAW_USED, "Văn bản", (Column("Văn bản"),), (Row(("Luật",)),)),) if law else ()
    return (Section("s", "Một", (*tables, *acts)).to_json(),)


def told(found: tuple[Json, ...]) -> list[tuple[str, list[str]]]:
    """Source and notes of tables, and the words of what is no table."""
    blocks = found[0]["blocks"]
    return [(b["source"], b["notes"]) if b["type"] == "table" else (b["kind"], b["items"]) for b in blocks]


def test_tables_name_their_formulas_by_number_and_the_list_of_acts_tells_them() -> None:
    one = shown("a", figure("x", "sum"), figure("y", "stated"), source="Kế hoạch")
    two = shown("b", figure("z", "stated"))
    first, second, above, acts = told(with_formulas(sections(one, two), WORDS))
    assert first == ("Kế hoạch. Cách tính: 1, 2", [])
    assert second == ("", ["Cách tính: 2"])
    assert acts == ("", [])
    assert above[0] == "note" and above[1] == [
        "Cách tính các số liệu, theo số ghi dưới mỗi bảng: "
        "(1)\u00a0Tổng các số liệu nguồn; (2)\u00a0Số ghi trong nguồn, không tính lại."
    ]


def test_formulas_that_say_the_same_have_one_number() -> None:
    one = shown("a", figure("x", "flow_left"), figure("y", "available_minus_used"), figure("z", "sum"))
    assert told(with_formulas(sections(one), WORDS))[0] == ("", ["Cách tính: 1, 2"])


def test_what_is_for_the_workbook_alone_or_has_no_words_gets_no_number() -> None:
    book = shown("a", figure("x", "sum"), workbook_only=True)
    own = shown("b", figure("y", "cua_chuyen_vien"))
    assert told(with_formulas(sections(book, own), WORDS)) == [("", []), ("", []), ("", [])]


def test_a_notebook_without_the_list_of_acts_stays_as_it_is() -> None:
    given = sections(shown("a", figure("x", "sum")), law=False)
    assert with_formulas(given, WORDS) == given


def page_of(*blocks: Table | Text) -> str:
    words = {"sum": "Tổng các ô nguồn", "stated": "Số <ghi>"}
    doc = document((Section("s", "Một", blocks),), formulas=words, acts={"L": "Luật 1, Điều 2"})
    return render_html(doc).decode("utf-8")


def test_a_figure_leads_to_its_formula_source_and_law_without_a_script() -> None:
    page = page_of(shown("t", figure("x", "sum", law=("L",)), figure("y", "stated"), figure("z", "own")))
    links = re.findall(r'<a class="why" href="#([^"]+)" tabindex="-1">50%</a>', page)
    places = re.findall(r'<li id="([^"]+)"><b>50%</b> <code>(\w)</code> Ô nguồn: budget.csv 2-4</li>', page)
    assert [(place, name) for place, name in places] == list(zip(links, "xy", strict=True))
    assert "<p>Tổng các ô nguồn. Căn cứ: Luật 1, Điều 2.</p>" in page
    assert "<p>Số &lt;ghi&gt;.</p>" in page
    assert page.count('<details class="ways">') == 1 and "<script" not in page


def test_figures_of_tiles_and_sentences_have_their_fold_too() -> None:
    tiles = Text("key_figures", ("Tỷ lệ",), figures=(figure("k", "sum"),))
    sentence = Text("paragraph", ("Đạt 50%.",), figures=(figure("p", "stated"),))
    page = page_of(tiles, sentence)
    assert re.findall(r"<code>(\w)</code>", page) == ["k", "p"]
    assert page.count('<details class="ways">') == 2


def test_the_same_figure_in_two_places_has_two_anchors() -> None:
    page = page_of(shown("t", figure("x", "sum")), shown("u", figure("x", "sum")))
    places = re.findall(r'<li id="([^"]+)">', page)
    assert len(places) == len(set(places)) == 2
    assert all(page.count(f'id="{place}"') == 1 for place in re.findall(r'id="([^"]+)"', page))
