"""The fixed parts of an official report: heading block, legal bases, narrative chapters, signature.

Layout after NĐ 30/2020/NĐ-CP; number, date, signature and seal stay empty for
the clerk.
"""

from __future__ import annotations

import re

from poverty_analysis.blocks import Block, Section, Text
from poverty_analysis.chapters.frame.sections import paragraph, section
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan.narrative import PERIODS
from poverty_analysis.law import Programme
from poverty_analysis.plan.claims import CitedDocument
from poverty_analysis.report.open import Report
from poverty_analysis.units.units import Unit, last_day, parents
from poverty_analysis.values.text import nfc
from poverty_analysis.wording.dates import format_date
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


def letterhead(report: Report, subject: str = "report_title") -> Section:
    """Heading block and legal bases; ``subject`` is the key of the title in the catalogue."""
    keys = report.dataset.plan
    fields = {
        "parent": keys.issuer_parent,
        "issuer": keys.issuer_name,
        "number_slot": report.say("letter.number"),
        "nation": report.say("letter.nation"),
        "motto": report.say("letter.motto"),
        "place_date": report.say("letter.place_date", {"place": keys.place}),
        "doc_type": report.say("letter.doc_type"),
        "doc_title": report_title(report.words, report.unit, report.programme, report.period_words(), subject),
    }
    law = (*report.law.report_form, *((report.programme.citation,) if report.programme else ()))
    blocks: list[Block] = [Text("letterhead", fields=fields, law=law)]
    bases = tuple(_basis(report.words, act) for act in report.dataset.documents if act.role == "basis")
    if bases:
        ends = [";"] * (len(bases) - 1) + ["."]
        blocks.append(Text("bases", tuple(base + end for base, end in zip(bases, ends, strict=True))))
    blocks.append(Text("paragraph", (report.say("letter.opening", {"title": _plan_title(report.dataset)}),)))
    return Section("letterhead", "", tuple(blocks), 1)


def _plan_title(dataset: Dataset) -> str:
    return dataset.plan.document_title


def _basis(words: Words, act: CitedDocument) -> str:
    dated = words.say("letter.dated", {"date": format_date(act.date, words.lang)}) if act.date else ""
    issuer = words.say("letter.of", {"issuer": act.issuer}) if act.issuer else ""
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


def narrative(words: Words, dataset: Dataset, period: str, chapter: str) -> Section:
    """A chapter that figures cannot write; a visible empty slot when it is missing."""
    key = chapter.replace("-", "_")
    text = narrative_words(dataset, period, chapter)
    block = paragraph(*text) if text else Text("slot", (words.say(f"slot.{key}"),))
    return section(words, key, [block], level=1, number=_CHAPTERS[chapter])


def narrative_words(dataset: Dataset, period: str, chapter: str) -> tuple[str, ...]:
    """Paragraphs of a chapter for the period of the report; those of the year are not those of six months."""
    within = period in PERIODS
    return dataset.narrative.get(f"{chapter} {period}" if within else chapter, ())


def direction(report: Report) -> Section:
    """I. Direction and management (from the narrative)."""
    return narrative(report.words, report.dataset, report.params.period, "chi-dao")


def results_heading(report: Report) -> Section:
    """II. Results: the heading, with the narrative's words if it has any."""
    text = narrative_words(report.dataset, report.params.period, "ket-qua")
    opening = report.say("results.opening", {"day": format_date(report.closing_day(), report.lang)})
    return section(report.words, "ket_qua", [Text("paragraph", (*text, opening))], level=1, number="II.")


def money_heading(report: Report) -> Section:
    """I. Reconciliation of the money: the heading of the budget reconciliation report."""
    opening = report.say("results.opening", {"day": format_date(report.closing_day(), report.lang)})
    return section(report.words, "money", [Text("paragraph", (opening,))], level=1, number="I.")


def limits(report: Report) -> Section:
    """III. Shortcomings and their causes (from the narrative)."""
    return narrative(report.words, report.dataset, report.params.period, "han-che")


def proposals(report: Report) -> Section:
    """IV. Proposals (from the narrative)."""
    return narrative(report.words, report.dataset, report.params.period, "kien-nghi")


def next_tasks(report: Report, subject: str = "report_title") -> Section:
    """V. Tasks of the next period (from the narrative), closed by the end mark; ``subject`` as in the letterhead."""
    chapter = narrative(report.words, report.dataset, report.params.period, "nhiem-vu")
    title = report_title(report.words, report.unit, report.programme, report.period_words(), subject)
    end = Text("paragraph", (report.say("letter.end", {"title": title[:1].lower() + title[1:]}),))
    return Section(chapter.id, chapter.title, (*chapter.blocks, end), chapter.level, chapter.number)


def signature(report: Report) -> Section:
    """Recipients and the empty place for signature and seal."""
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
    return Section("signature", "", (Text("signature", items, fields),), 1)
