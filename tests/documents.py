"""Documents made for tests: the text of a plan as a Word file, an appendix as a real table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import docx

from poverty_analysis.documents.lines import paragraphs, text_lines


def word_file(text: str, path: Path) -> Path:
    """Write the paragraphs of ``text`` as a Word document; rows with tabs become a table with borders."""
    document = docx.Document()
    rows: list[tuple[str, ...]] = []
    for paragraph in paragraphs(text_lines(text)):
        cells = paragraph.lines[0].cells
        if cells:
            rows.append(cells)
            continue
        _table(document, rows)
        rows = []
        document.add_paragraph(paragraph.text)
    _table(document, rows)
    document.save(str(path))
    return path


def _table(document: docx.document.Document, rows: Iterable[tuple[str, ...]]) -> None:
    grid = list(rows)
    if not grid:
        return
    table = document.add_table(rows=0, cols=max(map(len, grid)))
    table.style = "Table Grid"
    for row in grid:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text


def word_body(inner: str, numbering: str = "") -> bytes:
    """A bare Word file with ``inner`` as the XML of its body."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    override = f'<Override PartName="/word/numbering.xml" ContentType="{kinds}.numbering+xml"/>' if numbering else ""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kinds}.document.main+xml"/>{override}</Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relation}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f"<w:document {space}><w:body>{inner}</w:body></w:document>",
    }
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {space}>{numbering}</w:numbering>"
        parts["word/_rels/document.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r2" Type="{relation}/numbering" Target="numbering.xml"/></Relationships>'
        )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return made.getvalue()
