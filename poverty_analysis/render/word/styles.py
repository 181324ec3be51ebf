"""Styles, heads and pages of the Word file, after NĐ 30/2020 as in the PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_analysis.render.word.marks import INK, NAMESPACES, SOFT, run, twips

if TYPE_CHECKING:
    from docx.document import Document as WordFile

FACE = "Times New Roman"
# Id, name, paragraph and run properties; the ids of Word's own styles are kept, so that Word knows them.
_STYLES = (
    ("Normal", "Normal", '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>', ""),
    (
        "BodyText",
        "Body Text",
        '<w:spacing w:before="60" w:after="60"/><w:ind w:firstLine="720"/><w:jc w:val="both"/>',
        "",
    ),
    ("Title", "Title", '<w:spacing w:before="0" w:after="40"/><w:jc w:val="center"/>', "<w:b/>"),
    ("Heading1", "heading 1", "0", "<w:b/>"),
    ("Heading2", "heading 2", "1", "<w:b/>"),
    ("Heading3", "heading 3", "2", "<w:b/>"),
    ("Heading4", "heading 4", "3", "<w:b/><w:i/>"),
    (
        "Caption",
        "caption",
        '<w:keepNext/><w:spacing w:before="120" w:after="40"/><w:jc w:val="center"/>',
        '<w:b/><w:sz w:val="24"/>',
    ),
    (
        "ListBullet",
        "List Bullet",
        '<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:before="40" w:after="40"/>'
        '<w:ind w:left="720" w:hanging="360"/><w:jc w:val="both"/>',
        "",
    ),
    ("Header", "header", '<w:tabs><w:tab w:val="clear" w:pos="4680"/></w:tabs>', '<w:sz w:val="18"/>'),
    ("ReportPlain", "Report Plain", '<w:spacing w:before="0" w:after="20"/>', ""),
    ("ReportKind", "Report Kind", '<w:spacing w:before="280" w:after="20"/><w:jc w:val="center"/>', "<w:b/>"),
    (
        "ReportBases",
        "Report Bases",
        '<w:spacing w:after="60"/><w:ind w:firstLine="720"/><w:jc w:val="both"/>',
        "<w:i/>",
    ),
    ("ReportNote", "Report Note", '<w:spacing w:before="80" w:after="80"/>', '<w:i/><w:sz w:val="24"/>'),
    ("ReportFinding", "Report Finding", '<w:spacing w:before="40" w:after="40"/><w:ind w:left="200"/>', ""),
    ("ReportCell", "Report Cell", '<w:spacing w:before="20" w:after="20"/>', '<w:sz w:val="21"/>'),
    (
        "ReportUnit",
        "Report Unit",
        '<w:keepNext/><w:spacing w:after="40"/><w:jc w:val="right"/>',
        '<w:i/><w:sz w:val="22"/>',
    ),
    (
        "ReportSource",
        "Report Source",
        '<w:spacing w:before="60" w:after="60"/>',
        f'<w:color w:val="{SOFT}"/><w:sz w:val="20"/>',
    ),
)
_OUTLINE = '<w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="{level}"/>'
_FONTS = f'<w:rFonts w:ascii="{FACE}" w:hAnsi="{FACE}" w:eastAsia="{FACE}" w:cs="{FACE}"/>'
_SIZE = '<w:sz w:val="28"/>'
#: Upright and turned pages: width, height, then margins above, right, below, left; millimetres.
_PAGES = {False: (210.0, 297.0, 25.0, 15.0, 20.0, 30.0), True: (297.0, 210.0, 25.0, 20.0, 20.0, 20.0)}
_HEAD_MM = 12.0
_PAGE_NUMBER = '<w:fldSimple w:instr=" PAGE "><w:r><w:rPr><w:sz w:val="26"/></w:rPr><w:t>2</w:t></w:r></w:fldSimple>'


def set_styles(file: WordFile, lang: str) -> None:
    """Give the file the report's styles and language, in the place of the library's own."""
    from docx.oxml import parse_xml

    styles = file.styles.element
    old = {style.get(_w("styleId")): style for style in styles.findall(_w("style"))}
    for name, title, looks, letters in _STYLES:
        new = parse_xml(_style(name, title, looks, letters))
        if name in old:
            styles.replace(old[name], new)
        else:
            styles.append(new)
    for language in styles.iter(_w("lang")):
        language.set(_w("val"), {"vi": "vi-VN"}.get(lang, "en-GB"))


def _style(name: str, title: str, looks: str, letters: str) -> str:
    own = name.startswith("Report")
    attributes = 'w:type="paragraph"' + (' w:default="1"' if name == "Normal" else "")
    attributes += ' w:customStyle="1"' if own else ""
    based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    paragraph = _OUTLINE.format(level=looks) if looks.isdigit() else looks
    size = "" if "<w:sz " in letters else _SIZE
    return (
        f'<w:style {NAMESPACES} {attributes} w:styleId="{name}"><w:name w:val="{title}"/>{based}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{_FONTS}{letters}{size}</w:rPr></w:style>"
    )


def header_xml(running: str, marks: str, *, turned: bool, first: bool) -> str:
    """Return the paragraph on top of a page: what the report is on, the page's number in the middle, marks."""
    width, _, _, right, _, left = _PAGES[turned]
    room = width - left - right
    stops = f'<w:tab w:val="center" w:pos="{twips(room / 2)}"/><w:tab w:val="right" w:pos="{twips(room)}"/>'
    tab = "<w:r><w:tab/></w:r>"
    mark = run(marks, bold=True, size=9, colour=INK)
    words = tab + tab + mark if first else run(running, size=9, colour=SOFT) + tab + _PAGE_NUMBER + tab + mark
    return f'<w:p {NAMESPACES}><w:pPr><w:pStyle w:val="Header"/><w:tabs>{stops}</w:tabs></w:pPr>{words}</w:p>'


def page_xml(heads: dict[str, str], *, turned: bool, restarts: bool) -> str:
    """Return the properties of a run of pages; ``heads`` are relations of headers, ``restarts`` counts from 1."""
    width, height, *margins = (twips(mm) for mm in _PAGES[turned])
    names = {"default": heads["turned" if turned else "upright"], "first": heads["first"]}
    looks = "".join(f'<w:headerReference w:type="{kind}" r:id="{name}"/>' for kind, name in names.items())
    looks += f'<w:type w:val="nextPage"/><w:pgSz w:w="{width}" w:h="{height}"'
    looks += ' w:orient="landscape"/>' if turned else "/>"
    sides = zip(("top", "right", "bottom", "left"), margins, strict=True)
    looks += "<w:pgMar " + " ".join(f'w:{side}="{margin}"' for side, margin in sides)
    looks += f' w:header="{twips(_HEAD_MM)}" w:footer="{twips(_HEAD_MM)}" w:gutter="0"/>'
    looks += '<w:pgNumType w:start="1"/>' if restarts else ""
    return f"<w:sectPr>{looks}{'<w:titlePg/>' if restarts else ''}</w:sectPr>"


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"
