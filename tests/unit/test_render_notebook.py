"""What an executed notebook holds becomes sections: ours, and the analyst's own."""

from __future__ import annotations

import base64
from datetime import datetime
from fractions import Fraction
from io import BytesIO
from typing import Any

import nbformat
import nbformat.v4 as v4
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from PIL import Image

from poverty_analysis.blocks import COUNTED, MIME, Figure, Row, Section, Text, figures_of
from poverty_analysis.blocks.frames import dataframe_table, register_dataframe_formatter
from poverty_analysis.blocks.preview import preview_html
from poverty_analysis.render.html import render_html
from poverty_analysis.render.markdown import markdown_blocks
from poverty_analysis.render.notebook import collect
from poverty_analysis.render.pdf import render_pdf
from poverty_analysis.render.plain import html_lines
from poverty_analysis.render.xlsx import render_xlsx
from tests.render_sample import LABELS, SVG, document

OURS = Section("a", "Mục", (Text("paragraph", ("của ta",)),), 1, "I.")


def notebook(*cells: Any) -> nbformat.NotebookNode:
    return v4.new_notebook(cells=list(cells))


def shown(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> nbformat.NotebookNode:
    return v4.new_code_cell("secret = 1", outputs=[v4.new_output("display_data", data, metadata=metadata or {})])


def texts(nb: nbformat.NotebookNode) -> list[str]:
    return [item for section in collect(nb) for block in section["blocks"] for item in block["items"]]


def png() -> str:
    picture = BytesIO()
    Image.new("RGB", (40, 20), "red").save(picture, "PNG")
    return base64.b64encode(picture.getvalue()).decode()


def test_our_sections_come_in_reading_order_and_unchanged() -> None:
    other = Section("b", "Sau", ())
    nb = notebook(shown(OURS._repr_mimebundle_()), v4.new_markdown_cell("giữa"), shown(other._repr_mimebundle_()))
    first, middle, last = collect(nb)
    assert (first, last) == (OURS.to_json(), other.to_json())
    assert middle["title"] == ""
    assert middle["blocks"][0]["items"] == ["giữa"]


def test_sources_errors_and_warnings_stay_out() -> None:
    outputs = [
        v4.new_output("stream", name="stdout", text="in ra\n\n  giữ lùi dòng"),
        v4.new_output("stream", name="stderr", text="warning"),
        v4.new_output("error", ename="E", evalue="secret", traceback=[]),
        v4.new_output("execute_result", {"text/plain": "42"}, execution_count=1),
    ]
    assert texts(notebook(v4.new_code_cell("secret = 1", outputs=outputs))) == ["in ra", "  giữ lùi dòng", "42"]


def test_a_tagged_cell_stays_out() -> None:
    assert collect(notebook(v4.new_markdown_cell("ẩn", metadata={"tags": ["remove-cell"]}))) == ()


def test_markdown_becomes_blocks() -> None:
    source = "# Tên *nhấn*\n\nĐoạn [luật](https://example.com) &amp; `mã`\n\n"
    source += "- một\n  - hai\n\n3. ba\n\n> trích\n\n    dòng mã\n"
    blocks = markdown_blocks(source)
    assert [(block["kind"], block["items"]) for block in blocks] == [
        ("heading", ["Tên nhấn"]),
        ("paragraph", ["Đoạn luật (https://example.com) & mã"]),
        ("list", ["một", "– hai"]),
        ("list", ["3. ba"]),
        ("paragraph", ["trích"]),
        ("paragraph", ["dòng mã"]),
    ]
    assert blocks[0]["level"] == 1


def test_a_markdown_table_becomes_a_table() -> None:
    (table,) = markdown_blocks("| Xã | Số hộ |\n|---|--:|\n| A | 1 |\n| B | 2 |\n")
    assert [(column["title"], column["align"]) for column in table["columns"]] == [("Xã", "left"), ("Số hộ", "right")]
    assert [[cell["text"] for cell in row["cells"]] for row in table["rows"]] == [["A", "1"], ["B", "2"]]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("<p onclick=x>a<br>b</p><script>run()</script>", ("a", "b")),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", ("A | B", "1 | 2")),
        ("<img src=x onerror=run()>&lt;b&gt; &amp;lt;", ("<b> &lt;",)),
        ("<style>p{}</style>", ()),
        ("một\nhai", ("một hai",)),
    ],
)
def test_html_gives_its_text_only(source: str, lines: tuple[str, ...]) -> None:
    assert html_lines(source) == lines


def test_html_in_markdown_is_reduced_to_text() -> None:
    blocks = markdown_blocks('<div onclick="x">thô</div>\n\nchữ <b>đậm</b><br>mới\n')
    assert [block["items"] for block in blocks] == [["thô"], ["chữ đậm mới"]]


def test_an_html_output_is_text() -> None:
    assert texts(notebook(shown({"text/html": "<b>đậm</b>", "text/plain": "<obj>"}))) == ["đậm"]


def test_an_svg_picture_loses_its_doctype_and_keeps_its_words() -> None:
    source = f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "x">]>{SVG}'
    words = {"image/svg+xml": {"alt": "tăng dần"}}
    ((chart,),) = [section["blocks"] for section in collect(notebook(shown({"image/svg+xml": source}, words)))]
    assert (chart["svg"], chart["alt"]) == (SVG, "tăng dần")


