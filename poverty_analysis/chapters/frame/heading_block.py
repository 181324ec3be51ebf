"""The fixed parts of an official report: heading block, legal bases, narrative chapters, signature.

Layout after NĐ 30/2020/NĐ-CP; number, date, signature and seal stay empty for
the clerk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from poverty_analysis.blocks import Block, Json, Section, Text
from poverty_analysis.chapters.frame.sections import MISSING, paragraph, section
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan.narrative import PERIODS
from poverty_analysis.law import Programme
from poverty_analysis.plan.claims import CitedDocument
from poverty_analysis.report.open import Report
from poverty_analysis.report.plan_review import has_results
from poverty_analysis.units.units import Unit, last_day, parents
from poverty_analysis.values.text import nfc
from poverty_analysis.wording.dates import format_date, official_date
from poverty_analysis.wording.known_names import body_words
from poverty_analysis.wording.words import Words

_SYMBOLS = {"resolution": "NQ", "decree": "NĐ", "decision": "QĐ", "circular": "TT", "plan": "KH"}
_CHAPTERS = {"chi-dao": "I.", "ket-qua": "II.", "han-che": "III.", "kien-nghi": "IV.", "nhiem-vu": "V."}


def report_title(
    words: Words, unit: Unit, programme: Programme | None, period_words: str, subject: str = "report_title"
) -> str:
    """Title of the report: what it is about, which unit, which year; ``subject`` is its key in the catalogue."""
    own = "_own" if subject == "report_title" and programme is None else ""
    return words.say(f"{subject}{own}", {"unit": unit_words(unit), "period": period_words})


def unit_words(unit: Unit) -> str:
    """The unit's name as it stands inside a sentence ("huyện Tuần Giáo")."""
    name = nfc(unit.name)
    return name[:1].lower() + name[1:]


def subject_words(report: Report, subject: str = "report_title") -> str:
    """The title of this report; that of a plan without results says that it is a review of the plan."""
    reviewed = subject == "report_title" and not has_results(report)
    key = "plan_review_title" if reviewed else subject
    return report_title(report.words, report.unit, report.programme, report.period_words(), key)


def letterhead(report: Report, subject: str = "report_title") -> Section:
    """Heading block and opening sentence; ``subject`` is the key of the title in the catalogue."""
    keys = report.dataset.plan
    fields = {
        "parent": _in_full(report.words, keys.issuer_parent),
        "issuer": _in_full(report.words, keys.issuer_name),
        "number_slot": report.say("letter.number"),
        "nation": report.say("letter.nation"),
        "motto": report.say("letter.motto"),
        "place_date": report.say("letter.place_date", {"place": keys.place}),
        "doc_type": report.say("letter.doc_type"),
        "doc_title": subject_words(report, subject),
        "issuer_sentence": report.say("annex.committee", {"unit": unit_words(report.unit)}),
        "plan": _cited(report),
    }
    law = (*report.law.report_form, *((report.programme.citation,) if report.programme else ()))
    blocks: list[Block] = [Text("letterhead", fields=fields, law=law), paragraph(_opening(report))]
    return Section("letterhead", "", tuple(blocks), 1)


def _cited(report: Report) -> str:
    """How the plan is cited in a source line: by its number, or else by its title."""
    keys = report.dataset.plan
    return (
        report.say("source_of.plan", {"number": keys.document_number}) if keys.document_number else keys.document_title
    )


def plan_cited(sections: Sequence[Json]) -> str:
    """How the heading block of a report cites its plan; empty without one."""
    blocks = (block for section in sections for block in section["blocks"])
    return next((str(block["fields"].get("plan", "")) for block in blocks if block.get("kind") == "letterhead"), "")


def bases(report: Report) -> Section:
    """The legal bases the plan names, after the first page."""
    acts = tuple(_basis(report.words, act) for act in report.dataset.documents if act.role == "basis")
    ends = [";"] * (len(acts) - 1) + ["."]
    listed = tuple(act + end for act, end in zip(acts, ends, strict=True)) if acts else ()
    label = report.say("letter.bases", {"count": str(len(acts))})
    return Section("bases", "", (Text("bases", listed, {"label": label}),) if listed else (), 1)


def _in_full(words: Words, body: str) -> str:
    """The name of an issuing body without its abbreviation."""
    short = words.say("letter.committee_short")
    return words.say("letter.committee") + body.removeprefix(short) if body.startswith(f"{short} ") else body


def _opening(report: Report) -> str:
    """The opening sentence, with number, date and issuer of the plan where they are known."""
    keys, words = report.dataset.plan, report.words
    values = {"title": keys.document_title, "unit": unit_words(report.unit), "number": keys.document_number}
    values |= {"issuer": _by(words, keys.document_issuer)}
    day = keys.document_date
    values |= {"dated": official_date(day, words.lang) if day else ""}
    return " ".join(words.say("letter.opening" if keys.document_number else "letter.opening_bare", values).split())


