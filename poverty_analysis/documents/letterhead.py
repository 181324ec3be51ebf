"""What a document says of itself: its number, day and place, title, period, and whose it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from poverty_analysis.documents.acts import read_day
from poverty_analysis.documents.lines import Paragraph
from poverty_analysis.units.units import Unit
from poverty_analysis.values.text import fold
from poverty_analysis.values.validity import in_force_in_year

_NUMBER = re.compile(r"(?:^|\s)Số\s*:\s*(?P<number>(?:[A-Z]{2,3}-)?\d+[a-z]?\s*/\s*[A-ZĐ][\w-]*)")
# Capital words right before the day: in a letterhead the motto may stand in the same cell.
_CAPITAL = r"[A-ZĐÀ-ÖØ-ÝĂĨŨƠƯẠ-Ỹ][^\W\d_]*"
_PLACE = re.compile(
    rf"(?P<place>{_CAPITAL}(?:[ -]+{_CAPITAL}){{0,4}}),\s*ngày\s*(?P<day>\d{{1,2}}\s*tháng\s*\d{{1,2}}\s*năm\s*\d{{4}})"
)
_ATTACHED = re.compile(
    r"[Kk]èm theo (?:Kế hoạch|Quyết định) số\s*(?P<number>\d+[a-z]?\s*/\s*[A-ZĐ][\w-]*)"
    r"(?:\s+ngày\s+(?P<day>\d{1,2}/\d{1,2}/\d{4}))?"
)
_KIND = re.compile(r"^KẾ HOẠCH\b\s*(?P<title>.*)$")
_TERM = re.compile(
    r"giai đoạn\s+(?:\d+ năm\s+)?(?P<first>(?:19|20)\d{2})\s*[-–]\s*(?P<last>(?:19|20)\d{2})", re.IGNORECASE
)
# "định hướng đến năm 2030" is no year of the plan.
_YEAR = re.compile(r"(?<!đến )năm\s+(?P<year>(?:19|20)\d{2})", re.IGNORECASE)
_ISSUING = re.compile(
    r"(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+(?:(?P<type>tỉnh|huyện|thành phố|thị xã|quận|xã|phường|thị trấn))"
)
# The paragraphs before the first heading, and a few more where there is none.
_HEAD = 30
_LONGEST_TERM = 10
_LONGEST_TITLE = 4


@dataclass(frozen=True)
class Letterhead:
    """The head of a plan; what it does not print is empty. ``lines`` says where each was read."""

    number: str
    date: dt.date | None
    place: str
    title: str
    years: tuple[int, ...]
    units: tuple[Unit, ...]
    lines: dict[str, int]


def read_letterhead(paragraphs: Sequence[Paragraph], units: tuple[Unit, ...]) -> Letterhead:
    """Read the head of a document.

    ``units`` of the answer are those the plan may be of: one where it is
    certain, several where a name is that of several, none where no name is
    known.
    """
    head = paragraphs[:_HEAD]
    lines: dict[str, int] = {}
    number, date, place = _numbered(head, paragraphs, lines)
    title, at = _title(head)
    if title:
        lines["title"] = at
    years = _years([title, *(one.text for one in head)])
    return Letterhead(number, date, place, title, years, _own(title, place, head, years, units), lines)


def _numbered(
    head: Sequence[Paragraph], all_: Sequence[Paragraph], lines: dict[str, int]
) -> tuple[str, dt.date | None, str]:
    number, date, place = "", None, ""
    # A letterhead is often a table of two columns.
    for one, text in [(part, text) for part in head for text in part.lines[0].cells or (part.text,)]:
        if not number and (found := _NUMBER.search(text)):
            number, lines["number"] = _joined(found["number"]), one.first
        if not place and (found := _PLACE.search(text)):
            place, date, lines["date"] = found["place"].strip(), read_day(found["day"]), one.first
    for one in all_:
        # An appendix repeats number and day of the plan it belongs to.
        if (found := _ATTACHED.search(one.text)) and (not number or not date):
            number, date = number or _joined(found["number"]), date or read_day(found["day"] or "")
            lines.setdefault("number", one.first)
            break
    return number, date, place


def _joined(number: str) -> str:
    return re.sub(r"\s+", "", number)


def _title(head: Sequence[Paragraph]) -> tuple[str, int]:
    """The lines under KẾ HOẠCH up to the first that is a sentence."""
    parts: list[str] = []
    at = 0
    for one in head:
        if not at:
            if found := _KIND.match(one.text):
                at = one.first
                parts += [found["title"]] if found["title"] else []
            continue
        if one.rank or one.text.endswith((".", ";", ":")) or re.match(r"Căn cứ|Thực hiện Nghị quyết", one.text):
            break
        parts.append(one.text)
        if len(parts) == _LONGEST_TITLE:
            break
    return " ".join(parts), at


def _years(texts: Iterable[str]) -> tuple[int, ...]:
    """The years of the first text that names them: a term, or one year."""
    for text in texts:
        year, term = _YEAR.search(text), _TERM.search(text)
        first, last = (int(term["first"]), int(term["last"])) if term else (0, 0)
        if year and (not term or first <= int(year["year"]) <= last):
            return (int(year["year"]),)
        if first < last < first + _LONGEST_TERM:
            return tuple(range(first, last + 1))
    return ()


def _own(
    title: str, place: str, head: Sequence[Paragraph], years: tuple[int, ...], units: tuple[Unit, ...]
) -> tuple[Unit, ...]:
    if not years:
        return ()
    known = [one for one in units if in_force_in_year(one, years[-1])]
    texts = [title, *(one.text for one in head)]
    for text in texts:
        if found := _longest(_named(text, known)):
            return _in_province(found, texts, known)
    types = [match["type"] for text in texts if (match := _ISSUING.search(text))]
    # "UBND huyện" over a place: the unit of that type with the name of the place.
    wanted = {fold(f"{kind} {place}") for kind in types[:1]}
    return _in_province([one for one in known if fold(one.name) in wanted], texts, known)


def _named(text: str, known: Iterable[Unit]) -> Iterator[Unit]:
    folded = fold(text)
    for one in known:
        if re.search(rf"(?<!\w){re.escape(fold(one.name))}(?!\w)", folded):
            yield one


def _longest(found: Iterable[Unit]) -> list[Unit]:
    """The units of the lowest level named: a district's plan names its province too."""
    named = list(found)
    most = max((len(one.code) for one in named), default=0)
    # "Tỉnh Mẫu" is part of the name "Tỉnh Mẫu Mới".
    longer = {
        one.name for one in named for other in named if one.name != other.name and other.name.startswith(one.name)
    }
    return [one for one in named if len(one.code) == most and one.name not in longer]


def _in_province(found: Sequence[Unit], texts: Iterable[str], known: Sequence[Unit]) -> tuple[Unit, ...]:
    """Of units of one name those whose province the head names, when it names one."""
    if len(found) < 2:
        return tuple(found)
    folded = fold(" ".join(texts))
    provinces = {one.code for one in known if one.level == "province" and fold(one.name) in folded}
    inside = [one for one in found if one.parent in provinces]
    return tuple(inside or found)
