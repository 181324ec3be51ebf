"""Formulas of a report: numbered where its figures are first read, named below tables, told in the annex on method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from poverty_analysis.blocks import Json, Text, figures_of
from poverty_analysis.chapters.frame.acts import LAW_USED
from poverty_analysis.render.document import page_columns, printed
from poverty_analysis.values.cells import runs
from poverty_analysis.wording.words import Words


def with_formulas(sections: Sequence[Json], words: Words) -> tuple[Json, ...]:
    """The sections with the numbers of its formulas below each printed table, and the formulas above the list of acts.

    Below it they would now and then stand alone on the last page.

    A notebook without that list has no place to tell them, and nothing is
    added.  Bookkeeping for the workbook alone has no numbers: nobody reads it
    on a page.
    """
    shown = [block for section in printed(tuple(sections)) for block in section["blocks"]]
    if not any(block.get("id") == LAW_USED for block in shown):
        return tuple(sections)
    numbers = {told: at for at, told in enumerate(_formulas(shown, words), start=1)}
    return tuple(
        section | {"blocks": [one for block in section["blocks"] for one in _with_numbers(block, numbers, words)]}
        for section in sections
    )


def formula_words(blocks: Sequence[Json], words: Words) -> dict[str, str]:
    """The words of every formula that a figure names, in reading order; an analyst's own has none."""
    names = dict.fromkeys(str(figure["formula"]) for figure in figures_of({"blocks": blocks}))
    return {name: words.say(f"formula.{name}") for name in names if words.has(f"formula.{name}")}


def _formulas(blocks: Sequence[Json], words: Words) -> list[str]:
    """The words of the formulas of all figures, each once: two may say the same."""
    return list(dict.fromkeys(formula_words(blocks, words).values()))


def _with_numbers(block: Json, numbers: Mapping[str, int], words: Words) -> list[Json]:
    if block["type"] != "table" or block["workbook_only"]:
        return [block]
    if block["id"] == LAW_USED:
        # A number stays on the line of its words.
        told = "; ".join(f"({at})\u00a0{formula}" for formula, at in numbers.items())
        line = words.say("formulas.told", {"formulas": told})
        return [Text("note", (line,), {"print": "small"}).to_json(), block] if told else [block]
    own = sorted(numbers[formula] for formula in _formulas([page_columns(block)], words))
    if not own:
        return [block]
    line = words.say("formulas.of_table", {"numbers": runs(own)})
    if block["source"]:
        return [block | {"source": f"{block['source']}. {line}"}]
    return [block | {"notes": [*block["notes"], line]}]
