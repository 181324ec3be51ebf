"""The reference page of the maps that come with the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from poverty_analysis.inputs.exports.mapfile import shipped
from poverty_analysis.values.strict_yaml import Value


def maps_page(generated: str) -> str:
    """Return every shipped map as Markdown: columns, postings and identities; ``generated`` says where it is from."""
    parts = [
        "# Maps of treasury forms",
        "",
        generated,
        "Name one as `base` of a [column map](../how-to/treasury-exports.md).",
        "None was checked against the official form.",
    ]
    for name, one in shipped().items():
        parts += _section(name, one)
    return "\n".join(parts).rstrip() + "\n"


def _section(name: str, one: Mapping[str, Value]) -> Iterator[str]:
    title = one["title"]
    assert isinstance(title, dict)
    yield from ("", f"## {name}", "", f"**{title['vi']}** · {title['en']}", "")
    yield f"Verified: {one['verified']}. {one['source']}."
    yield from ("", "| Column | Where | Holds |", "| --- | --- | --- |")
    for column, rule in _maps(one["columns"]):
        yield f"| `{column}` | {_where(rule)} | {rule['holds']} |"
    yield from ("", "| Amount | Becomes |", "| --- | --- |")
    for posting in _listed(one["postings"]):
        words = ", ".join(f"{key} {_plain(value)}" for key, value in posting.items() if key != "amount")
        yield f"| `{posting['amount']}` | {words or 'see the constants'} |"
    yield from ("", "| Identity | Formula | Verified |", "| --- | --- | --- |")
    for identity in _listed(one["identities"]):
        yield f"| {identity['name']} | `{identity['formula']}` | {identity['verified']} |"


def _where(rule: Mapping[str, Value]) -> str:
    if "header" in rule:
        return f"header “{rule['header']}”"
    return f"column {rule['at']}, header with “{_plain(rule.get('contains', []))}”"


def _plain(value: Value) -> str:
    text = ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return text.replace("|", " or ")


def _maps(value: Value) -> list[tuple[str, Mapping[str, Value]]]:
    items = value.items() if isinstance(value, dict) else ()
    return [(key, one) for key, one in items if isinstance(one, dict)]


def _listed(value: Value) -> list[Mapping[str, Value]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
