"""Read the law files of the package, with every problem of all files at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar, cast, get_args

from poverty_analysis.law import model, standards_reader
from poverty_analysis.law.answers import ESCAPED_KEYS, answer, newly_escaped_rule
from poverty_analysis.law.answers import KEYS as ANSWER_KEYS
from poverty_analysis.law.carrying import KEYS as CARRY_KEYS
from poverty_analysis.law.carrying import carry_over_rule
from poverty_analysis.law.checks import check_law
from poverty_analysis.law.deadlines import KEYS as DEADLINE_KEYS
from poverty_analysis.law.deadlines import deadline
from poverty_analysis.law.fields import (
    Entry,
    choice,
    choices,
    day,
    dong,
    entries,
    entry,
    flag,
    fraction,
    listed,
    mapping,
    text,
    words,
)
from poverty_analysis.law.law import Law
from poverty_analysis.law.measures import KEYS as MEASURE_KEYS
from poverty_analysis.law.measures import measure_entry
from poverty_analysis.values.problems import DataProblems, Problem
from poverty_analysis.values.strict_yaml import Value, read_yaml

FILES = {
    "citations.yaml": ("with_number", "kinds", "issuers", "citations"),
    "programmes.yaml": ("programmes",),
    "counterpart.yaml": ("rules", "provinces"),
    "housing.yaml": ("norms",),
    "agencies.yaml": ("agencies", "issuers"),
    "indicators.yaml": ("dimensions", "scopes", "sets"),
    "standards.yaml": ("standards",),
    "calendar.yaml": ("censuses",),
    "carry_over.yaml": ("rules",),
    "deadlines.yaml": ("deadlines",),
    "measures.yaml": ("measures",),
    "answers.yaml": ("answers", "newly_escaped"),
}
_DATED = ("valid_from?", "valid_to?", "citation", "verified", "note?")
_LINE = ("title", "parent?", "capital?", "purpose?", "citation", "verified", "note?")
_CITATION = (
    "kind", "number", "article?", "issuer", "signed?", "valid_from?", "valid_to?", "title", "url?", "verified", "note?",
)  # fmt: skip

_Made = TypeVar("_Made")


@cache
def read_law() -> Law:
    """Read the law data shipped with the package (once a process).

    Raises
    ------
    DataProblems
        PA-1xx for a file that cannot be read, PA-510 to PA-522 for its content.
    """
    return read_law_folder(Path(__file__).parent)


def read_law_folder(folder: Path) -> Law:
    """Read the law files in ``folder``; see :func:`read_law` for the problems."""
    problems: list[Problem] = []
    files: dict[str, Value] = {}
    for name in FILES:
        try:
            files[name] = read_yaml(folder / name, f"law/{name}")
        except DataProblems as found:
            problems.extend(found.problems)
    if problems:
        raise DataProblems(problems)
    law = _law(files, problems)
    check_law(law, problems)
    if problems:
        raise DataProblems(problems)
    return law


def _law(files: dict[str, Value], problems: list[Problem]) -> Law:
    top = {name: _top(name, files[name], problems) for name in FILES}

    def each(name: str, key: str, made: Callable[[Entry], _Made], keys: tuple[str, ...]) -> tuple[_Made, ...]:
        found = listed(f"law/{name}", key, top[name].get(key, []), ("id", *keys), problems)
        return tuple(made(one) for one in found)

    def whole(name: str) -> Entry:
        return Entry(f"law/{name}", name, top[name], problems)

    measures = entries(
        "law/measures.yaml", "measures", top["measures.yaml"].get("measures", {}), MEASURE_KEYS, problems
    )
    standards = standards_reader.standards(
        whole("standards.yaml"), standards_reader.indicator_sets(whole("indicators.yaml"))
    )
    return Law(
        citations=_citations(top["citations.yaml"], problems),
        programmes=_programmes(top["programmes.yaml"], problems),
        counterpart_rules=each("counterpart.yaml", "rules", _rule, ("title", "ratio", "base", "programme", *_DATED)),
        province_classes=each("counterpart.yaml", "provinces", _province, ("name", "class", *_DATED)),
        housing=each("housing.yaml", "norms", _norm, ("province", "kind", "source", "amount_vnd", "bound", *_DATED)),
        agencies=each("agencies.yaml", "agencies", _agency, ("title", "level", "end_citation?", *_DATED)),
        issuers=each("agencies.yaml", "issuers", _issuer, ("title", "signed_for", "end_citation?", *_DATED)),
        standards=standards,
        carry_over=each("carry_over.yaml", "rules", carry_over_rule, CARRY_KEYS),
        deadlines=each("deadlines.yaml", "deadlines", deadline, DEADLINE_KEYS),
        measures=tuple(measure_entry(one) for one in measures),
        censuses=standards_reader.censuses(whole("calendar.yaml"), tuple(one.id for one in standards)),
        answers=each("answers.yaml", "answers", answer, ANSWER_KEYS),
        newly_escaped=each("answers.yaml", "newly_escaped", newly_escaped_rule, ESCAPED_KEYS),
    )


def _top(name: str, value: Value, problems: list[Problem]) -> dict[str, Value]:
    return entry(f"law/{name}", name, value, FILES[name], problems).values


def _citations(acts: dict[str, Value], problems: list[Problem]) -> tuple[model.Citation, ...]:
    file = "law/citations.yaml"
    top = Entry(file, "citations.yaml", acts, problems)
    pattern = words(top, "with_number")
    kinds = _vocabulary(top, "kinds")
    issuers = _vocabulary(top, "issuers")
    found = entries(file, "citations", acts.get("citations", {}), _CITATION, problems)
    return tuple(_citation(one, pattern, kinds, issuers) for one in found)


def _vocabulary(top: Entry, key: str) -> dict[str, tuple[str, str]]:
    found = mapping(top.file, key, top.values.get(key, {}), top.problems)
    inner = Entry(top.file, key, found, top.problems)
    return {word: words(inner, word) for word in found}


def _citation(
    of: Entry, pattern: tuple[str, str], kinds: dict[str, tuple[str, str]], issuers: dict[str, tuple[str, str]]
) -> model.Citation:
    kind = choice(of, "kind", tuple(kinds))
    number = text(of, "number")
    named = kinds.get(kind, ("", ""))
    if number:
        named = (_numbered(pattern[0], named[0], number), _numbered(pattern[1], named[1], number))
    issuer = issuers.get(choice(of, "issuer", tuple(issuers)), ("", ""))
    title, note, article = words(of, "title"), words(of, "note"), words(of, "article")
    return model.Citation(
        id=of.id,
        decree=named[0],
        decree_en=named[1],
        kind=kind,
        number=number,
        article=article[0],
        article_en=article[1],
        issuer_vi=issuer[0],
        issuer_en=issuer[1],
        signed=day(of, "signed"),
        valid_from=day(of, "valid_from"),
        valid_to=day(of, "valid_to"),
        url=text(of, "url"),
        verified=flag(of, "verified"),
        title_vi=title[0],
        title_en=title[1],
        note_vi=note[0],
        note_en=note[1],
    )


def _numbered(pattern: str, kind: str, number: str) -> str:
    return pattern.replace("{kind}", kind).replace("{number}", number)


def _programmes(top: dict[str, Value], problems: list[Problem]) -> tuple[model.Programme, ...]:
    keys = ("title", "headings", "lines", *_DATED)
    found = entries("law/programmes.yaml", "programmes", top.get("programmes", {}), keys, problems)
    return tuple(_programme(one) for one in found)


def _programme(of: Entry) -> model.Programme:
    title, note = words(of, "title"), words(of, "note")
    return model.Programme(
        id=of.id,
        title_vi=title[0],
        title_en=title[1],
        valid_from=day(of, "valid_from"),
        valid_to=day(of, "valid_to"),
        lines=_lines(of, "lines"),
        headings=_lines(of, "headings"),
        citation=text(of, "citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


def _lines(of: Entry, key: str) -> tuple[model.ProgrammeLine, ...]:
    found = entries(of.file, f"{of.id}.{key}", of.values.get(key, {}), _LINE, of.problems)
    return tuple(_line(one) for one in found)


def _line(of: Entry) -> model.ProgrammeLine:
    title, note = words(of, "title"), words(of, "note")
    capital = get_args(model.Capital)
    return model.ProgrammeLine(
        code=of.id,
        title_vi=title[0],
        title_en=title[1],
        parent=text(of, "parent"),
        permitted_capital=cast("tuple[model.Capital, ...]", choices(of, "capital", capital)),
        purpose_capital=choice(of, "purpose", capital),
        citation=text(of, "citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


def _rule(of: Entry) -> model.CounterpartRule:
    title, base, note = words(of, "title"), words(of, "base"), words(of, "note")
    return model.CounterpartRule(
        province_class=of.id,
        title_vi=title[0],
        title_en=title[1],
        ratio=fraction(of, "ratio"),
        base_vi=base[0],
        base_en=base[1],
        programme=text(of, "programme"),
        valid_from=day(of, "valid_from"),
        valid_to=day(of, "valid_to"),
        citation=text(of, "citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


def _province(of: Entry) -> model.ProvinceClass:
    note = words(of, "note")
    return model.ProvinceClass(
        province=of.id,
        name_vi=text(of, "name"),
        province_class=text(of, "class"),
        valid_from=day(of, "valid_from"),
        valid_to=day(of, "valid_to"),
        citation=text(of, "citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


def _norm(of: Entry) -> model.HousingNorm:
    note = words(of, "note")
    return model.HousingNorm(
        id=of.id,
        province=text(of, "province"),
        kind=cast(model.HousingKind, choice(of, "kind", get_args(model.HousingKind))),
        source=cast(model.HousingSource, choice(of, "source", get_args(model.HousingSource))),
        amount_vnd=dong(of, "amount_vnd"),
        bound=cast(model.Bound, choice(of, "bound", get_args(model.Bound))),
        valid_from=day(of, "valid_from"),
        valid_to=day(of, "valid_to"),
        citation=text(of, "citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


def _agency(of: Entry) -> model.Agency:
    title, note = words(of, "title"), words(of, "note")
    return model.Agency(
        id=of.id,
        title_vi=title[0],
        title_en=title[1],
        level=cast(model.AgencyLevel, choice(of, "level", get_args(model.AgencyLevel))),
        valid_from=day(of, "valid_from"),
        valid_to=day(of, "valid_to"),
        citation=text(of, "citation"),
        end_citation=text(of, "end_citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


def _issuer(of: Entry) -> model.Issuer:
    title, signed_for, note = words(of, "title"), words(of, "signed_for"), words(of, "note")
    return model.Issuer(
        level=cast(model.UnitLevel, of.id),
        title_vi=title[0],
        title_en=title[1],
        signed_for_vi=signed_for[0],
        signed_for_en=signed_for[1],
        valid_from=day(of, "valid_from"),
        valid_to=day(of, "valid_to"),
        citation=text(of, "citation"),
        end_citation=text(of, "end_citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )
