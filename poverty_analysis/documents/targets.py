"""Targets in the sentences of a plan: what is aimed at, by how much, and in which words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from poverty_analysis.documents.grammar import Grammar, Phrasing, without_names
from poverty_analysis.documents.outline import PlacedParagraph
from poverty_analysis.values.money import read_number

_PERCENT = 100
# A sentence ends at a semicolon, or at a full stop before a blank: "5.000" has none.
_SENTENCE = re.compile(r"[^;.]+(?:[.;](?=\S)[^;.]+)*")
_LABEL = re.compile(r"^[^:%\d]{3,60}:\s+")
_CONNECTIVE = re.compile(
    r"^(?:[\s,:]|(?:trong đó|và|riêng|phấn đấu|đảm bảo|bảo đảm|cụ thể|đồng thời|còn lại|theo đó)(?!\w)"
    r"|(?:đến |vào )?(?:cuối |hết )?năm \d{4},)+",
    re.IGNORECASE,
)
_YEARLY = re.compile(r"^\s*(?:/|mỗi |một )\s*năm|^\s*(?:hàng|hằng|mỗi) năm", re.IGNORECASE)
_EACH_YEAR = re.compile(r"(?:mỗi|hàng|hằng) năm(?!\w)", re.IGNORECASE)
_WHOLE_TERM = re.compile(r"cả giai đoạn|đến (?:cuối )?năm", re.IGNORECASE)
_IN_NEED = re.compile(r"có nhu cầu", re.IGNORECASE)
# Outside a chapter of targets a number is one only where the plan says that it aims at it.
_AIMED = re.compile(r"phấn đấu|dự kiến|chỉ tiêu|mục tiêu đạt", re.IGNORECASE)


@dataclass(frozen=True)
class Aim:
    """One target as it was read; ``start`` and ``end`` are its words within the paragraph."""

    placed: PlacedParagraph
    start: int
    end: int
    rule: str
    comparator: str
    subject: str
    unit: str
    value: Decimal | None = None
    value_to: Decimal | None = None
    baseline: Decimal | None = None
    baseline_date: str = ""
    whole: bool = False
    yearly: bool = False
    numbers: tuple[tuple[int, int], ...] = ()

    @property
    def printed(self) -> str:
        """The words of the document."""
        return self.placed.paragraph.text[self.start : self.end]

    @property
    def line(self) -> int:
        """The line its words begin in."""
        return self.placed.paragraph.line_at(self.start).number


def aims(placed: Iterable[PlacedParagraph], grammar: Grammar) -> Iterator[Aim]:
    """Every target of the chapters that set them, and those that other chapters say they aim at."""
    for one in placed:
        if one.paragraph.lines[0].cells or _is_heading(one):
            continue
        for sentence in _SENTENCE.finditer(one.paragraph.text):
            if one.subject == "targets" or _AIMED.search(sentence[0]):
                yield from _of_sentence(one, sentence.start(), sentence[0], grammar)


def _is_heading(placed: PlacedParagraph) -> bool:
    return placed.paragraph.rank in (1, 2) or placed.paragraph.text.isupper()


def _of_sentence(placed: PlacedParagraph, start: int, sentence: str, grammar: Grammar) -> Iterator[Aim]:
    started = list(grammar.baseline.finditer(sentence))
    text = without_names(sentence, grammar.names)
    for one in started:
        text = text[: one.start("low")] + "§" * len(one["low"]) + text[one.end("low") :]
    begin = _begin(placed, start, text)
    found = _matches(text, begin, grammar)
    bounds = _bounds(text, begin, found)
    rate = ""
    for (low, high), (phrasing, match) in zip(bounds, found, strict=True):
        aim = _aim(placed, start, sentence, (low, high), phrasing, match, grammar, rate)
        rate = aim.subject if aim.unit in ("share", "share_point") else rate
        yield _from_baseline(aim, start, (low, high), started)
    yield from _wishes(placed, start, sentence, begin, list(bounds), grammar)


def _from_baseline(aim: Aim, start: int, bounds: tuple[int, int], started: Sequence[re.Match[str]]) -> Aim:
    """The target with the figure in brackets behind it, which it starts from."""
    behind = [
        one for one in started if bounds[0] <= one.start() < bounds[1] and start + one.start() >= aim.numbers[0][1]
    ]
    if len(behind) != 1 or aim.baseline is not None or aim.unit not in ("share", "share_point"):
        return aim
    year = behind[0]["year"] or behind[0]["inner"]
    value = read_number(behind[0]["low"], "vi") / _PERCENT
    span = (start + behind[0].start(), start + behind[0].end())
    date = f"{year}-12-31" if year else ""
    return replace(aim, baseline=value, baseline_date=date, numbers=(*aim.numbers, span))


def _begin(placed: PlacedParagraph, start: int, text: str) -> int:
    """Where the sentence begins behind the paragraph's mark and a label like "Về nhà ở:"."""
    marked = len(placed.paragraph.text) - len(placed.body) if start == 0 else 0
    label = _LABEL.match(text[marked:])
    begin = marked + (label.end() if label else 0)
    aimed = _AIMED.search(text, begin)
    if placed.subject == "targets" or not aimed:
        return begin
    return max(begin, *(text.rfind(mark, begin, aimed.start()) + 1 for mark in ",:(*"))


