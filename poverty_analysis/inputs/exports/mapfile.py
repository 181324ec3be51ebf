"""Read a column map: its own keys over those of a shipped map, each checked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.exports.model import (
    AMOUNTS,
    DIRECTIONS,
    HOLDS,
    ColumnRule,
    ExportMap,
    FieldRule,
    Identity,
    PostingRule,
    SubtotalRule,
)
from poverty_analysis.values import yaml_fields as fields
from poverty_analysis.values.days import PLAUSIBLE_YEARS, YEAR_SPAN
from poverty_analysis.values.money import NotReadable, unit_factor
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.strict_yaml import Scalar, Value, read_yaml
from poverty_analysis.values.text import nearest
from poverty_analysis.values.treasury_account import SEGMENTS
from poverty_analysis.values.yaml_fields import Node, Told, inner, listed, root, text

KEYS = (
    *("base", "title", "verified", "source", "file", "unit_of_money", "number", "text_amounts", "amounts"),
    *("as_of", "vintage", "year", "sheet", "header_rows", "first_row", "hidden", "below", "ordinary_rows"),
    *("columns", "constants", "fields", "aliases", "postings", "subtotals", "identities"),
)
FILE_KEYS = ("producer", "document", "date", "url", "changed_by_hand")
SEGMENT_NAMES = (*(name for name, _ in SEGMENTS), "programme_code", "level_name")
_COLUMN_KEYS = ("at", "header", "contains", "holds", "required", "negative", "digits")
_UNITS = ("đồng", "nghìn đồng", "triệu đồng", "tỷ đồng")
_TERM = re.compile(r"\s*([+-]?)\s*([a-z][a-z0-9_]*)", re.ASCII)
_ROWS = re.compile(r"([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?", re.ASCII)
_LETTERS = re.compile("[A-Z]{1,2}", re.ASCII)
_TOLD = Told(
    unknown="PA-701",
    missing="PA-702",
    **dict.fromkeys(("kind", "day", "share", "amount", "word"), "PA-703"),
    by_path=True,
)
_RELATIVE = re.compile(r"=(?:year([+-]1)?|(posted))", re.ASCII)


@cache
def shipped() -> Mapping[str, Mapping[str, Value]]:
    """Maps that come with the program, by id, in order of id."""
    found: dict[str, Mapping[str, Value]] = {}
    for path in sorted((Path(__file__).parent / "maps").glob("*.yaml")):
        value = read_yaml(path, path.name)
        if not isinstance(value, dict):
            raise TypeError(f"{path.name}: a map is expected")
        found[path.stem] = {key: _unplaced(one) for key, one in value.items()}
    return MappingProxyType(found)


def read_map(path: Path, name: str) -> ExportMap:
    """Read a column map; ``name`` is what problems call the file.

    Raises
    ------
    DataProblems
        Those of :func:`poverty_analysis.values.strict_yaml.read_yaml`; PA-701 unknown
        key, PA-702 missing key, PA-703 value not allowed, PA-704 no such
        shipped map.
    """
    problems: list[Problem] = []
    own = root(name, "", read_yaml(path, name), _TOLD, problems, KEYS)
    base = text(own, "base")
    if base and base not in shipped():
        own.report("PA-704", "base", base, {"nearest": nearest(base, list(shipped())), "known": ", ".join(shipped())})
        raise DataProblems(problems)
    merged = root(name, "", _merged(shipped()[base] if base else {}, own.values), _TOLD, problems, KEYS)
    made = _map(merged, base or name.rsplit("/", 1)[-1])
    _cross_check(merged, made)
    if problems:
        raise DataProblems(_once(problems))
    return made


def _once(problems: list[Problem]) -> list[Problem]:
    """A key that is wrong in the user's own map is met again after the merge."""
    kept: list[Problem] = []
    for problem in problems:
        if problem not in kept:
            kept.append(problem)
    return kept


def _unplaced(value: Value) -> Value:
    """A shipped value has no line in the user's file."""
    if isinstance(value, Scalar):
        return Scalar(str(value), 0, quoted=value.quoted)
    if isinstance(value, list):
        return [_unplaced(one) for one in value]
    return {key: _unplaced(one) for key, one in value.items()}


