"""The reference page of the phrasings that ``poverty-analysis read`` understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from poverty_analysis.documents.grammar import Phrasing, read_grammar
from poverty_analysis.inputs.contract import read_contract


def reading_page(generated: str) -> str:
    """Return the grammar as Markdown: each phrasing with what it yields, its example and its counter-example."""
    grammar = read_grammar()
    parts = [
        "# Phrasings that are read",
        "",
        generated,
        "What [`poverty-analysis read`](commands.md#read) understands of a plan. Each example is a test, and so is",
        "each counter-example, which the same phrasing must not read. The first that fits takes the number; one that",
        'says "no target" takes it away, and it is listed as not understood.',
        "",
        "## Targets",
        "",
        *_table(grammar.targets),
        "",
        "## Targets without a number",
        "",
        *_table(grammar.wishes),
        "",
        "## What is counted",
        "",
        "| Unit | Words |",
        "| --- | --- |",
        *_things(grammar.things),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _table(phrasings: tuple[Phrasing, ...]) -> Iterator[str]:
    contract = read_contract()
    yield "| Phrasing | Read as | Example | Not this |"
    yield "| --- | --- | --- | --- |"
    for one in phrasings:
        meaning = (
            f"`{one.comparator}` ({contract.words('comparator', one.comparator, 'vi')})"
            if one.comparator
            else "no target"
        )
        numbers = ", ".join(
            f"{name} {one.example[name]}" for name in ("value", "value_to", "baseline", "unit") if name in one.example
        )
        yield f"| `{one.id}` | {meaning}{': ' + numbers if numbers else ''} | {one.example['text']} | {one.counter} |"


def _things(things: Mapping[str, str]) -> Iterator[str]:
    units: dict[str, list[str]] = {}
    for word, unit in things.items():
        units.setdefault(unit, []).append(word)
    for unit, words in units.items():
        yield f"| `{unit}` | {', '.join(words)} |"
