"""The first screen: key figures and what a reader has to know."""

from __future__ import annotations

from dataclasses import replace

from poverty_analysis.blocks import Figure, Section, Text
from poverty_analysis.budget.ledger import LOCAL_BUDGET, Entry, carried, central, grants, lines, total
from poverty_analysis.chapters.frame.figures import count, exact_vnd
from poverty_analysis.chapters.frame.heading_block import unit_words
from poverty_analysis.chapters.frame.sections import note, section
from poverty_analysis.chapters.frame.titles import line_title
from poverty_analysis.chapters.money.checks import count_words
from poverty_analysis.chapters.money.differences import POSTING_RULES, money_sentence
from poverty_analysis.chapters.poverty_situation.estimated_rate import beside_words
from poverty_analysis.chapters.target_achievement.targets import verdict_sentences
from poverty_analysis.law import Programme
from poverty_analysis.report.open import Report
from poverty_analysis.values.problems import Finding, Problem
from poverty_analysis.wording.numbers import format_integer, format_vnd
from poverty_analysis.wording.words import Words

_MOST_FINDINGS = 8


def summary(report: Report) -> Section:
    """Key figures, then the sentences a chairman reads first."""
    labels, figures = zip(*_key_figures(report), strict=True)
    blocks = [Text("key_figures", labels, figures=figures), Text("list", tuple(_sentences(report)))]
    named = _named_lines(report.words, report.programme, report.entries, report.findings)
    return section(report.words, "summary", [*blocks, note(named)] if named else blocks, level=1, number="")


def _named_lines(
    words: Words, programme: Programme | None, entries: tuple[Entry, ...], findings: tuple[Finding, ...]
) -> str:
    """The names behind the codes of the sentences, for a reader who does not know them."""
    serious = (f.key[0] for f in findings if f.severity != "note" and f.rule not in POSTING_RULES)
    known = set(lines(entries))
    return "; ".join(
        f"{code}: {line_title(words, programme, code)}" for code in dict.fromkeys(serious) if code in known
    )


def _key_figures(report: Report) -> list[tuple[str, Figure]]:
    year = report.params.year
    money = grants(report.entries)
    parts = (
        ("total", money),
        ("central", central(money, year, with_carried=False)),
        ("carried", carried(money, year)),
        ("local", tuple(e for e in money if e.source in LOCAL_BUDGET)),
        ("other", tuple(e for e in money if e.source not in ("central", *LOCAL_BUDGET))),
    )
    figures = [
        (report.say(f"key.{name}", {"before": str(year - 1)}), _in_dong(report.words, f"key.{name}", items))
        for name, items in parts
        if items
    ]
    open_points = sum(f.severity != "note" for f in report.findings)
    rules = tuple(f"rule:{outcome.rule}" for outcome in report.outcomes)
    return [*figures, (report.say("key.open"), count(report.words, "key.open", open_points, "count", rules))]


def _in_dong(words: Words, key: str, items: tuple[Entry, ...]) -> Figure:
    figure = exact_vnd(words, key, total(items), "sum", tuple(e.cell for e in items))
    return replace(figure, display=words.say("key.dong", {"amount": figure.display}))


def _sentences(report: Report) -> list[str]:
    money = grants(report.entries)
    values = {
        "lines": str(len(lines(money))),
        "parts": str(len(money)),
        "total": format_vnd(total(money), report.lang),
        "unit": unit_words(report.unit),
        "year": str(report.params.year),
        "period": report.period_words(),
    }
    no_money = [report.say("summary.no_money", values)]
    said = [report.say("summary.plan", values), _totals_sentence(report.words, report.findings)] if money else no_money
    said += [*verdict_sentences(report), *_first_findings(report.words, report.findings)]
    sentence = money_sentence(report.words, report.facts)
    said += [sentence] if sentence else []
    if any(f.rule == "counterpart" and f.reason.startswith("not_determinable") for f in report.findings):
        said.append(report.say("summary.counterpart"))
    if not any(e.phase == "disbursed" for e in report.ledger):
        said.append(report.say("summary.no_ledger"))
    if not report.results:
        said.append(report.say("summary.no_results"))
    said += [words] if (words := beside_words(report)) else []
    return [*said, *left_out_words(report.words, report.left_out), count_words(report.words, report.findings)]


def _first_findings(words: Words, findings: tuple[Finding, ...]) -> list[str]:
    """The most serious findings; those of single postings are told together, the rest is counted."""
    serious = [f for f in findings if f.severity != "note" and f.rule not in POSTING_RULES]
    said = [f.message(words.lang) for f in serious[:_MOST_FINDINGS]]
    more = len(serious) - len(said)
    return [*said, words.say("summary.more", {"count": format_integer(more, words.lang)})] if more else said


def _totals_sentence(words: Words, findings: tuple[Finding, ...]) -> str:
    stated = [f for f in findings if f.rule == "stated_total"]
    if not stated:
        return words.say("summary.no_totals")
    holding = sum(f.reason == "holds" for f in stated)
    return words.say(
        "summary.totals",
        {"holding": format_integer(holding, words.lang), "stated": format_integer(len(stated), words.lang)},
    )


def left_out_words(words: Words, left_out: tuple[Problem, ...]) -> list[str]:
    """How many rows the report stands without; empty when there are none."""
    if not left_out:
        return []
    files = dict.fromkeys(problem.place.file.rsplit("/", 1)[-1] for problem in left_out)
    values = {"count": format_integer(len(left_out), words.lang), "files": ", ".join(files)}
    return [words.say("summary.left_out", values)]