def test_a_png_picture_is_carried_beside_an_empty_svg() -> None:
    ((chart,),) = [section["blocks"] for section in collect(notebook(shown({"image/png": png() + "\n"})))]
    assert (chart["svg"], chart["png"], chart["alt"]) == ("", png(), "")


@pytest.mark.parametrize(
    ("told", "width"), [(543, 543), (0, 0), (-5, 0), (10**6, 0), ("543", 0), (True, 0), (1.5, 0), (None, 0)]
)
def test_a_picture_is_shown_as_wide_as_it_says(told: object, width: int) -> None:
    words = {"image/png": {"width": told}}
    ((chart,),) = [section["blocks"] for section in collect(notebook(shown({"image/png": png()}, words)))]
    assert chart["width"] == width
    own = Section("a", "", ()).to_json() | {"blocks": [chart]}
    assert (f' width="{width}"' in render_html(document((own,))).decode()) == (width > 0)


@pytest.mark.parametrize("data", [{"image/png": "bm90IGEgcGljdHVyZQ=="}, {"image/png": "!"}, {"image/svg+xml": "<b/>"}])
def test_a_picture_that_is_none_costs_the_picture_alone(data: dict[str, str]) -> None:
    ((chart,),) = [section["blocks"] for section in collect(notebook(shown(data)))]
    assert (chart["svg"], chart.get("png", "")) == ("", "")
    own = Section("a", "", (Text("paragraph", ("Trước hình",)),)).to_json()
    text = render_html(document((own | {"blocks": [*own["blocks"], chart]},))).decode()
    assert "Trước hình" in text
    assert LABELS["undrawn"] in text


def test_everything_an_analyst_adds_is_rendered_in_every_format() -> None:
    frame = pd.DataFrame({"Xã": [f"row{n:03d}." for n in range(126)]})
    table = Section("", "", (dataframe_table(frame, "vi"),), 2)._repr_mimebundle_()
    cells = [shown(table), shown(table), shown({"image/png": png()}), v4.new_markdown_cell("## Nhận xét\n\nchữ")]
    doc = document(collect(notebook(shown(OURS._repr_mimebundle_()), *cells)))
    assert render_html(doc).count(b"row125.") == 2
    assert render_pdf(doc).startswith(b"%PDF")
    assert render_xlsx(doc).startswith(b"PK")


def test_a_frame_becomes_a_table_of_vietnamese_numbers() -> None:
    frame = pd.DataFrame(
        {
            "Năm": [2022, 2023],
            "Số hộ": [1_234, 5],
            "Tỷ lệ": [12.5, float("nan")],
            "Số tròn": [3.0, 4.0],
            "Ngày": [datetime(2024, 3, 5), pd.NaT],
            "Tên": ["a", None],
        }
    )
    table = dataframe_table(frame, "vi")
    assert [column.align for column in table.columns] == ["right", "right", "right", "right", "left", "left"]
    assert [shown_cells(row) for row in table.rows] == [
        ("2022", "1.234", "12,5", "3", "05/03/2024", "a"),
        ("2023", "5", "…", "4", "…", "…"),
    ]
    assert shown_cells(dataframe_table(frame, "en").rows[0])[1:3] == ("1,234", "12.5")
    assert [cell.value for cell in table.rows[0].cells if isinstance(cell, Figure)] == [1_234, Fraction(25, 2), 3]
    assert not figures_of(Section("", "", (table,)).to_json())


def shown_cells(row: Row) -> tuple[str, ...]:
    return tuple(cell.display if isinstance(cell, Figure) else cell for cell in row.cells)


def test_an_index_that_says_something_is_shown() -> None:
    frame = pd.DataFrame({"n": [1, 2]}, index=pd.Index(["A", "B"], name="n"))
    table = dataframe_table(frame, "vi")
    assert [column.title for column in table.columns] == ["n", "n"]
    assert shown_cells(table.rows[1]) == ("B", "2")


def test_the_formatter_carries_every_row(shell: InteractiveShell) -> None:
    register_dataframe_formatter()
    assert shell.display_formatter is not None
    data, _ = shell.display_formatter.format(pd.DataFrame({"Xã": range(1_000)}))
    (table,) = data[MIME]["blocks"]
    assert len(table["rows"]) == 1_000
    assert table["rows"][999]["cells"][0]["text"] == "999"


@pytest.fixture(scope="module")
def shell() -> InteractiveShell:
    shell = InteractiveShell.instance()
    yield shell
    InteractiveShell.clear_instance()


def test_sections_are_counted_within_their_chapter() -> None:
    made = [
        Section("a", "A", (), 1, "I."),
        Section("b", "B", (), 2, COUNTED),
        Section("c", "C", (), 2, ""),
        Section("d", "D", (), 2, COUNTED),
        Section("e", "E", (), 1, "II."),
        Section("f", "F", (), 2, COUNTED),
    ]
    nb = notebook(*(shown({MIME: one.to_json()}) for one in made))
    assert [s["number"] for s in collect(nb)] == ["I.", "1.", "", "2.", "II.", "1."]
    assert COUNTED not in preview_html(made[1].to_json())
