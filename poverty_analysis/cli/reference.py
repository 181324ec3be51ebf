"""``explain`` of a code of a problem, or of an input table: what the pages of the documentation say, without them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from poverty_analysis.cli.telling import tell_json
from poverty_analysis.inputs.contract import ColumnSpec, TableSpec, read_contract
from poverty_analysis.inputs.labels import plain
from poverty_analysis.law import Measure, read_law
from poverty_analysis.law.model import ProgrammeLine
from poverty_analysis.wording import ProblemEntry, problem_catalogue, say


def tell_reference(lang: str, name: str, *, as_json: bool) -> bool:
    """Tell what a code of a problem or a table means; False when ``name`` is neither."""
    entry = problem_catalogue().get(name.upper())
    table = _table(name)
    if entry is not None:
        data: dict[str, object] = {"problem": {key: _data(value) for key, value in vars(entry).items()}}
        lines = tuple(_problem_lines(entry, lang))
    elif table is not None:
        data = {"table": table.name, "columns": [column.name for column in table.columns]}
        lines = tuple(_table_lines(table, lang))
    elif listed := _codes(name, lang):
        data, lines = {"codes": dict(listed)}, tuple(f"{code}  {title}" for code, title in listed.items())
    else:
        return False
    if as_json:
        tell_json(data)
    else:
        click.echo("\n".join(lines))
    return True


def _codes(name: str, lang: str) -> dict[str, str]:
    """The codes of a list with their titles: the indicators, or the lines of a programme."""
    law = read_law()
    lines = [line for programme in law.programmes if programme.id == name for line in programme.lines]
    found = law.measures if name == "indicators" else lines
    return {_id(one): one.title_en if lang == "en" else one.title_vi for one in found}


def _id(one: Measure | ProgrammeLine) -> str:
    return one.code if isinstance(one, ProgrammeLine) else one.id


def _data(value: object) -> object:
    return value if isinstance(value, str) else dict(value)  # type: ignore[call-overload]


def _table(name: str) -> TableSpec | None:
    tables = read_contract().tables.values()
    return next((one for one in tables if plain(name) in (one.name, *map(plain, one.title.values()))), None)


def _problem_lines(entry: ProblemEntry, lang: str) -> Iterator[str]:
    yield f"{entry.code}  {entry.title[lang]}"
    # The slots of the sentence are what a message fills in.
    yield "  " + say(lang, "explain.problem", {"what": _open(entry.what[lang])})
    yield "  " + say(lang, "cli.expected", {"text": _open(entry.expected[lang])})
    yield "  " + say(lang, "cli.fix", {"text": _open(entry.fix[lang])})
    if entry.example:
        yield "  " + say(lang, "explain.example", {"wrong": entry.example["wrong"], "right": entry.example["right"]})


def _open(sentence: str) -> str:
    """A sentence with a gap where a message names the file's own words."""
    parts = sentence.replace("}", "{").split("{")
    return "…".join(parts[::2])


def _table_lines(table: TableSpec, lang: str) -> Iterator[str]:
    yield f"{table.name}  {table.title[lang]}: {table.grain[lang]}"
    for column in table.columns:
        need = say(lang, f"explain.need.{'required' if column.required else 'optional'}")
        yield f"  {column.name}  {column.title[lang]} ({need}): {column.meaning[lang]}"
        if words := _allowed(column, lang):
            yield f"    {words}"


def _allowed(column: ColumnSpec, lang: str) -> str:
    if not column.domain:
        return column.form
    listed = read_contract().domains[column.domain]
    return "; ".join(f"{code} ({words[lang]})" if words[lang] else code for code, words in listed.items())
