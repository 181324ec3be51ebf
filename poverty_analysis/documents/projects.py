"""What a plan says under the heading of a programme line: its activities and the agencies that carry it out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from poverty_analysis.documents.grammar import Grammar
from poverty_analysis.documents.model import Drafted
from poverty_analysis.documents.money import line_of
from poverty_analysis.documents.outline import PlacedParagraph, body_of
from poverty_analysis.documents.tasks import SOLUTION, office_of
from poverty_analysis.law.model import Agency
from poverty_analysis.values.text import fold

_CONTENT = re.compile(r"^Nội dung(?: thực hiện| hoạt động)?\s*:?", re.IGNORECASE)
_AGENCIES = re.compile(r"^(?:Cơ quan|Đơn vị)(?: chủ trì)?(?: tổ chức)? thực hiện\s*:\s*", re.IGNORECASE)
_OFFICE = r"UBND|Ủy ban|[Pp]hòng|Sở|Trung tâm|Ngân hàng|Hội|Đoàn|Ban|Chi cục|Công an|các cơ quan"
_BETWEEN = rf"(?:[,;]|\s+và)\s+(?={_OFFICE})|,?\s*phối hợp(?: với)?\s+"
_SHORT_FORMS = (
    (r"ptnt", "phat trien nong thon"),
    (r"(?:tb\s*&\s*xh|tbxh|tb va xh)", "thuong binh va xa hoi"),
    (r"csxh", "chinh sach xa hoi"),
    (r"lhpn", "lien hiep phu nu"),
    (r"tncs", "thanh nien cong san"),
    (r"mttq", "mat tran to quoc"),
    (r"uy ban nhan dan", "ubnd"),
    (r"kh", "ke hoach"),
    (r"cac xa,? (?:phuong,? )?thi tran", "cap xa"),
    (r"cac xa", "cap xa"),
)
_LEADS = re.compile(r"^(?P<lead>[^,;]+?)\s+(?:chủ trì|phối hợp)", re.IGNORECASE)
_CARRIES = re.compile(r"\s+(?:thực hiện|chủ trì|phối hợp)\s*\.?$", re.IGNORECASE)


def of_lines(
    placed: Iterable[PlacedParagraph], codes: Mapping[str, object], agencies: Sequence[Agency]
) -> Iterator[Drafted]:
    """Rows of ``activities`` and ``agencies``; an agency only where the dated list has its name."""
    names = {key: one.id for one in agencies for key in _keys(one.title_vi)}
    counts: dict[str, int] = {}
    for one in placed:
        line = line_of(one, codes)
        if not line or one.paragraph.lines[0].cells:
            continue
        text = _activity(one)
        if text:
            counts[line] = counts.get(line, 0) + 1
            yield _drafted("activities", one, text, {"line": line, "order": str(counts[line]), "activity": text})
        elif found := _AGENCIES.match(one.body):
            yield from _agencies(one, line, one.body[found.end() :], names)


def _activity(one: PlacedParagraph) -> str:
    """The words of an activity: an item under "Nội dung", or what stands behind it."""
    if found := _CONTENT.match(one.body):
        return one.body[found.end() :].strip(" .;")
    # "a) Nội dung" of a project, and not the chapter of that name.
    under = one.above and one.above[-1].rank > 3 and _CONTENT.match(body_of(one.above[-1]))
    return one.body.strip(" .;") if under else ""


def _agencies(one: PlacedParagraph, line: str, words: str, names: Mapping[str, str]) -> Iterator[Drafted]:
    found = _LEADS.match(words)
    for part in re.split(_BETWEEN, words):
        printed = _CARRIES.sub("", part.strip(" ,.;")).strip(" ,.;")
        agency = next((names[key] for key in _keys(printed) if key in names), "")
        if agency:
            first = found is not None and found["lead"].startswith(printed)
            role = (
                "implementer" if found is None or (first and "chủ trì" not in words) else "lead" if first else "partner"
            )
            cells = {"line": line, "agency": agency, "role": role, "as_printed": printed}
            yield _drafted("agencies", one, printed, cells)


def _keys(name: str) -> tuple[str, ...]:
    """The name as it is compared: short forms written out, without marks, dashes, blanks and "huyện" at its end."""
    folded = fold(name)
    for short, whole in _SHORT_FORMS:
        folded = re.sub(rf"(?<![a-z]){short}(?![a-z])", whole, folded)
    bare = re.sub(r"[^a-z0-9]", "", folded.replace("&", " va "))
    return tuple(dict.fromkeys((bare, re.sub(r"huyen$|caccap$", "", bare))))


def _drafted(table: str, one: PlacedParagraph, words: str, cells: Mapping[str, str]) -> Drafted:
    start = max(0, one.paragraph.text.find(words))
    line = one.paragraph.line_at(start).number
    return Drafted(table, {**cells, "source_line": str(line)}, one, start, start + len(words), table)


def solutions(placed: Iterable[PlacedParagraph], grammar: Grammar) -> Iterator[Drafted]:
    """Rows of ``solutions``: "Đối với hộ thiếu vốn sản xuất thì ..."; only below the office that is to do it."""
    for one in placed:
        found = SOLUTION.match(one.body)
        offices = [
            name for heading in one.above if (name := office_of(PlacedParagraph(heading, (), "content"), grammar))
        ]
        if found and offices:
            need, what = found["need"].strip(), found["what"].strip(" .;")
            cells = {
                "kind": "cause",
                "need": need[:1].upper() + need[1:],
                "solution": what[:1].upper() + what[1:],
                "responsible": offices[-1],
            }
            yield _drafted("solutions", one, what, cells)
