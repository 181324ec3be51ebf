"""The sections of a whole report put together: nothing empty, numbers of chapters, tables and charts, what is missing.

A chapter is made without knowing the others.  Where it has no data it leaves a
slot; here every slot becomes a row of one table, and what is left empty is not
printed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from poverty_analysis.blocks import COUNTED, Json, Row, Section, Text
from poverty_analysis.chapters.frame.sections import MISSING
from poverty_analysis.chapters.frame.tables import table, texts
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.words import Words

MISSING_ID = "missing_data"
_METHOD = "method"
_NOTED = ("table", "chart")
_ROMAN = re.compile(r"[IVX]+\.$")
_ARABIC = re.compile(r"[0-9]+\.$")
_NUMERALS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
# "[[targets]]" in a text stands for the number of the table or chart of that id.
_REFERENCE = re.compile(r"\[\[([a-z0-9-]+)\]\]")


def assembled(sections: Sequence[Json], words: Words, year: int, review: dt.date | None = None) -> tuple[Json, ...]:
    """The sections as they are printed.

    Parameters
    ----------
    sections : sequence of dict
        The structured form of :class:`poverty_analysis.blocks.Section`, in reading order.
    words : Words
    year : int
        The year of the report; the days by which data are due follow from it.
    review : datetime.date, optional
        The last day of the yearly review, where the law of that year sets one.

    Returns
    -------
    tuple of dict
        Copies.  Sections without a block are gone, chapters and annexes are
        numbered without a gap, tables and charts have a ``label`` ("Bảng 3"),
        references to them are filled in.
    """
    kept = [_without_slots(section) for section in sections]
    lacking = [(key, section["title"]) for section in sections for key in _slots(section)]
    rows = _missing_rows(lacking, words, year, review)
    whole = _with_missing([section for section in kept if section["blocks"]], rows, words)
    whole = [_with_list_of_details(section, whole, words) for section in whole]
    return _referred(_labelled(_attached(_numbered(_told_once(whole), words), words), words), words)


def _told_once(sections: Sequence[Json]) -> list[Json]:
    """A note stands below the first printed table it holds for; one that explains a sign stands below each."""
    told: set[str] = set()

    def once(block: Json) -> Json:
        if block["type"] not in _NOTED or block.get("workbook_only"):
            return block
        kept = [note for note in block["notes"] if note not in told or not note[:1].isalnum()]
        told.update(block["notes"])
        return block | {"notes": kept}

    return [section | {"blocks": [once(block) for block in section["blocks"]]} for section in sections]


def _slots(section: Json) -> list[str]:
    slots = (block for block in section["blocks"] if block.get("kind") == "slot")
    return [str(block["fields"].get(MISSING, "")) for block in slots]


def _without_slots(section: Json) -> Json:
    """The section without its slots; headings that nothing follows go too."""
    kept: list[Json] = []
    for block in reversed(section["blocks"]):
        empty = block.get("kind") == "heading" and (not kept or kept[-1].get("kind") == "heading")
        if block.get("kind") != "slot" and not empty:
            kept.append(block)
    return section | {"blocks": kept[::-1]}


def _with_missing(sections: list[Json], rows: list[Row], words: Words) -> list[Json]:
    """With the table of what is missing at the end of the chapter on results, before the next chapter or signature."""
    if not rows:
        return sections
    columns = texts(words, {"missing_form": 3, "missing_from": 2.2, "missing_until": 1.6, "missing_for": 2.4})
    listed = table(words, "missing-data", columns, rows, ())
    section = Section(MISSING_ID, words.say("section.missing_data"), (listed,), 2, COUNTED).to_json()
    at = _end_of_results(sections)
    return [*sections[:at], section, *sections[at:]]


def _missing_rows(lacking: Sequence[tuple[str, str]], words: Words, year: int, review: dt.date | None) -> list[Row]:
    """One row a form, with the sections that wait for it."""
    day = format_date(review, words.lang) if review else words.say("missing_signing")
    values = {"year": str(year), "next": str(year + 1), "review": day}
    by_form: dict[tuple[str, str, str], list[str]] = {}
    for key, title in lacking:
        if words.has(f"missing.{key}.form"):
            form, source, until = (words.say(f"missing.{key}.{part}", values) for part in ("form", "from", "until"))
            by_form.setdefault((form, source, until), []).append(_as_sentence(title))
    return [Row((*form, "; ".join(dict.fromkeys(titles)))) for form, titles in by_form.items()]


def _as_sentence(title: str) -> str:
    """A title in capitals as it stands in a list."""
    return title.capitalize() if title.isupper() else title


def _end_of_results(sections: Sequence[Json]) -> int:
    """The place after the last numbered part of the chapter that has parts; else before the signature."""
    parts = [at for at, section in enumerate(sections) if section["level"] == 2 and not section["annex"]]
    if parts:
        return parts[-1] + 1
    ends = (at for at, section in enumerate(sections) if section["annex"] or section["id"] == "signature")
    return next(ends, len(sections))


def _numbered(sections: Sequence[Json], words: Words) -> list[Json]:
    """Chapters I, II, III and annexes in their order; an annex alone has no number."""
    chapters, parts, annexes = 0, 0, 0
    single = sum(section["annex"] and _on_page(section) for section in sections) == 1
    numbered: list[Json] = []
    for section in sections:
        if not _on_page(section) and section["title"]:
            pass
        elif section["annex"]:
            annexes += 1
            number = words.say("annex.alone") if single else words.say(f"annex.{annexes}")
            section = section | {"number": number}
        elif section["level"] == 1 and _ROMAN.match(section["number"]):
            chapters += 1
            parts = 0
            section = section | {"number": f"{_NUMERALS[chapters]}."}
        elif section["level"] == 2 and (section["number"] == COUNTED or _ARABIC.match(section["number"])):
            parts += 1
            section = section | {"number": f"{parts}."}
        numbered.append(section)
    return numbered


def _on_page(section: Json) -> bool:
    """Whether anything of the section is printed."""
    return any(not block.get("workbook_only") for block in section["blocks"])


def _with_list_of_details(section: Json, sections: Sequence[Json], words: Words) -> Json:
    """The annex on method with the titles of the tables that stand in the workbook alone."""
    if section["id"] != _METHOD:
        return section
    blocks = (block for one in sections for block in one["blocks"])
    names = "; ".join(_as_sentence(block["title"]) for block in blocks if block.get("workbook_only"))
    note = Text("note", (words.say("workbook_only", {"names": names}),)).to_json()
    if not names:
        return section
    # Before the tables: behind the last one it may be alone on a page.
    own = section["blocks"]
    first = next((at for at, block in enumerate(own) if block["type"] == "table"), len(own))
    return section | {"blocks": [*own[:first], note, *own[first:]]}


def _attached(sections: Sequence[Json], words: Words) -> list[Json]:
    """Annexes with the line that names the report they belong to; number and date stay empty for the clerk."""
    blocks = (block for section in sections for block in section["blocks"])
    issuer = next(
        (str(block["fields"].get("issuer_sentence", "")) for block in blocks if block.get("kind") == "letterhead"), ""
    )
    line = words.say("annex.attached", {"issuer": issuer}) if issuer else ""
    return [section | {"attached": line} if section["annex"] else section for section in sections]


def _labelled(sections: Sequence[Json], words: Words) -> list[Json]:
    """Every table and chart that is printed with its label; those for the workbook alone have none."""
    counts = {"table": 0, "chart": 0}

    def labelled(block: Json) -> Json:
        if block["type"] not in counts or block.get("workbook_only") or not block["title"]:
            return block
        counts[block["type"]] += 1
        number = {"number": str(counts[block["type"]])}
        return block | {"label": words.say(f"label_of.{block['type']}", number)}

    return [section | {"blocks": [labelled(block) for block in section["blocks"]]} for section in sections]


def _referred(sections: Sequence[Json], words: Words) -> tuple[Json, ...]:
    """References filled in; one to a table or chart that is not printed says "in the annexed workbook"."""
    blocks = (block for section in sections for block in section["blocks"])
    labels = {block["id"]: block["label"] for block in blocks if block.get("label")}

    def filled(text: str) -> str:
        return _REFERENCE.sub(lambda found: labels.get(found[1], words.say("label_of.elsewhere")), text)

    return tuple(_with_words(section, filled) for section in sections)


def _with_words(section: Json, change: Callable[[str], str]) -> Json:
    return section | {"blocks": [_changed(block, change) for block in section["blocks"]]}


def _changed(block: Json, change: Callable[[str], str]) -> Json:
    changed: dict[str, Any] = dict(block)
    for name in ("items", "notes", "details"):
        if name in block:
            changed[name] = [change(text) for text in block[name]]
    if "alt" in block:
        changed["alt"] = change(block["alt"])
    if isinstance(block.get("fields"), Mapping):
        changed["fields"] = {name: change(text) for name, text in block["fields"].items()}
    return changed
