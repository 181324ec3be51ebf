"""Read the law files of the package, with every problem of all files at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from poverty_analysis.law.answers import Answer, NewlyEscaped
from poverty_analysis.law.carrying import CarryOverRule
from poverty_analysis.law.checks import check_law
from poverty_analysis.law.deadlines import Deadline
from poverty_analysis.law.law import Law
from poverty_analysis.law.measures import Measure
from poverty_analysis.law.model import (
    Agency,
    Citation,
    CounterpartRatio,
    HousingNorm,
    Issuer,
    Programme,
    ProvinceClass,
)
from poverty_analysis.law.standards import Indicator, ReviewYears, Standard
from poverty_analysis.values.problems import DataProblems, Problem
from poverty_analysis.values.strict_yaml import Value, read_yaml
from poverty_analysis.values.yaml_fields import Node, Told, entries, inner, listed, pair, root, texts
from poverty_analysis.values.yaml_records import record, records

FILES = {
    "citations.yaml": ("patterns", "kinds", "issuers", "report_form", "citations"),
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
_TOLD = Told(
    unknown="PA-510",
    missing="PA-511",
    kind="PA-512",
    day="PA-513",
    share="PA-514",
    amount="PA-515",
    word="PA-516",
    by_path=False,
)

_Words = Mapping[str, tuple[str, str]]
_Sets = Mapping[str, tuple[Indicator, ...]]


@cache
def read_law() -> Law:
    """Read the law data shipped with the package (once a process).

    Raises
    ------
    DataProblems
        PA-1xx for a file that cannot be read, PA-510 to PA-524 for its content.
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
    law = _law({name: root(f"law/{name}", name, files[name], _TOLD, problems, keys) for name, keys in FILES.items()})
    check_law(law, problems)
    if problems:
        raise DataProblems(problems)
    return law


def _law(top: Mapping[str, Node]) -> Law:
    acts = top["citations.yaml"]
    standards = _standards(top["standards.yaml"], _indicator_sets(top["indicators.yaml"]))
    return Law(
        citations=_citations(acts),
        report_form=texts(acts, "report_form"),
        programmes=records(Programme, top["programmes.yaml"], "programmes"),
        counterpart_ratios=records(CounterpartRatio, top["counterpart.yaml"], "rules"),
        province_classes=records(ProvinceClass, top["counterpart.yaml"], "provinces"),
        housing=records(HousingNorm, top["housing.yaml"], "norms"),
        agencies=records(Agency, top["agencies.yaml"], "agencies"),
        issuers=records(Issuer, top["agencies.yaml"], "issuers"),
        standards=standards,
        carry_over=records(CarryOverRule, top["carry_over.yaml"], "rules"),
        deadlines=records(Deadline, top["deadlines.yaml"], "deadlines"),
        measures=records(Measure, top["measures.yaml"], "measures"),
        reviews=_reviews(top["calendar.yaml"], tuple(of.id for of in standards)),
        answers=records(Answer, top["answers.yaml"], "answers"),
        newly_escaped=records(NewlyEscaped, top["answers.yaml"], "newly_escaped"),
    )


def _words(of: Node, key: str) -> _Words:
    """A vocabulary of a file: its words in both languages, by code."""
    found = inner(of, key)
    return {code: pair(found, code) for code in found.values}


def _citations(top: Node) -> tuple[Citation, ...]:
    patterns, kinds, issuers = _words(top, "patterns"), _words(top, "kinds"), _words(top, "issuers")
    return tuple(_citation(of, patterns, kinds, issuers) for of in entries(top, "citations"))


def _citation(of: Node, patterns: _Words, kinds: _Words, issuers: _Words) -> Citation:
    number, issuer = str(of.values.get("number", "")), issuers.get(str(of.values.get("issuer", "")), ("", ""))
    kind = kinds.get(str(of.values.get("kind", "")), ("", ""))
    pattern = patterns.get("number" if number else "issuer", ("", ""))
    named = tuple(
        words.replace("{kind}", name).replace("{number}", number).replace("{issuer}", body)
        for words, name, body in zip(pattern, kind, issuer, strict=True)
    )
    given = {"decree": named[0], "decree_en": named[1], "issuer_vi": issuer[0], "issuer_en": issuer[1]}
    return record(Citation, of, given, {"kind": kinds, "issuer": issuers})


def _indicator_sets(top: Node) -> _Sets:
    """The indicators of each act, in the order of the form."""
    dimensions, scopes = _words(top, "dimensions"), _words(top, "scopes")
    sets = inner(top, "sets")
    return {
        act: tuple(_indicator(of, act, at, dimensions, scopes) for at, of in enumerate(listed(sets, act), start=1))
        for act in sets.values
    }


def _indicator(of: Node, act: str, position: int, dimensions: _Words, scopes: _Words) -> Indicator:
    named = dimensions.get(str(of.values.get("dimension", "")), ("", ""))
    given = {"column": f"d{position}", "dimension_vi": named[0], "dimension_en": named[1], "citation": act}
    return record(Indicator, of, given, {"dimension": dimensions, "scopes": scopes})


def _standards(top: Node, sets: _Sets) -> tuple[Standard, ...]:
    return tuple(_standard(of, sets) for of in entries(top, "standards"))


def _standard(of: Node, sets: _Sets) -> Standard:
    given = {"indicator_list": sets.get(str(of.values.get("indicators", "")), ())}
    made = record(Standard, of, given, {"indicator_set": sets})
    known = [bracket.id for bracket in made.income]
    for rule in made.classes:
        if rule.limits not in known:
            of.refuse(of.told.word, "classes", rule.limits, ", ".join(known))
    return made


def _reviews(top: Node, known: tuple[str, ...]) -> tuple[ReviewYears, ...]:
    words = {"result": known, "list": known}
    return tuple(record(ReviewYears, of, words=words) for of in listed(top, "censuses"))
