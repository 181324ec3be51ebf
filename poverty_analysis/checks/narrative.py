"""CheckRule about the words of a report: a figure they quote while a discrepancy about it is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from poverty_analysis.budget.keys import PostingKey, posting_key
from poverty_analysis.budget.ledger import Entry, grants, of_phase, total
from poverty_analysis.checks.doubts import Doubt, doubts_in, surplus, touching
from poverty_analysis.checks.ledgers import AVAILABLE, comparison, sides_of
from poverty_analysis.checks.model import CheckRule, Facts, Held, Said, Statement, Verdict
from poverty_analysis.wording.numbers import format_million, format_share, format_vnd

# The words of a report are Vietnamese, whatever language the report is in.
_LANG = "vi"
_WHOLE = "total"


def check_narrative(facts: Facts) -> Iterator[Verdict]:
    """Disbursed amounts and rates in doubt, line by line and in total, against the paragraphs of the narrative."""
    if not facts.narrative:
        return
    doubts = doubts_in(facts, comparison(facts, "treasury"))
    given, paid = sides_of(facts, "treasury")
    lines = dict.fromkeys(key.line for one in doubts for key in (one.booked, one.key))
    wholes: dict[str, Callable[[PostingKey], bool]] = {line: _of_line(line) for line in lines}
    told: list[str] = []
    for name, of in (wholes | {_WHOLE: lambda _: True}).items():
        if touched := touching(doubts, of):
            # A number that a line and the total share is told of the line alone.
            found = _quoted(facts, name, of, touched, (given, paid))
            yield found if found.subject[-1] not in told else Held((name,))
            told.append(found.subject[-1])


def _of_line(line: str) -> Callable[[PostingKey], bool]:
    return lambda key: key.line == line


def _quoted(
    facts: Facts,
    name: str,
    of: Callable[[PostingKey], bool],
    touched: tuple[Doubt, ...],
    sides: tuple[tuple[Entry, ...], tuple[Entry, ...]],
) -> Verdict:
    given, paid = (tuple(entry for entry in side if of(posting_key(entry))) for side in sides)
    available, disbursed = total(of_phase(given, *AVAILABLE)), total(paid)
    planned = total(e for e in grants(facts.entries) if name in (_WHOLE, e.line))
    printed = next((text for text in _printed(disbursed, (available, planned)) if _stands(facts, text)), "")
    if not printed:
        return Held((name,))
    right = disbursed - surplus(touched, of)
    values: dict[str, Said] = {
        "printed": ("text", printed),
        "key": ("words", "row.total") if name == _WHOLE else ("line", name),
        "why": ("words", f"reason.{touched[0].reason}"),
        "sum": ("vnd", disbursed),
        "right": ("vnd", right),
    }
    return Statement("warning", (name, printed), "quotes", disbursed, right, values=values)


def _printed(disbursed: int, wholes: tuple[int, ...]) -> Iterator[str]:
    """How a text may write the amount or its rate."""
    for whole in (one for one in wholes if one):
        rate = format_share(Fraction(disbursed, whole), 2, _LANG)
        yield from dict.fromkeys((rate, f"{rate.rstrip('%').rstrip('0').rstrip(',')}%"))
    yield f"{format_vnd(disbursed, _LANG)} đồng"
    yield f"{format_million(disbursed, _LANG)} triệu đồng"


def _stands(facts: Facts, text: str) -> bool:
    """Whether a paragraph has the number, and not as the end of a longer one."""
    alone = re.compile(rf"(?<![\d.,]){re.escape(text)}")
    return any(alone.search(paragraph) for paragraph in facts.narrative)


RULES = (CheckRule("narrative", check_narrative, ("quotes",)),)
