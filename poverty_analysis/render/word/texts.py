"""Text blocks in Word: the heading block, paragraphs, lists, findings, the signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from poverty_analysis.blocks import Json
from poverty_analysis.render.word.marks import INK, SOFT, cell, paragraph, row, rule, run, safe, table
from poverty_analysis.render.word.tables import columns_of_words, soft

_LETTERHEAD = (70.0, 95.0)
_HALVES = (82.5, 82.5)
_CARD, _CARDS = 55.0, 3
_SEVERITIES = {"error": INK, "warning": "7A4B00", "note": "3C5568"}
_STYLES = {"bases": "ReportBases", "note": "ReportNote", "list": "ListBullet"}
_CARD_EDGE = f'<w:top w:val="single" w:sz="10" w:space="0" w:color="{INK}"/>'
_BLANK = '<w:spacing w:before="0" w:after="1800"/>'


def text_block(block: Json, anchors: Mapping[str, str], *, keep: bool = False) -> str:
    """Return a text block; ``anchors`` are bookmarks by the anchor of a section, ``keep`` holds it by the next."""
    special = _SPECIAL.get(block["kind"])
    if special is not None:
        return special(block)
    if block["kind"] == "heading":
        return paragraph(run(" ".join(block["items"])), f"Heading{block['depth']}", keep=True)
    if block["kind"] == "brief":
        return _brief(block, anchors)
    style = _STYLES.get(block["kind"], "BodyText")
    return "".join(paragraph(run(item), style, keep=keep) for item in block["items"])


def letterhead(block: Json, title: str) -> str:
    """Return the heading block after NĐ 30/2020; ``title`` stands where it has none of its own."""
    f = block["fields"]
    parent = _centred(run(f["parent"], size=12)) if f["parent"] else ""
    issuer = parent + _centred(run(f["issuer"], size=12, bold=True)) + rule(21, 21)
    motto = _centred(run(f["nation"], size=12, bold=True)) + _centred(run(f["motto"], size=13, bold=True))
    below = (_centred(run(f["number_slot"], size=13)), _centred(run(f["place_date"], size=13, italic=True)))
    rows = [
        row(cell(inside, width) for inside, width in zip(pair, _LETTERHEAD, strict=True))
        for pair in ((issuer, motto + rule(20, 20)), below)
    ]
    kind = paragraph(run(f["doc_type"]), "ReportKind", keep=True) if f["doc_type"] else ""
    name = paragraph(run(f["doc_title"] or title), "Title") + rule(55, 55) + _centred("")
    return table(rows, _LETTERHEAD, style="TableNormal") + kind + name


def _centred(inside: str) -> str:
    return paragraph(inside, "ReportPlain", align="center")


def _signature(block: Json) -> str:
    f = block["fields"]
    left = paragraph(run(f["recipients_title"], bold=True, italic=True, size=12), "ReportPlain")
    left += "".join(paragraph(run(item, size=11), "ReportPlain") for item in block["items"])
    right = _centred(run(f["sign_for"], bold=True))
    right += paragraph(run(f["sign_title"], bold=True), "ReportPlain", more=_BLANK, align="center")
    return paragraph("", "ReportPlain", keep=True) + columns_of_words([left, right], _HALVES) + _centred("")


def _key_figures(block: Json) -> str:
    cards = [_card(block, number) for number in range(len(block["items"]))]
    lines = [cards[first : first + _CARDS] for first in range(0, len(cards), _CARDS)]
    rows = [row(line + [cell(paragraph("", "ReportCell"), _CARD)] * (_CARDS - len(line))) for line in lines]
    return table(rows, (_CARD,) * _CARDS, style="TableNormal") + paragraph("", "ReportSource")


def _card(block: Json, number: int) -> str:
    figures, details = block["figures"], block["details"]
    words = paragraph(soft(block["items"][number], 10), "ReportCell", keep=True)
    shown = figures[number]["display"] if number < len(figures) else ""
    words += paragraph(run(shown, bold=True, size=14), "ReportCell")
    if number < len(details) and details[number]:
        words += paragraph(soft(details[number], 9), "ReportCell")
    return cell(words, _CARD, edge=_CARD_EDGE)


def _brief(block: Json, anchors: Mapping[str, str]) -> str:
    f = block["fields"]
    words = paragraph(run(f["label"], bold=True, size=12), "ReportPlain", keep=True)
    words += "".join(paragraph(run(item, size=12), "ListBullet") for item in block["items"])
    more = run(f["more"], italic=True, size=12)
    if more and f["to"] in anchors:
        more = f'<w:hyperlink w:anchor="{safe(anchors[f["to"]])}">{more}</w:hyperlink>'
    return words + (paragraph(more, "ReportPlain") if more else "")


def _finding(block: Json) -> str:
    f = block["fields"]
    colour = _SEVERITIES.get(f["severity"], SOFT)
    edge = f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="{colour}"/></w:pBdr>'
    first = run(f["label"] + " ", bold=True, size=11, colour=colour) if f["label"] else ""
    lines = [first + run(item, size=13) for item in block["items"][:1]] or [first]
    lines += [soft(item, 12) for item in block["items"][1:]]
    last = len(lines) - 1
    return "".join(paragraph(line, "ReportFinding", keep=at < last, more=edge) for at, line in enumerate(lines))


def _slot(block: Json) -> str:
    edges = "".join(
        f'<w:{side} w:val="dashed" w:sz="6" w:space="6" w:color="6E6E6E"/>'
        for side in ("top", "left", "bottom", "right")
    )
    words = run(" ".join(block["items"]), italic=True, colour=SOFT)
    return paragraph(words, "ReportNote", more=f"<w:pBdr>{edges}</w:pBdr>", align="center")


_SPECIAL: Mapping[str, Callable[[Json], str]] = {
    "signature": _signature,
    "key_figures": _key_figures,
    "finding": _finding,
    "slot": _slot,
}