def _merged(base: Mapping[str, Value], own: Mapping[str, Value]) -> dict[str, Value]:
    merged = dict(base)
    for key, value in own.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _map(of: Node, name: str) -> ExportMap:
    year = fields.whole(of, "year")
    if year is None:
        of.report("PA-702", "year")
    given = fields.day(of, "as_of", needed=True)
    for key, found in (("year", year), ("as_of", given and given.year)):
        if found is not None and found not in PLAUSIBLE_YEARS:
            of.report("PA-220", key, text(of, key), YEAR_SPAN)
    as_of = given or dt.date.min
    inner(of, "file", FILE_KEYS)
    return ExportMap(
        name=name,
        base=text(of, "base"),
        verified=fields.flag(of, "verified"),
        source=text(of, "source", needed=True),
        unit_of_money=_unit(of),
        number=fields.choice(of, "number", ("vi", "dot")),
        text_amounts=fields.choice(of, "text_amounts", ("refused", "read"), "refused") == "read",
        amounts=fields.choice(of, "amounts", AMOUNTS),
        as_of=as_of,
        vintage=text(of, "vintage"),
        year=year or 1,
        sheet=text(of, "sheet"),
        header_rows=_needed_rows(of),
        first_row=fields.whole(of, "first_row") or _absent(of, "first_row"),
        hidden_read=fields.choice(of, "hidden", ("refused", "read"), "refused") == "read",
        below_counted=fields.choice(of, "below", ("refused", "counted"), "refused") == "counted",
        ordinary_rows=_rows(of, "ordinary_rows"),
        columns=tuple(_columns(of)),
        constants=_constants(inner(of, "constants", _ledger_names()), year or 1, as_of),
        fields=tuple(_fields(of)),
        aliases={key: _texts(inner(inner(of, "aliases"), key)) for key in inner(of, "aliases").values},
        postings=tuple(_postings(of, year or 1, as_of)),
        subtotals=tuple(_subtotals(of)),
        identities=tuple(_identities(of)),
    )


def _absent(of: Node, key: str) -> int:
    if key not in of.values:
        of.report("PA-702", key)
    return 1


def _needed_rows(of: Node) -> tuple[int, ...]:
    if "header_rows" not in of.values:
        of.report("PA-702", "header_rows")
    return _rows(of, "header_rows")


def _rows(of: Node, key: str) -> tuple[int, ...]:
    """Row numbers written ``9`` or ``9-11``, or a list of such."""
    found: list[int] = []
    for given in fields.text_or_texts(of, key):
        span = _ROWS.fullmatch(given)
        if span is None:
            of.refuse("PA-703", key, given, "9, 9-11")
            continue
        found += range(int(span[1]), int(span[2] or span[1]) + 1)
    return tuple(found)


def _letters(of: Node, key: str) -> int | None:
    """The position of a column given by its letters, from 0; None when it is absent."""
    given = text(of, key)
    if given and not _LETTERS.fullmatch(given):
        of.refuse("PA-703", key, given, "A ... ZZ")
        return None
    position = 0
    for letter in given:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1 if given else None


def _texts(of: Node) -> dict[str, str]:
    return {key: text(of, key) for key in of.values}


def _unit(of: Node) -> str:
    given = text(of, "unit_of_money", needed=True)
    try:
        unit_factor(given)
    except NotReadable:
        if given:
            of.report("PA-703", "unit_of_money", given, {"allowed": ", ".join(_UNITS)})
        return _UNITS[0]
    return given


def _ledger_names() -> tuple[str, ...]:
    return tuple(name for name in read_contract().tables["ledger"].names() if name != "amount_vnd")


def _columns(of: Node) -> Iterator[ColumnRule]:
    columns = inner(of, "columns")
    if not columns.values:
        of.report("PA-702", "columns")
    for name in columns.values:
        one = inner(columns, name, _COLUMN_KEYS)
        made = ColumnRule(
            name=name,
            at=_letters(one, "at"),
            header=text(one, "header"),
            contains=fields.text_or_texts(one, "contains"),
            holds=fields.choice(one, "holds", HOLDS),
            required=fields.flag(one, "required"),
            negative=fields.flag(one, "negative"),
            digits=fields.whole(one, "digits"),
        )
        if made.at is None and not made.header:
            one.report("PA-702", "header")
        yield made


def _constants(of: Node, year: int, as_of: dt.date) -> dict[str, str]:
    return {key: _relative(value, year, as_of) for key, value in _texts(of).items()}


def _relative(value: str, year: int, as_of: dt.date) -> str:
    """``=year``, ``=year-1``, ``=year+1`` are years; ``=posted`` is the day up to which the export tells of its year.

    Money of a year counts in that year however late the export was made, so
    the day is never after 31 December.
    """
    found = _RELATIVE.fullmatch(value)
    if found is None:
        return value
    if found[2]:
        return min(as_of, dt.date(year, 12, 31)).isoformat()
    return f"{year + int(found[1] or '0'):04d}"


