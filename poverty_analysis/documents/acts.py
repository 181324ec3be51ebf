"""Acts and documents that a plan names: number, day, who issued them and what about, as far as it prints them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from poverty_analysis.documents.outline import PlacedParagraph
from poverty_analysis.values.text import fold

_KINDS = (
    "Luật|Pháp lệnh|Nghị quyết|Quyết định|Nghị định|Thông tư liên tịch|Thông tư|Chỉ thị|Kết luận|Hướng dẫn|Kế hoạch"
    "|Văn bản|Công văn|Chương trình|Đề án|Thông báo|Báo cáo|Tờ trình"
)
_NUMBER = r"(?:[A-Z]{2,3}-)?\d+[a-z]?(?:\s*/\s*\d{4})?\s*[-/]\s*[A-ZĐ][\w&-]*(?:[-/][A-ZĐ][\w&-]*)*"
_DAY = r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}"
# The first word of what an act is about where "về" does not stand before it.
_DOES = "thực hiện|triển khai|phê duyệt|ban hành|quy định|giao|thông báo|sửa đổi|hướng dẫn"
_ACT = re.compile(
    rf"(?P<kind>{_KINDS})\s+(?:số\s+)?(?P<number>{_NUMBER})"
    rf"(?:,?\s+ngày\s+(?P<day>{_DAY}))?"
    rf"(?:\s+của\s+(?P<issuer>[^,;.()]+?)(?=\s+(?:về|V/v|v/v|{_DOES}|và (?:{_KINDS}))(?!\w)|[,;.()]|$))?"
    r"(?:\s+(?:về việc|về|V/v|v/v)\s+(?P<title>[^;()]+?)(?=;|\.\s|\.?$|\()"
    rf"|\s+(?P<plain>(?:{_DOES})(?!\w)[^;()]+?)(?=;|\.\s|\.?$|\())?"
)
_BASIS = re.compile(r"^(?:Căn cứ|Thực hiện|Theo)\s", re.IGNORECASE)


@dataclass(frozen=True)
class Act:
    """One act as it is named first; ``title`` is empty where the plan prints none."""

    number: str
    date: dt.date | None
    kind: str
    issuer: str
    title: str
    role: str
    line: int

    @property
    def id(self) -> str:
        """A short code: the first letters of its kind and its number."""
        letters = "".join(word[0] for word in fold(self.kind).split()).upper()
        return f"{letters}-{re.sub(r'[^0-9a-z]+', '-', fold(self.number)).strip('-')}"


def acts(placed: Iterable[PlacedParagraph], own: str = "") -> tuple[Act, ...]:
    """Every act named with a number, once; what a later mention prints more is taken over.

    ``own`` is the number of the document itself: an appendix names it, and rests on nothing by that.
    """
    found: dict[str, Act] = {}
    for one in placed:
        for act in _of(one):
            if act.number == own:
                continue
            known = found.get(act.number)
            found[act.number] = act if known is None else _joined(known, act)
    return tuple(found.values())


def act_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the names of acts stand in a text: their kind, number and day."""
    for match in _ACT.finditer(text):
        yield match.start(), match.end("day") if match["day"] else match.end("number")


def _of(one: PlacedParagraph) -> Iterator[Act]:
    text = one.paragraph.text
    role = "basis" if not one.paragraph.rank and not one.above and _BASIS.match(text) else "cited"
    for match in _ACT.finditer(text):
        title = (match["title"] or match["plain"] or "").strip(" ,.")
        yield Act(
            re.sub(r"\s+", "", match["number"]),
            read_day(match["day"] or ""),
            match["kind"],
            (match["issuer"] or "").strip(),
            title[:1].upper() + title[1:],
            role,
            one.paragraph.line_at(match.start()).number,
        )


def _joined(known: Act, later: Act) -> Act:
    """What the first mention leaves out; a later one that contradicts it adds nothing."""
    if known.date and later.date and known.date != later.date:
        return known
    return replace(
        known,
        date=known.date or later.date,
        issuer=known.issuer or later.issuer,
        title=known.title or later.title,
        role="basis" if "basis" in (known.role, later.role) else "cited",
    )


def read_day(printed: str) -> dt.date | None:
    """ "18/01/2022" or "18 tháng 01 năm 2022" as a day; None for any other text or a day that does not exist."""
    numbers = [int(one) for one in re.findall(r"\d+", printed)]
    if len(numbers) != 3:
        return None
    try:
        return dt.date(numbers[2], numbers[1], numbers[0])
    except ValueError:
        return None
