"""The words of the rules: titles, explanations, and one sentence a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from poverty_analysis.values.strict_yaml import Value, read_yaml
from poverty_analysis.wording import LANGUAGES, fill


@dataclass(frozen=True)
class RuleWords:
    """Title, explanation and legal source of a rule, in one language.

    ``acts`` are the ids of the acts that ``law`` names; ``first`` and ``last``
    the years they are cited for, 0 and 9999 where they have no bounds.
    """

    title: str
    about: str
    law: str
    acts: tuple[str, ...] = ()
    first: int = 0
    last: int = 9999

    def law_in(self, year: int) -> str:
        """The legal source of a report of that year; empty where none is known for it."""
        return self.law if self.first <= year <= self.last else ""

    def acts_in(self, year: int) -> tuple[str, ...]:
        """Ids of the acts behind :meth:`law_in`."""
        return self.acts if self.law_in(year) else ()


def finding_words(rule: str, reason: str, lang: str, values: Mapping[str, str]) -> str:
    """The sentence of ``rule`` for ``reason`` in ``lang``, filled with ``values``.

    Raises
    ------
    KeyError
        If the rule, the reason or a value for a slot is missing; it names it.
    """
    sentences = _map(_map(_catalogue()[rule])["reasons"])
    return fill(str(_map(sentences[reason])[lang]), values, f"{rule}.{reason}")


def rule_words(rule: str, lang: str) -> RuleWords:
    """Title, explanation and law of a rule; KeyError when it has no entry."""
    entry = _map(_catalogue()[rule])
    title, about, law = (str(_map(entry[part])[lang]) for part in ("title", "about", "law"))
    first, _, last = str(entry.get("law_years", "0-9999")).partition("-")
    acts = tuple(str(entry.get("acts", "")).split())
    return RuleWords(title, about, law, acts, int(first), int(last))


def missing_words(rule: str, reasons: Iterable[str]) -> tuple[str, ...]:
    """Those of ``reasons`` that have no sentence in some language; all of them where the rule has no entry."""
    sentences = _map(_map(_catalogue().get(rule, {})).get("reasons", {}))
    return tuple(one for one in reasons if not all(_map(sentences.get(one, {})).get(lang) for lang in LANGUAGES))


def rule_codes() -> tuple[str, ...]:
    """Every rule that has words, in catalogue order."""
    return tuple(_catalogue())


@cache
def _catalogue() -> dict[str, Value]:
    path = Path(__file__).with_name("findings.yaml")
    return _map(read_yaml(path, "wording/findings.yaml"))


def _map(value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise ValueError("findings.yaml: a map is expected")
    return value
