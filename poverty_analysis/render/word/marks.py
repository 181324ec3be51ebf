"""Paragraphs, runs and tables as WordprocessingML; every datum is escaped text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
INK, SOFT = "8A1F17", "444444"
MM_TWIPS = 1440 / 25.4
POINT_EMU = 12_700
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def twips(mm: float) -> int:
    """Return millimetres in twentieths of a point."""
    return round(mm * MM_TWIPS)


def safe(text: str) -> str:
    """Return text that stays text in XML; what XML cannot hold becomes a code."""
    return escape(_NO_XML.sub(lambda found: f"[U+{ord(found[0]):04X}]", text), {'"': "&quot;"})


def run(text: str, *, bold: bool = False, italic: bool = False, size: float = 0, colour: str = "") -> str:
    """Return a run of text; ``size`` in points and ``colour`` are the style's unless told."""
    looks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    looks += f'<w:color w:val="{colour}"/>' if colour else ""
    looks += f'<w:sz w:val="{round(size * 2)}"/>' if size else ""
    kept = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f'<w:r>{kept}<w:t xml:space="preserve">{safe(text)}</w:t></w:r>' if text else ""


def paragraph(inside: str, style: str, *, align: str = "", keep: bool = False, more: str = "") -> str:
    """Return a paragraph; ``keep`` holds it on the page of the next, ``more`` stands before its alignment."""
    looks = f'<w:pStyle w:val="{style}"/>' + ("<w:keepNext/>" if keep else "") + more
    looks += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{looks}</w:pPr>{inside}</w:p>"


def rule(left: float, right: float) -> str:
    """Return a thin line between two indents in millimetres."""
    edge = '<w:pBdr><w:top w:val="single" w:sz="5" w:space="1" w:color="auto"/></w:pBdr>'
    small = '<w:spacing w:before="40" w:after="0" w:line="60" w:lineRule="exact"/>'
    return paragraph("", "ReportPlain", more=f'{edge}{small}<w:ind w:left="{twips(left)}" w:right="{twips(right)}"/>')


def cell(inside: str, width: float, *, span: int = 1, fill: str = "", middle: bool = False, edge: str = "") -> str:
    """Return a table cell of so many millimetres that holds paragraphs."""
    looks = f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>'
    looks += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    looks += f"<w:tcBorders>{edge}</w:tcBorders>" if edge else ""
    looks += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    looks += '<w:vAlign w:val="center"/>' if middle else ""
    return f"<w:tc><w:tcPr>{looks}</w:tcPr>{inside}</w:tc>"


def row(cells: Iterable[str], *, head: bool = False, whole: bool = True) -> str:
    """Return a table row; a ``head`` is repeated on every page, a ``whole`` one is not broken."""
    looks = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if head else "")
    return f"<w:tr><w:trPr>{looks}</w:trPr>{''.join(cells)}</w:tr>"


def table(rows: Iterable[str], widths: Sequence[float], *, style: str, about: str = "") -> str:
    """Return a table of fixed widths in millimetres; ``about`` is its title for readers of assistive software."""
    looks = f'<w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/>'
    looks += '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="90" w:type="dxa"/>'
    looks += '<w:right w:w="90" w:type="dxa"/></w:tblCellMar>'
    looks += '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"/>'
    looks += f'<w:tblCaption w:val="{safe(about)}"/>' if about else ""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return f"<w:tbl><w:tblPr>{looks}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def inline_picture(name: str, number: int, alt: str, width: float, height: float) -> str:
    """Return a picture of so many points, the image part of relation ``name``."""
    size = f'cx="{round(width * POINT_EMU)}" cy="{round(height * POINT_EMU)}"'
    frame = f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
    frame += f'<wp:docPr id="{number}" name="Picture {number}" descr="{safe(alt)}"/>'
    shape = f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    picture = f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
    picture += f'<pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    picture += f"<pic:spPr>{shape}</pic:spPr></pic:pic>"
    kind = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    graphic = f'<a:graphic><a:graphicData uri="{kind}">{picture}</a:graphicData></a:graphic>'
    return f"<w:r><w:drawing>{frame}{graphic}</wp:inline></w:drawing></w:r>"
