"""What is proposed for decision: it follows from what was found, and from what the office itself proposes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from poverty_analysis.blocks import Figure
from poverty_analysis.chapters.frame.figures import in_million
from poverty_analysis.chapters.frame.heading_block import narrative_words
from poverty_analysis.chapters.money.doubt_marks import reasons_words
from poverty_analysis.chapters.target_achievement.target_verdicts import Judged
from poverty_analysis.checks.doubts import EXPLAINED, Doubt
from poverty_analysis.checks.ledgers import cells_of, comparison
from poverty_analysis.report.open import Report
from poverty_analysis.values.problems import Finding
from poverty_analysis.wording.words import Words

# What was paid beyond what was given, and what was given and not paid.
_BEYOND = ("over_disbursed", "not_in_plan", "unit_norm_exceeded")
_UNSPENT = ("missing_in_treasury", "under_disbursed")

Difference = Mapping[Hashable, Any]


def amounts_to_decide(report: Report) -> tuple[Figure, ...]:
    """The amounts that the matters for decision tell."""
    words, moved = report.words, [one for one in report.doubts if one.part]
    cells = tuple(sorted(cell for one in moved for cell in one.cells))
    figures = [_figure(words, "decide.misplaced", sum(one.moved_vnd for one in moved), cells)] if moved else []
    compared = comparison(report.facts, "treasury")
    rows = compared.differences.to_dict("records") if compared is not None else []
    for name, reasons in (("beyond", _BEYOND), ("unspent", _UNSPENT)):
        if chosen := [row for row in rows if row["reason"] in reasons]:
            behind = cells_of(cell for row in chosen for cell in (*row["left_rows"], *row["right_rows"]))
            figures.append(_figure(words, f"decide.{name}", sum(abs(int(row["amount_vnd"])) for row in chosen), behind))
    return tuple(figures)


def _figure(words: Words, name: str, amount: int, cells: tuple[str, ...]) -> Figure:
    return Figure(name, amount, "vnd", in_million(amount, words.lang), "sum", cells)


def decisions(report: Report, targets: tuple[Judged, ...]) -> tuple[str, ...]:
    """Every matter in one sentence, errors of the books first."""
    words = report.words
    causes = (*report.causes, *(cause for year in report.years for cause in year.causes))
    compared = comparison(report.facts, "treasury")
    rows = compared.differences.to_dict("records") if compared is not None else []
    found = (
        _slips(words, report.doubts),
        _misplaced(words, report.doubts),
        _amounts(words, "beyond", [row for row in rows if row["reason"] in _BEYOND]),
        # Money a level passed on otherwise than it was given, and totals the document states against its own parts.
        _wrong_lines(words, causes, "chain", "decide.chain"),
        _wrong_lines(words, causes, "stated_total", "decide.stated"),
        _forecast(words, targets),
        _amounts(words, "unspent", [row for row in rows if row["reason"] in _UNSPENT]),
    )
    own = narrative_words(report.dataset, report.params.period, "kien-nghi")
    return (*(text for text in found if text), *(_first_sentence(text) for text in own))


def _slips(words: Words, doubts: Iterable[Doubt]) -> str:
    listed = [one for one in doubts if one.reason in EXPLAINED]
    if not listed:
        return ""
    values: dict[str, str | int] = {
        "count": len(listed),
        "reasons": reasons_words(words, listed),
        "lines": words.line_list(one.booked.line for one in listed),
    }
    return words.say("decide.slips", values)


def _misplaced(words: Words, doubts: Iterable[Doubt]) -> str:
    listed = [one for one in doubts if one.part]
    if not listed:
        return ""
    amount = in_million(sum(one.moved_vnd for one in listed), words.lang)
    values: dict[str, str | int] = {"count": len(listed), "reasons": reasons_words(words, listed), "amount": amount}
    return words.say("decide.misplaced", values)


def _amounts(words: Words, name: str, rows: Iterable[Difference]) -> str:
    listed = list(rows)
    if not listed:
        return ""
    amount = in_million(sum(abs(int(row["amount_vnd"])) for row in listed), words.lang)
    lines = words.line_list(str(row["line"]) for row in listed)
    return words.say(f"decide.{name}", {"count": len(listed), "amount": amount, "lines": lines})


def _wrong_lines(words: Words, causes: Iterable[Finding], rule: str, decision: str) -> str:
    """What is to be decided of the lines in which ``rule`` finds an error; empty where it finds none."""
    listed = [one for one in causes if one.rule == rule and one.severity == "error"]
    if not listed:
        return ""
    return words.say(decision, {"count": len(listed), "lines": words.line_list(one.key[0] for one in listed)})


def _forecast(words: Words, targets: Iterable[Judged]) -> str:
    number = sum(one.achievement == "forecast_missed" for one in targets)
    return words.say("decide.forecast", {"count": number}) if number else ""


def _first_sentence(text: str) -> str:
    """What a paragraph proposes before its first semicolon or full stop."""
    ends = [at for at in (text.find(";"), text.find(". ")) if at > 0]
    return text[: min(ends)].rstrip(".") + "." if ends else text