def _by(words: Words, issuer: str) -> str:
    """Who issued a document; empty where it is not known."""
    return words.say("letter.of", {"issuer": body_words(issuer, words.lang)}) if issuer else ""


def _basis(words: Words, act: CitedDocument) -> str:
    dated = official_date(act.date, words.lang) if act.date else ""
    issuer = _by(words, act.issuer)
    numbered = {"kind": _kind(words, act.number), "number": act.number}
    named = words.say("letter.numbered", numbered) if act.number else ""
    about = words.say("letter.on", {"title": act.title[:1].lower() + act.title[1:]})
    return " ".join(part for part in (words.say("letter.basis"), named, dated, issuer, about) if part)


def _kind(words: Words, number: str) -> str:
    """The kind of act its symbol names: "QĐ" in 90/QĐ-TTg is a decision."""
    symbols = set(re.split(r"[/\-]", number))
    return next(
        (words.say(f"kind.{key}") for key, symbol in _SYMBOLS.items() if symbol in symbols), words.say("kind.other")
    )


def narrative(report: Report, chapter: str) -> Section:
    """A chapter that figures cannot write; a slot when it is missing."""
    key, words = chapter.replace("-", "_"), report.words
    text = narrative_words(report.dataset, report.params.period, chapter)
    block = paragraph(*text) if text else Text("slot", (words.say(f"slot.{key}"),), {MISSING: key})
    return section(words, key, [block, *doubted(report, text)], level=1, number=_CHAPTERS[chapter])


def doubted(report: Report, text: tuple[str, ...]) -> tuple[Text, ...]:
    """A mark below the words that quote a figure in doubt: what the figure is, and what it would be."""
    return tuple(
        Text("finding", (found.message(report.lang),), {"severity": "warning", "label": report.say("severity.warning")})
        for found in report.causes
        if found.rule == "narrative" and any(found.key[-1] in paragraph_ for paragraph_ in text)
    )


def narrative_words(dataset: Dataset, period: str, chapter: str) -> tuple[str, ...]:
    """Paragraphs of a chapter for the period of the report; those of the year are not those of six months."""
    within = period in PERIODS
    return dataset.narrative.get(f"{chapter} {period}" if within else chapter, ())


def direction(report: Report) -> Section:
    """I. Direction and management (from the narrative)."""
    return narrative(report, "chi-dao")


def results_heading(report: Report) -> Section:
    """II. Results: the heading, with the narrative's words if it has any."""
    text = narrative_words(report.dataset, report.params.period, "ket-qua")
    opening = report.say("results.opening", {"day": format_date(report.closing_day(), report.lang)})
    blocks = [Text("paragraph", (*text, opening)), *doubted(report, text)]
    return section(report.words, "ket_qua", blocks, level=1, number="II.")


def money_heading(report: Report) -> Section:
    """I. Reconciliation of the money: the heading of the budget reconciliation report."""
    opening = report.say("results.opening", {"day": format_date(report.closing_day(), report.lang)})
    return section(report.words, "money", [Text("paragraph", (opening,))], level=1, number="I.")


def limits(report: Report) -> Section:
    """III. Shortcomings and their causes (from the narrative)."""
    return narrative(report, "han-che")


def proposals(report: Report) -> Section:
    """IV. Proposals (from the narrative)."""
    return narrative(report, "kien-nghi")


def next_tasks(report: Report) -> Section:
    """V. Tasks of the next period (from the narrative); of a plan that is only reviewed those of its own period."""
    chapter = narrative(report, "nhiem-vu")
    if has_results(report):
        return chapter
    return replace(chapter, title=report.say("section.nhiem_vu_plan", {"period": report.period_words().upper()}))


def signature(report: Report, subject: str = "report_title") -> Section:
    """The closing sentence, recipients, and the place for signature and seal; ``subject`` as in the letterhead."""
    title = subject_words(report, subject)
    end = Text("paragraph", (report.say("letter.end", {"title": title[:1].lower() + title[1:]}),))
    fields = {
        "recipients_title": report.say("letter.recipients_title"),
        "sign_for": report.say("letter.sign_for"),
        "sign_title": report.say("letter.sign_title"),
    }
    units, code = report.ground.units, report.unit.code
    day = last_day(units, code, report.params.year)
    parent = next((one.name for one in parents(units, code, day)), "") if day else ""
    upper = (report.say("letter.recipient_parent", {"parent": parent[:1].lower() + parent[1:]}),) if parent else ()
    names = (*upper, report.say("letter.recipient_units"), report.say("letter.recipient_archive"))
    items = tuple(f"- {name}" for name in names)
    return Section("signature", "", (end, Text("signature", items, fields)), 1)
