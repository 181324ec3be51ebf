"""Rule: a decision that replaces another names one that is there, and not itself in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from poverty_analysis.budget.ledger import Entry, grants, of_phase, of_year, total
from poverty_analysis.checks.model import CheckRule, Facts, Held, Statement, Verdict
from poverty_analysis.values.text import nearest

_DECIDED = ("carried_over", "allocated", "adjusted", "lapsed", "settled")
_SHOWN = 6


def check_supersession(facts: Facts) -> Iterator[Verdict]:
    """A misspelt number replaces nothing and its money counts twice; a circle replaces all of its money."""
    after, known = _replaced(facts), {e.document for e in facts.booked}
    for (document, replaced), items in after.items():
        reason = _fault(document, replaced, after, known)
        if not reason:
            yield Held((document,))
            continue
        money = total(grants(items))
        yield Statement(
            "error",
            (document,),
            reason,
            actual=money,
            values={
                "document": ("text", document),
                "replaced": ("text", replaced),
                "nearest": ("text", nearest(replaced, sorted(known - {document})) or "–"),
                "sum": ("vnd", money),
            },
            source=", ".join(e.cell for e in items[:_SHOWN]),
        )


Pairs = Mapping[tuple[str, str], tuple[Entry, ...]]


def _replaced(facts: Facts) -> Pairs:
    """Postings of the year by their decision and the one it replaces."""
    found: dict[tuple[str, str], tuple[Entry, ...]] = {}
    for item in of_phase(of_year(facts.booked, facts.year), *_DECIDED):
        if item.supersedes:
            key = (item.document, item.supersedes)
            found[key] = (*found.get(key, ()), item)
    return found


def _fault(document: str, replaced: str, after: Pairs, known: set[str]) -> str:
    if replaced == document:
        return "itself"
    if replaced not in known:
        return "unknown"
    seen, queue = {replaced}, [replaced]
    while queue:
        current = queue.pop()
        earlier = [old for new, old in after if new == current]
        queue += [old for old in earlier if old not in seen]
        seen.update(earlier)
    return "circle" if document in seen else ""


RULES = (CheckRule("supersession", check_supersession, ("unknown", "itself", "circle")),)