def _matches(text: str, begin: int, grammar: Grammar) -> list[tuple[Phrasing, re.Match[str]]]:
    """The phrasings of a sentence in the order of their numbers; each number belongs to the first that takes it."""
    taken: list[tuple[int, int]] = []
    found = []
    for phrasing in grammar.targets:
        for match in phrasing.pattern.finditer(text, begin):
            numbers = [match.span(name) for name in ("base", "low", "high") if match.groupdict().get(name)]
            span = (min(s for s, _ in numbers), max(e for _, e in numbers)) if numbers else match.span()
            if not any(span[0] < end and start < span[1] for start, end in taken):
                taken.append(span)
                found.append((phrasing, match))
    own = (one for one in found if one[0].comparator and _is_sure(*one))
    return sorted(own, key=lambda one: one[1].start())


def _is_sure(phrasing: Phrasing, match: re.Match[str]) -> bool:
    """Whether a value is small enough to be what the phrasing says: "giảm 50%" is no fall by 50 points."""
    return phrasing.most is None or (_number(match["low"], phrasing.unit) or 0) <= phrasing.most


def _bounds(text: str, begin: int, found: Sequence[tuple[Phrasing, re.Match[str]]]) -> list[tuple[int, int]]:
    """The words of each: up to the mark before the next one's words begin."""
    cuts = [begin]
    for (phrasing, one), (_, after) in itertools.pairwise(found):
        between = text[one.end() : after.start()]
        marks = [one.end() + mark.start() for mark in re.finditer(r",|\bvà\b|:", between)] or [after.start()]
        cuts.append(marks[-1] if phrasing.leads else marks[0])
    return list(zip(cuts, [*cuts[1:], len(text.rstrip())], strict=True)) if found else []


def _aim(
    placed: PlacedParagraph,
    start: int,
    sentence: str,
    bounds: tuple[int, int],
    phrasing: Phrasing,
    match: re.Match[str],
    grammar: Grammar,
    rate: str,
) -> Aim:
    low, high = bounds
    skipped = _CONNECTIVE.match(sentence[low:high])
    low += skipped.end() if skipped and skipped.end() < high - low else 0
    words = sentence[low:high].strip(" ,.;")
    low += sentence[low:high].find(words[:1]) if words else 0
    groups = match.groupdict()
    unit = phrasing.unit or grammar.things[groups["thing"].casefold()]
    return Aim(
        placed,
        start + low,
        start + low + len(words),
        phrasing.id,
        _comparator(phrasing, words),
        _subject(sentence, (low, high), phrasing, match, rate),
        unit,
        _number(groups.get("low", "1"), unit, whole="low" not in groups),
        _number(groups.get("high"), unit),
        _number(groups.get("base"), unit),
        yearly=bool(
            _YEARLY.match(sentence[match.end() :]) or re.search(r"/\s*năm", match[0]) or _EACH_YEAR.match(words)
        ),
        whole=bool(_WHOLE_TERM.match(words)),
        numbers=((start + match.start(), start + match.end()),),
    )


def _comparator(phrasing: Phrasing, words: str) -> str:
    return "all_in_need" if phrasing.comparator == "all" and _IN_NEED.search(words) else phrasing.comparator


def _number(printed: str | None, unit: str, *, whole: bool = False) -> Decimal | None:
    if printed is None:
        return None
    value = read_number(printed, "vi")
    return value / _PERCENT if unit in ("share", "share_point") and not whole else value


def _subject(sentence: str, bounds: tuple[int, int], phrasing: Phrasing, match: re.Match[str], rate: str) -> str:
    """What the number is of: the words behind it, or those before it; a place alone takes over the rate before."""
    low, high = bounds
    if phrasing.leads:
        return " ".join(f"{sentence[low : match.start()]} {sentence[match.end() : high]}".split()).strip(" ,.;")
    before = sentence[low : match.start()].strip(" ,:")
    inside = re.sub(
        r"^giảm\s*|\s*(?:từ|trên|hơn|ít nhất|tối thiểu|bình quân)\s*$", "", _gap(match), flags=re.IGNORECASE
    )
    subject = before or inside.strip()
    if rate and not re.search(r"tỷ lệ|tỉ lệ|số ", subject, re.IGNORECASE):
        return f"{rate} – {subject}" if subject else rate
    return subject


def _gap(match: re.Match[str]) -> str:
    return match[0][: match.start("low") - match.start()].strip() if "low" in match.groupdict() else ""


def _wishes(
    placed: PlacedParagraph, start: int, sentence: str, begin: int, taken: Sequence[tuple[int, int]], grammar: Grammar
) -> Iterator[Aim]:
    """Targets in words; only where the sentence has no number that is one."""
    if taken:
        return
    for phrasing in grammar.wishes:
        if match := phrasing.pattern.search(sentence, begin):
            low, high = match.start(), len(sentence.rstrip())
            unit = next(
                (grammar.things[word] for word in match[0].casefold().split() if word in grammar.things), "none"
            )
            unit = unit if phrasing.comparator == "none_left" else "none"
            yield Aim(placed, start + low, start + high, phrasing.id, phrasing.comparator, match[0], unit)
            return
