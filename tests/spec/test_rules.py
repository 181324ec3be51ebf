"""The reconciliation rules as small tables that an official can read (tests/spec/rules)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from poverty_analysis.checks import LEDGER_RULES, PASSING, RULES, run_rules
from poverty_analysis.values.problems import Finding
from poverty_analysis.values.strict_yaml import read_yaml
from poverty_analysis.wording.findings import rule_codes
from tests.some import some
from tests.tree import ROOT
from tools.rule_examples import FOLDER, Example, facts_of, findings_of, read_examples, rows_of, rules_page

EVERY_RULE = (*RULES, *LEDGER_RULES)
CODES = [rule.code for rule in EVERY_RULE]
EXAMPLES = [example for code in CODES for example in read_examples(code)]


def amount(text: str) -> Fraction | None:
    return None if text == "-" else Fraction(text)


def shown(finding: Finding) -> dict[str, object]:
    return {
        **{"severity": finding.severity, "subject": finding.subject, "reason": finding.reason},
        **{"expected": finding.expected, "actual": finding.actual},
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.rule}: {e.title['en']}")
def test_an_example_gives_exactly_these_findings(example: Example) -> None:
    expected = [row | {name: amount(row[name]) for name in ("expected", "actual")} for row in example.finds]
    found = findings_of(example)
    assert [shown(finding) for finding in found] == expected
    for finding in found:
        known = finding.expected is not None and finding.actual is not None
        assert finding.difference == (finding.actual - finding.expected if known else None)  # type: ignore[operator]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.rule}: {e.title['en']}")
def test_what_failed_was_checked_and_sentences_are_whole(example: Example) -> None:
    outcomes = run_rules(facts_of(example), EVERY_RULE)
    assert [outcome.rule for outcome in outcomes] == CODES
    for outcome in outcomes:
        notes = [finding for finding in outcome.findings if finding.severity == "note"]
        assert outcome.failed == len(outcome.findings) - len(notes)
        assert outcome.noted == len([finding for finding in notes if finding.reason not in PASSING])
        assert outcome.checked >= len(outcome.findings)
        for finding in outcome.findings:
            assert finding.message_vi and finding.message_en
            assert "{" not in finding.message_vi + finding.message_en


def test_overspent_names_the_first_six_postings() -> None:
    line = "disbursed  DA1   central  {}\n"
    ledger = "phase      line  source   amount\n" + "".join(line.format(n) for n in range(1, 8))
    tables = {"ledger": rows_of(ledger + "allocated  DA1   central  1\n")}
    (found,) = findings_of(replace(EXAMPLES[0], rule="overspent", tables=tables))
    assert found.source == ", ".join(f"ledger.csv#{row}" for row in range(2, 8))


def test_counterpart_line_and_counterpart_name_the_act() -> None:
    for code in ("counterpart", "counterpart_line"):
        example = next(one for one in read_examples(code) if one.ratio and one.finds)
        assert {finding.source for finding in some(findings_of(example))} == {"law"}


def test_every_rule_has_examples_and_words() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == sorted(CODES)
    assert list(rule_codes()) and set(rule_codes()) == set(CODES)
    assert len(set(CODES)) == len(CODES)


def test_every_reason_that_has_words_has_an_example() -> None:
    words = read_yaml(ROOT / "poverty_analysis" / "wording" / "findings.yaml", "findings.yaml")
    assert isinstance(words, dict)
    known = {(code, reason) for code, entry in words.items() for reason in entry["reasons"]}  # type: ignore[call-overload,index]
    assert known == {(example.rule, row["reason"]) for example in EXAMPLES for row in example.finds}


def test_the_page_shows_every_example() -> None:
    page = rules_page()
    assert page == (ROOT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    for example in some(EXAMPLES):
        assert f"### {example.title['vi']} · {example.title['en']}" in page


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        rows_of("a  b\n1\n")
