"""Statements in words: every kind of value as a reader of the language knows it."""

from __future__ import annotations

from fractions import Fraction

from poverty_analysis.budget.keys import PostingKey
from poverty_analysis.checks.model import ALL_SOURCES, CheckRule, Said, Statement
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.values.problems import Finding
from poverty_analysis.wording import say
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.findings import finding_words
from poverty_analysis.wording.known_names import counted_words
from poverty_analysis.wording.line_names import NO_NAMES, LineNames, line_words, lines_words
from poverty_analysis.wording.numbers import (
    format_decimal,
    format_exact,
    format_integer,
    format_share,
    format_vnd,
)

_SHARE_DECIMALS = 4
_MILLION = 1_000_000


def finding_of(rule: CheckRule, statement: Statement, names: LineNames = NO_NAMES) -> Finding:
    """A statement of ``rule`` with its sentences in both languages; ``names`` are those of the plan's own lines.

    Raises
    ------
    LookupError
        For a reason that the rule does not name.
    """
    if statement.reason not in rule.reasons:
        raise LookupError(f"{rule.code}: {statement.reason} is none of its reasons")
    return Finding(
        rule=rule.code,
        severity=statement.severity,
        subject=rule.separator.join(statement.subject),
        reason=statement.reason,
        expected=statement.expected,
        actual=statement.actual,
        difference=statement.difference(),
        tolerance=statement.tolerance,
        message_vi=_sentence(rule, statement, "vi", names),
        message_en=_sentence(rule, statement, "en", names),
        source=statement.source,
        key=statement.subject,
    )


def _sentence(rule: CheckRule, statement: Statement, lang: str, names: LineNames) -> str:
    values = {name: _shown(said, lang, names) for name, said in statement.values.items()}
    return finding_words(rule.code, statement.reason, lang, values)


def _shown(said: Said, lang: str, names: LineNames) -> str:
    match said:
        case ("date", day):
            return format_date(day, lang)
        case ("posting", key):
            return posting_words(key, lang, names)
        case ("line", code):
            return line_words(code, names, lang)
        case ("lines", codes):
            return lines_words(codes, names, lang)
        case ("noun", (noun, number)):
            return counted_words(noun, number, lang)
        case ("column" | "counted" | "titles" as kind, pair):
            return _pair_words(kind, pair, lang)
        case ("text" | "words" | "source" | "capital" | "phase" | "table" as kind, text):
            return _text_words(kind, text, lang)
        case (kind, value):
            return _number_words(kind, value, lang)


def _number_words(kind: str, value: int | Fraction, lang: str) -> str:
    if kind == "share":
        return format_share(value, _SHARE_DECIMALS, lang)
    if kind == "ratio":
        return f"{format_exact(value * 100, lang)}%"
    if kind == "number":
        return _number(Fraction(value), lang)
    if kind == "million":
        return format_cost(value, lang)
    if kind == "count":
        return format_integer(int(value), lang)
    return format_vnd(value, lang) if isinstance(value, int) else format_exact(value, lang)


def _text_words(kind: str, text: str, lang: str) -> str:
    if kind == "words":
        return say(lang, text)
    if kind in ("capital", "phase"):
        return _lower(read_contract().words(kind, text, lang))
    if kind == "table":
        return _lower(read_contract().tables[text].title[lang])
    if kind == "source":
        return say(lang, "all_sources") if text == ALL_SOURCES else read_contract().words(kind, text, lang)
    return text


def _pair_words(kind: str, pair: tuple[str, str], lang: str) -> str:
    if kind == "titles":
        return pair[lang == "en"]
    if kind == "counted":
        return _counted_words(*pair, lang)
    table, name = pair
    return _lower(read_contract().tables[table].column(name).title[lang])


def _counted_words(group: str, item: str, lang: str) -> str:
    """Households or persons, or a class, with the people or the need that a row is about, if any."""
    contract = read_contract()
    domain = "counted" if group in contract.domains["counted"] else "poverty_class"
    words = contract.words(domain, group, lang).lower()
    known = {**contract.domains["people"], **contract.domains["people_total"]}
    known |= {column.name: column.title for column in contract.tables["households"].columns}
    return f"{words}, {known[item][lang]}" if item else words


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def posting_words(key: PostingKey, lang: str, names: LineNames = NO_NAMES) -> str:
    """The key of a posting in words: spending unit, line, source with its year, capital."""
    contract = read_contract()
    short = contract.words("source", key.source, lang, short=True)
    capital = contract.words("capital", key.capital, lang, short=True)
    return f"{key.spending_unit}, {line_words(key.line, names, lang)}, {short} {key.source_year}, {capital}"


def _number(value: Fraction, lang: str) -> str:
    """A printed or computed number: exact where it ends soon, else to four decimals."""
    scale = 10**_SHARE_DECIMALS
    return (
        format_exact(value, lang) if (value * scale).denominator == 1 else format_decimal(value, _SHARE_DECIMALS, lang)
    )


def format_cost(value: int | Fraction, lang: str) -> str:
    """An amount in million đồng: exact when that takes few decimals, else to two decimals."""
    scaled = Fraction(value, _MILLION)
    if (scaled * 10**6).denominator == 1:
        return format_exact(scaled, lang)
    return format_decimal(scaled, 2, lang)