def _fields(of: Node) -> Iterator[FieldRule]:
    rules = inner(of, "fields", _ledger_names())
    for name in rules.values:
        one = inner(rules, name, ("column", "alias", "segment"))
        segment = fields.choice(one, "segment", ("", *SEGMENT_NAMES), "")
        yield FieldRule(name, text(one, "column", needed=True), text(one, "alias"), segment)


def _postings(of: Node, year: int, as_of: dt.date) -> Iterator[PostingRule]:
    if not of.values.get("postings"):
        of.report("PA-702", "postings")
    for one in listed(of, "postings", ("amount", "sign", *_ledger_names())):
        values = {key: _relative(text(one, key), year, as_of) for key in one.values if key not in ("amount", "sign")}
        minus = fields.choice(one, "sign", ("plus", "minus"), "plus") == "minus"
        yield PostingRule(text(one, "amount", needed=True), minus, values)


def _subtotals(of: Node) -> Iterator[SubtotalRule]:
    for one in listed(of, "subtotals", ("column", "equals", "starts", "empty", "sums")):
        made = SubtotalRule(
            column=text(one, "column", needed=True),
            equals=fields.text_or_texts(one, "equals"),
            starts=fields.text_or_texts(one, "starts"),
            empty=fields.flag(one, "empty"),
            sums=fields.choice(one, "sums", DIRECTIONS),
        )
        if not (made.equals or made.starts or made.empty):
            one.report("PA-702", "equals")
        yield made


def _identities(of: Node) -> Iterator[Identity]:
    for one in listed(of, "identities", ("name", "formula", "verified")):
        left, _, right = text(one, "formula", needed=True).partition("=")
        terms = tuple((-1 if sign == "-" else 1, name) for sign, name in _TERM.findall(right))
        rest = _TERM.sub("", right).strip()
        if rest or not terms:
            one.report("PA-703", "formula", values={"allowed": "a = b + c - d"})
        yield Identity(text(one, "name", needed=True), left.strip(), terms, fields.flag(one, "verified"))


def _cross_check(of: Node, made: ExportMap) -> None:
    """Every name that is used is declared, and every needed column of the ledger is filled."""
    columns = [c.name for c in made.columns]
    amounts = made.amount_columns()
    _coded(of, "", {"vintage": made.vintage})
    _coded(of, "constants", made.constants)
    for rule in made.fields:
        _known(of, f"fields.{rule.field}", rule.column, columns)
        if rule.alias:
            _known(of, f"fields.{rule.field}.alias", rule.alias, made.aliases)
            for word in made.aliases.get(rule.alias, {}).values():
                _coded(of, f"aliases.{rule.alias}", {rule.field: word})
    for posting in made.postings:
        _known(of, "postings", posting.amount, amounts)
        _coded(of, "postings", posting.values)
        _all_filled(of, made, posting)
    for subtotal in made.subtotals:
        _known(of, "subtotals", subtotal.column, columns)
    for identity in made.identities:
        for name in (identity.left, *(name for _, name in identity.right)):
            _known(of, f"identities.{identity.name}", name, amounts)


def _known(of: Node, key: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        place = Place(of.file, row=fields.line_of(of.values.get(key.split(".")[0])), column=key)
        values = {"nearest": nearest(name, sorted(known))}
        of.problems.append(Problem("PA-701", place, name, values))


def _coded(of: Node, key: str, values: Mapping[str, str]) -> None:
    """PA-703 for a word that is no code of its ledger column, told once in the map and not for every row."""
    contract = read_contract()
    coded = {column.name: column.domain for column in contract.tables["ledger"].columns}
    for name, word in values.items():
        domain = coded.get(name)
        if word and domain and word not in contract.domains[domain]:
            path = f"{key}.{name}".strip(".")
            place = Place(of.file, row=fields.line_of(of.values.get(path.split(".")[0])), column=path)
            allowed = {"allowed": ", ".join(sorted(contract.domains[domain]))}
            of.problems.append(Problem("PA-703", place, word, allowed))


def _all_filled(of: Node, made: ExportMap, posting: PostingRule) -> None:
    filled = {*made.constants, *posting.values, *(rule.field for rule in made.fields)}
    spec = read_contract().tables["ledger"]
    for name in _ledger_names():
        if spec.column(name).required and name not in filled:
            problem = Problem("PA-702", Place(of.file, column=f"constants.{name}"))
            if problem not in of.problems:
                of.problems.append(problem)
