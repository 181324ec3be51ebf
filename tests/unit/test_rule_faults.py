"""Every reason has words before its rule runs, and a fault of one rule or one plan silences nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis import checks
from poverty_analysis.budget.ledger import Entry
from poverty_analysis.checks import LEDGER_RULES, PLANLESS_RULES, RULES, faults, registered, run_rules, totals
from poverty_analysis.checks.model import CheckRule, Facts, Statement, Verdict
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.plan.claims import Claim
from poverty_analysis.report.open import open_report
from poverty_analysis.values.origin import Origin
from poverty_analysis.values.problems import DataProblems
from poverty_analysis.wording import LANGUAGES
from poverty_analysis.wording.findings import missing_words, rule_words
from tests.plans import HUYEN_MAU, TUAN_GIAO, make_workspace, run
from tests.some import some

SECRET = "Nguyễn Văn A"
HEAD = "claim,kind,as_printed,value,place,year,subject,part,base,document,source_line,group"


def told(reason: str) -> CheckRule:
    def check(facts: Facts) -> Iterator[Verdict]:
        yield Statement("note", (SECRET,), reason)

    return CheckRule("grand_total", check, ("not_printed",))


def test_every_reason_of_every_rule_has_words_in_both_languages() -> None:
    assert len(RULES) > 50 and registered(RULES) == RULES
    assert all(rule.reasons and not missing_words(rule.code, rule.reasons) for rule in some(RULES))
    assert all(rule_words(rule.code, lang).title for rule in some(RULES) for lang in LANGUAGES)


def test_a_rule_without_words_is_not_registered() -> None:
    for rule in (replace(RULES[0], reasons=("holds", "unheard_of")), replace(RULES[0], code="unheard_of")):
        with pytest.raises(LookupError, match="unheard_of"):
            run_rules(Facts(2023, ()), (rule,))


def test_a_reason_that_the_rule_does_not_name_is_a_fault_and_the_others_are_told() -> None:
    broken, *others = run_rules(Facts(2023, ()), (told("holds"), *totals.RULES))
    assert broken.fault is not None and broken.fault.kind == "LookupError"
    assert (broken.checked, broken.failed, broken.noted, broken.findings) == (0, 0, 0, ())
    assert len(others) == len(totals.RULES) and not any(other.fault for other in others)
    (problem,) = faults((broken, *others, broken), "data/plans/x")
    assert (problem.code, problem.place.file, problem.seen) == ("PA-611", "data/plans/x", "")
    assert problem.values["place"].startswith("words.py:")
    assert SECRET not in str(problem)


def test_of_a_ledger_without_a_plan_only_rules_about_ledgers_are_asked() -> None:
    of_ledgers = {"supersession", "outdated", "balance", "overspent", "chain", "settled", "ledgers"}
    assert {rule.code for rule in PLANLESS_RULES} == of_ledgers | {rule.code for rule in LEDGER_RULES}


def failing(facts: Facts) -> Iterator[Verdict]:
    raise ValueError(SECRET)


@pytest.fixture
def broken_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = (replace(RULES[0], check=failing), *RULES[1:])
    monkeypatch.setattr(checks.run_rules, "__defaults__", (rules,))


@pytest.mark.usefixtures("broken_rule")
def test_check_tells_the_fault_of_a_rule_and_everything_else(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "ws", HUYEN_MAU)
    result = run("--workspace", root, "check", "--json")
    data = json.loads(result.stdout)
    assert result.exit_code == 3
    assert [(p["code"], p["file"]) for p in data["problems"]] == [("PA-611", f"data/plans/{HUYEN_MAU.name}")]
    assert "stated_total" in data["problems"][0]["what_en"] and SECRET not in result.output
    assert len({finding["rule"] for finding in data["findings"]}) > 5


@pytest.mark.usefixtures("broken_rule")
def test_no_report_is_made_without_one_of_its_rules(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "ws", HUYEN_MAU)
    with pytest.raises(DataProblems) as error:
        open_report("999", 2023, workspace=str(root))
    assert [problem.code for problem in error.value.problems] == ["PA-611"]


def test_a_fault_of_one_plan_leaves_the_others_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from poverty_analysis.cli import checking

    def reread(dataset: object) -> tuple[()]:
        if getattr(dataset, "name", "") == TUAN_GIAO.name:
            raise KeyError(SECRET)
        return ()

    monkeypatch.setattr(checking, "reread", reread)
    root = make_workspace(tmp_path / "ws", HUYEN_MAU, TUAN_GIAO)
    result = run("--workspace", root, "check", "--json")
    data = json.loads(result.stdout)
    assert [(p["code"], p["file"]) for p in data["problems"]] == [("PA-612", f"data/plans/{TUAN_GIAO.name}")]
    assert {finding["file"] for finding in data["findings"]} == {f"data/plans/{HUYEN_MAU.name}"}
    assert SECRET not in result.output
    monkeypatch.setenv("POVERTY_ANALYSIS_DEBUG", "1")
    assert isinstance(run("--workspace", root, "check", "--json").exception, KeyError)


def test_a_share_that_resembles_another_number_ends_no_check(tmp_path: Path) -> None:
    rows = (
        'A,share,"50,0%",50.0,Mẫu,2015,of_poor,5,20,KH,1,',
        'B,rate,"10 hộ, 6,75%",6.75,Mẫu,2015,poor,10,,KH,1,',
        'C,share,"31,6%",31.6,Mẫu,2016,minority,3373,10689,KH,1,',
        'D,share,"31,6%",31.6,Mẫu,2017,minority,3373,11000,KH,1,',
    )
    root = make_workspace(tmp_path / "ws", HUYEN_MAU)
    (root / "data" / "plans" / HUYEN_MAU.name / "claims.csv").write_text("\n".join((HEAD, *rows)) + "\n", "utf-8")
    data = json.loads(run("--workspace", root, "check", "--json").stdout)
    found = [(f["subject"], f["reason"]) for f in data["findings"] if f["rule"] == "printed_share"]
    assert (data["problems"], found) == ([], [("Mẫu/2015/of_poor", "is_share"), ("Mẫu/2017/minority", "reused")])


# Few different numbers and names, so that claims resemble each other.
NUMBERS = st.none() | st.sampled_from(
    [Decimal(text) for text in ("-137", "-0.04", "0", "0.5", "1", "4.1", "5", "10.0", "20")]
)
AMOUNTS = st.none() | st.sampled_from([0, 1, 5_000_000, 10_000_000, 5_000_000_000])
COUNTS = st.none() | st.integers(-1, 3)
CLAIMS = st.builds(
    Claim,
    claim=st.just("A"),
    kind=st.sampled_from(sorted(read_contract().domains["claim_kind"])),
    line=st.sampled_from(("", "DA1", "DA2")),
    source=st.sampled_from(("", "central", "district")),
    amount_vnd=AMOUNTS,
    as_printed=st.just("x"),
    count=COUNTS,
    count_to=COUNTS,
    count_as_printed=st.just("1"),
    count_unit=st.just("hộ"),
    capital=st.sampled_from(("recurrent", "investment")),
    document=st.just("KH"),
    source_line=st.none(),
    at=st.just(Origin("claims.csv", 2)),
    place=st.sampled_from(("", "Mẫu Bắc", "Mẫu Nam")),
    year=st.sampled_from(("", "2022", "2023")),
    subject=st.sampled_from(("poor", "near_poor", "minority", "cause", "child_units")),
    value=NUMBERS,
    part=NUMBERS,
    base=NUMBERS,
    group=st.sampled_from(("", "g")),
)
ROWS = tuple(Entry("DA1", source, "2023", "recurrent", "planned", 5_000_000, "5") for source in ("central", "district"))


@given(st.lists(CLAIMS, max_size=6).map(tuple))
def test_no_claim_ends_a_rule(claims: tuple[Claim, ...]) -> None:
    outcomes = run_rules(Facts(2023, ROWS, claims, counted={"cause": 2, "child_units": 3}))
    assert [(one.rule, one.fault) for one in some(outcomes) if one.fault] == []
