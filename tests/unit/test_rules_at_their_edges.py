"""Rules where a verdict turns: at the last đồng, with a blank, a row too many, a unit that is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from poverty_analysis.budget.disbursement import PrintedRate, joint_rate
from poverty_analysis.checks.between_levels import (
    check_handed_down,
    check_money,
    check_progress,
    check_results,
    check_targets,
)
from poverty_analysis.checks.deadlines import check_task_order, check_task_signing
from poverty_analysis.checks.form_sums import check_coverage, check_doubled
from poverty_analysis.checks.form_sums import check_sums as check_form_sums
from poverty_analysis.checks.forms import check_bounds as check_form_bounds
from poverty_analysis.checks.forms import check_least_deprivations, check_links
from poverty_analysis.checks.group_forms import check_children, check_crossings, check_peoples
from poverty_analysis.checks.group_forms import check_rates as check_form_rates
from poverty_analysis.checks.joint_rates import check_joint_rates
from poverty_analysis.checks.ledger_years import check_apart
from poverty_analysis.checks.model import Facts, Held, Outcome, Statement, Verdict
from poverty_analysis.checks.narrative import check_narrative
from poverty_analysis.checks.printed import check_averages, check_household_totals, check_rate_counts, check_shares
from poverty_analysis.checks.printed import check_sums as check_printed_sums
from poverty_analysis.checks.stated import check_bare_rates, check_border, check_counts
from poverty_analysis.checks.supersession import check_supersession
from poverty_analysis.checks.tables import check_tables
from poverty_analysis.checks.totals import check_grand_total, check_legal_norms, check_norms, check_stated_totals
from poverty_analysis.units.roll_up import Rolled, TargetNumber, ask_below
from tools.rule_examples import Example, facts_of, rows_of

Check = Callable[[Facts], Iterator[Verdict]]
DAY = "2023-12-31"


def facts(tables: Mapping[str, str], children: str = "", signed: str = "") -> Facts:
    rows = {name: rows_of(text) for name, text in tables.items()}
    return facts_of(Example("", {}, rows, "", signed, tuple(children.split()), ()))


def told(check: Check, given: Facts) -> list[Statement]:
    return [one for one in check(given) if isinstance(one, Statement)]


def held(check: Check, given: Facts) -> list[tuple[str, ...]]:
    return [one.subject for one in check(given) if isinstance(one, Held)]


def only(check: Check, given: Facts) -> Statement:
    (found,) = told(check, given)
    return found


def test_what_passed_is_what_neither_failed_nor_was_noted() -> None:
    assert Outcome("x", 9, 2, 3, ()).passed == 4


# Between levels

BUDGET = "line  source    amount\nDA2   province  900\n"


def below(*rows: str) -> str:
    return "\n".join(("unit   line  source    amount", *rows))


def test_money_of_a_line_that_the_unit_does_not_plan_is_beyond_from_the_first_dong() -> None:
    rows = below("99991  DA3   province  0", "99991  DA2   province  899", "99992  DA4   province  1")
    given = facts({"budget": BUDGET, "plans_below": rows}, "99991 99992")
    kept, beyond = told(check_money, given)
    assert (kept.reason, kept.severity, kept.expected, kept.actual) == ("kept", "note", 900, 899)
    assert (kept.source, kept.values["gap"]) == ("budget.csv#2", ("vnd", 1))
    assert (beyond.reason, beyond.severity, beyond.subject[0]) == ("beyond", "error", "DA4")
    assert (beyond.expected, beyond.actual, beyond.source) == (0, 1, "budget.csv#4")
    assert [subject[0] for subject in held(check_money, given)] == ["DA3"]


def test_money_assigned_and_not_planned_is_told_and_so_is_what_was_not_assigned() -> None:
    assigned = below("99991  DA2   province  500", "99991  DA3   province  7")
    planned = below("99991  DA2   province  500", "99991  DA4   province  30")
    given = facts({"assigned_below": assigned, "plans_below": planned}, "99991")
    found = [(one.subject[1], one.expected, one.actual, one.source) for one in told(check_handed_down, given)]
    assert found == [("DA3", 7, 0, "ledger.csv#3"), ("DA4", 0, 30, "budget.csv#3")]
    assert [subject[:2] for subject in held(check_handed_down, given)] == [("99991", "DA2")]


@pytest.mark.parametrize(("part", "kind"), [("numerator", "count"), ("amount_vnd", "vnd")])
def test_a_result_is_told_with_its_own_row_and_in_its_own_unit(part: str, kind: str) -> None:
    rows = (f"{unit}  jobs_created  {part}  {value}" for unit, value in (("999", 10), ("99991", 4), ("99992", 3)))
    found = only(check_results, facts({"measured": "\n".join(("unit  indicator  part  value", *rows))}, "99991 99992"))
    assert (found.expected, found.actual, found.source) == (10, 7, "results.csv#2")
    assert [found.values[name] for name in ("expected", "actual", "gap")] == [(kind, 10), (kind, 7), (kind, -3)]


def test_a_result_of_nothing_is_a_number_too() -> None:
    rows = "unit   indicator     value\n999    jobs_created  0\n99991  jobs_created  2\n"
    found = only(check_results, facts({"measured": rows}, "99991"))
    assert [found.values[name] for name in ("expected", "gap")] == [("count", 0), ("count", 2)]


def wanted(own: str, below: str, measured_in: str) -> Facts:
    head = "unit   indicator     comparator  value  in\n"
    return facts(
        {"wanted": f"{head}999  x  reach  {own}  {measured_in}\n99991  x  reach  {below}  {measured_in}\n"}, "99991"
    )


def test_a_target_of_a_half_stays_a_half_and_a_whole_number_is_one() -> None:
    half = only(check_targets, wanted("1/2", "1/4", "share"))
    assert (half.expected, half.actual) == (Fraction(1, 2), Fraction(1, 4))
    whole = only(check_targets, wanted("3", "2", "persons"))
    assert [(type(one), one) for one in (whole.expected, whole.actual)] == [(int, 3), (int, 2)]


def test_results_may_be_verified_on_the_day_they_are_handed_in() -> None:
    rows = "unit  handed_in  status  verified\n99991  2023-12-05  official  2023-12-05\n"
    given = facts({"handed_in": rows}, "99991")
    assert told(check_progress, given) == [] and held(check_progress, given) == [("99991", DAY), (DAY,)]


def test_what_was_handed_in_for_one_day_is_not_there_for_another() -> None:
    rows = "unit  handed_in  status  verified\n99991  2023-11-20  official  2023-12-05\n99992  -  -  -\n"
    given = facts({"handed_in": rows}, "99991 99992")
    first, second = given.below.handed
    later = tuple(replace(one, as_of=dt.date(2024, 6, 30)) for one in (replace(first, handed_in_on=None), second))
    given = replace(given, below=replace(given.below, handed=(first, second, *later)))
    waiting = [one for one in told(check_progress, given) if one.reason == "waiting"]
    assert [(one.subject, one.actual, one.values["names"]) for one in waiting] == [
        ((DAY,), 1, ("text", "99992")),
        (("2024-06-30",), 0, ("text", "99991; 99992")),
    ]


# Sums of forms

FORM = "form          unit   counts\n"


def test_a_sum_of_forms_is_told_with_its_own_row() -> None:
    forms = f"{FORM}form_groups  999  poor=3\nform_results  999  poor=0\n"
    child = f"{FORM}form_results  99991  poor=1\nform_results  99992  poor=2\n"
    found = only(check_form_sums, facts({"forms": forms, "child_forms": child}, "99991 99992"))
    assert (found.expected, found.actual, found.source) == (0, 3, "form_results.csv#3")
    assert [found.values[name] for name in ("expected", "gap")] == [("count", 0), ("count", 3)]


def test_a_unit_has_handed_in_a_form_of_which_it_gives_any_column() -> None:
    rows = f"{FORM}form_results  99993  near_poor=3\nform_results  99991  poor=20\nform_results  99992  near_poor=5\n"
    given = facts({"child_forms": rows}, "99991 99992 99993")
    assert (told(check_coverage, given), held(check_coverage, given)) == ([], [("form_results", DAY)])
    found = only(check_coverage, facts({"child_forms": rows}, "99991 99992 99993 99994"))
    assert (found.expected, found.actual, found.values["names"]) == (4, 3, ("text", "99994"))
    assert found.source == "form_results.csv#4"


def test_a_form_given_once_holds_and_those_of_groups_are_not_looked_at() -> None:
    rows = "".join(f"{name}  {unit}  poor=20\n" for name, unit in (("form_results", "1"), ("form_groups", "1")) * 2)
    given = facts({"child_forms": f"{FORM}{rows}form_results  2  poor=3\n"}, "1 2")
    assert [one.subject for one in told(check_doubled, given)] == [("1", "form_results", DAY)]
    assert held(check_doubled, given) == [("2", "form_results", DAY)]


# Forms by themselves


def test_what_one_of_two_forms_leaves_blank_is_not_compared() -> None:
    rows = "form_results  1  poor=9 near_poor=\nform_groups  1  poor= near_poor=4\n"
    assert list(check_links(facts({"forms": FORM + rows}))) == []


def test_every_cause_is_held_against_its_households() -> None:
    given = facts(
        {"forms": f"{FORM}form_causes  1  households=5 cause1=5 cause8=6\nform_causes  2  households=5 cause8=5\n"}
    )
    assert only(check_form_bounds, given).actual == 6
    assert held(check_form_bounds, given) == [("2", DAY)]


def deprived(form: str, households: int, total: int, standard: str = "VN-2022") -> Facts:
    return facts(
        {"forms": f"form  unit  standard  counts\n{form}  1  {standard}  households={households} total={total}\n"}
    )


def test_two_deprivations_a_near_poor_household_are_not_too_many() -> None:
    assert held(check_least_deprivations, deprived("form_near_poor_deprivations", 5, 10)) == [("1", DAY)]
    assert only(check_least_deprivations, deprived("form_near_poor_deprivations", 5, 11)).expected == 10
    assert held(check_least_deprivations, deprived("form_poor_deprivations", 5, 15)) == [("1", DAY)]
    assert only(check_least_deprivations, deprived("form_poor_deprivations", 5, 14)).expected == 15


def test_without_a_national_threshold_or_with_a_hidden_total_nothing_follows() -> None:
    assert list(check_least_deprivations(deprived("form_poor_deprivations", 5, 1, "VN-2016"))) == []
    given = deprived("form_poor_deprivations", 5, 1)
    hidden = tuple(replace(row, masked=frozenset({"total"})) for row in given.forms)
    assert list(check_least_deprivations(replace(given, forms=hidden))) == []


def test_a_need_of_a_cause_is_held_against_the_form_of_causes() -> None:
    head = "form  unit  counted  counts\n"
    rows = f"{head}form_causes  1  poor  households=9 cause1=4\nneeds  1  poor/cause1  deprived=4\n"
    assert held(check_crossings, facts({"forms": rows})) == [("1", DAY)]
    assert only(check_crossings, facts({"forms": rows.replace("deprived=4", "deprived=5")})).expected == 4


def test_a_line_of_no_kinh_households_is_a_line_of_none() -> None:
    lines = (("all", 41), ("kinh", 0), ("minority", 40))
    rows = "".join(f"form_ethnicity  1  poor/{people}  households={count}\n" for people, count in lines)
    found = only(check_peoples, facts({"forms": f"form  unit  counted  counts\n{rows}"}))
    assert (found.reason, found.expected, found.actual) == ("not_all", 40, 41)


def test_children_are_held_against_persons_once_a_class_and_not_where_they_are_hidden() -> None:
    rows = "form_results  1  households  poor_persons=7\nform_children  1  poor  children=7\n"
    given = facts({"forms": f"form  unit  counted  counts\n{rows}"})
    assert held(check_children, given) == [("1", DAY)] and told(check_children, given) == []
    hidden = tuple(replace(row, masked=frozenset({"children"})) for row in given.forms)
    assert list(check_children(replace(given, forms=hidden))) == []


def test_rates_that_are_all_right_are_one_thing_that_holds() -> None:
    rows = "form_poor_deprivations  1  households=3 d1=2 d2=1\nform_poor_deprivation_rates  1  d1=66.67 d2=33.33\n"
    given = facts({"forms": FORM + rows})
    assert (told(check_form_rates, given), held(check_form_rates, given)) == ([], [("1", DAY)])
    wrong = facts({"forms": FORM + rows.replace("66.67", "66.66")})
    assert (len(told(check_form_rates, wrong)), held(check_form_rates, wrong)) == (1, [])


# Joint rates


def joint(whole: tuple[object, object], *parts: tuple[object, object], place: str = "c") -> Facts:
    rows = [f"disbursement_rate  {place}  g  {whole[0]}  {whole[1]}"]
    rows += [f"disbursement_part  p{n}  g  {amount}  {value}" for n, (amount, value) in enumerate(parts)]
    return facts({"claims": "\n".join(("kind  place  group  amount  value", *rows))})


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        (3_000_000_000, 10**9),
        (30_000_000_000, 10**9),
        (3_400_000_000, 10**6),
        (3_400_500_000, 10**3),
        (3_400_500_001, 1),
    ],
)
def test_the_unit_of_an_amount_is_the_largest_that_it_is_a_whole_number_of(amount: int, unit: int) -> None:
    found = only(check_joint_rates, joint((amount, "10.0"), (amount, "75.0")))
    allowed = joint_rate([PrintedRate(amount, Fraction(3, 4), unit, 1)])
    assert (found.values["low"], found.values["high"]) == (("share", allowed.low), ("share", allowed.high))
    assert (found.reason, found.actual) == ("differs", 10)


def test_a_joint_rate_holds_only_with_its_rate_and_its_sum() -> None:
    parts = ((60_000_000_000, "60.0"), (20_000_000_000, "60.0"))
    assert held(check_joint_rates, joint((80_000_000_000, "60.0"), *parts)) == [("c",)]
    assert held(check_joint_rates, joint((80_000_000_000, "60.0"), *parts, place="-")) == [("g",)]
    for whole, reasons in (
        ((81_000_000_000, "60.0"), ["sum_differs"]),
        ((80_000_000_000, "70.0"), ["differs"]),
        ((81_000_000_000, "70.0"), ["sum_differs", "differs"]),
    ):
        given = joint(whole, *parts)
        assert ([one.reason for one in told(check_joint_rates, given)], held(check_joint_rates, given)) == (reasons, [])


@pytest.mark.parametrize("part", [(20, "0"), (20, "-5"), (20, "-"), ("-", "60.0"), (0, "60.0")])
def test_a_part_that_implies_no_plan_leaves_its_group_alone(part: tuple[object, object]) -> None:
    assert list(check_joint_rates(joint((80, "10.0"), (60, "60.0"), part))) == []
    assert list(check_joint_rates(joint((80, "10.0")))) == []
    assert list(check_joint_rates(joint(("-", "10.0"), (60, "60.0")))) == []


def test_a_part_of_less_than_one_per_cent_implies_a_plan() -> None:
    assert [one.reason for one in told(check_joint_rates, joint((60, "10.0"), (60, "0.5")))] == ["differs"]


# What a text states


def bare(value: str, *rates: str) -> Statement:
    rows = (*rates, f"bare_rate  A  2019  protection  {value}  -")
    return only(check_bare_rates, facts({"claims": "\n".join(("kind  place  for  subject  value  part", *rows))}))


def test_a_bare_rate_is_told_of_all_and_of_the_poor() -> None:
    found = bare("2.0", "rate  A  2019  poor  10.00  1000")
    assert found.reason == "two_wholes"
    # 1,000 are 10.00 % of 9,996 to 10,005; 2.0 % is from 1.95 to below 2.05 %.
    said = {name: found.values[name][1] for name in ("fewest", "most", "low", "high", "of_poor", "poor")}
    assert said == {"fewest": 9996, "most": 10005, "low": 195, "high": 205, "of_poor": "20", "poor": 1000}
    wide = bare("2", "rate  A  2019  poor  10.00  1000")
    assert wide.values["of_poor"] == ("text", "15-24")


def test_a_bare_rate_without_a_count_of_the_poor_has_no_whole() -> None:
    assert bare("2.0", "rate  A  2019  near_poor  10.00  1000").reason == "no_whole"
    assert bare("2.0", "rate  A  2019  near_poor  10.00  1000", "rate  A  2019  poor  10.00  -").reason == "no_whole"


def test_a_bare_rate_of_nothing_keeps_its_decimals() -> None:
    found = bare("0.00", "rate  A  2019  poor  10.00  1000")
    assert (found.reason, found.values["of_poor"], found.values["high"]) == ("two_wholes", ("text", "0"), ("count", 0))


def test_a_stated_count_of_none_is_one_and_what_nobody_counted_is_not_compared() -> None:
    claims = "kind          subject  count\nstated_count  cause  0\nstated_count  models  3\nstated_count  access  2\n"
    given = facts({"claims": claims, "counted": "subject  found\ncause  0\nmodels  4\n"})
    found = only(check_counts, given)
    assert (found.reason, found.expected, found.actual) == ("holds", 0, 0)


def test_child_units_that_are_gone_are_told_from_before_the_first_year() -> None:
    given = facts({"counted": "subject             found\nchild_units_before  31\n"})
    found = only(check_border, replace(given, years=(2025, 2021, 2023)))
    assert (found.expected, found.actual, found.values["year"]) == (31, 0, ("text", "2020"))
    assert only(check_border, given).values["year"] == ("text", "2022")


# Words

LEDGER = """
phase      line  source    document  amount
allocated  DA1   central   H-01      200000
allocated  DA1   province  H-01      100000
disbursed  DA1   central   CT-1      200000
disbursed  DA1   central   CT-1      200000
"""


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("Đạt 133,33%.", True),
        ("133,33% là tỷ lệ của dự án.", True),
        ("Số 1133,33% là của việc khác.", False),
        ("Số 9.133,33% là của việc khác.", False),
        ("Số 1133,33% là của việc khác; dự án đạt 133,33%.", True),
        ("Đạt 133,33%.\nMột đoạn khác.", True),
        ("Giải ngân (400.000 đồng).", True),
        ("Giải ngân 1.400.000 đồng.", False),
        ("Giải ngân 2,400.000 đồng.", False),
        ("Giải ngân 2 400.000 đồng.", True),
    ],
)
def test_a_number_is_quoted_where_it_stands_by_itself(words: str, quoted: bool) -> None:
    found = told(check_narrative, facts({"ledger": LEDGER, "narrative": f"text\n{words}\n"}))
    assert [one.subject[0] for one in found] == (["DA1"] if quoted else [])


def test_the_rate_of_a_line_is_also_that_of_its_own_plan() -> None:
    budget = "line  source   amount\nDA1   central  500000\nDA2   central  300000\n"
    found = only(check_narrative, facts({"ledger": LEDGER, "budget": budget, "narrative": "text\nĐạt 80%.\n"}))
    assert (found.subject, found.expected, found.actual) == (("DA1", "80%"), 400000, 200000)
    assert found.values["why"] == ("words", "reason.duplicate_voucher")


def test_the_reason_told_is_that_of_the_first_doubt() -> None:
    more = "allocated  DA1  district  H-01  70000\ndisbursed  DA1  district  CT-9  -70000\n"
    found = told(check_narrative, facts({"ledger": LEDGER + more, "narrative": "text\nGiải ngân 330.000 đồng.\n"}))
    reasons = {one.values["why"] for one in found}
    assert reasons == {("words", "reason.sign_error")}


# Tasks


def tasks(*rows: str, signed: str = "") -> Facts:
    return facts({"tasks": "\n".join(("task  due  printed  needs", *rows))}, signed=signed)


def test_tasks_that_wait_for_each_other_are_not_in_order_and_others_are() -> None:
    given = tasks("A  none  -  B", "B  none  -  A", "C  none  -  A", "D  by 11-15  -  C")
    assert [one.reason for one in told(check_task_order, given)] == ["circle"]
    assert held(check_task_order, given) == [("C",), ("D",)]


def test_a_task_without_a_deadline_is_not_looked_at_when_a_plan_is_signed() -> None:
    given = tasks("A  none  -  -", "B  by 2023-10-21  -  -", "C  by 2023-10-20  -  -", signed="2023-10-21")
    assert [(one.subject, one.actual) for one in told(check_task_signing, given)] == [(("C",), -1)]
    assert held(check_task_signing, given) == [("B",)]


# Decisions and ledgers


def decisions(*pairs: tuple[str, str]) -> Facts:
    rows = (f"allocated  DA1  central  {new}  {old}  10" for new, old in pairs)
    return facts({"ledger": "\n".join(("phase  line  source  document  supersedes  amount", *rows))})


def test_a_chain_of_decisions_is_no_circle_and_a_circle_of_three_is_one() -> None:
    chain = (("C", "-"), ("B", "C"), ("A", "B"))
    assert told(check_supersession, decisions(*chain)) == []
    assert held(check_supersession, decisions(*chain)) == [("B",), ("A",)]
    circle = told(check_supersession, decisions(("C", "A"), *chain[1:]))
    assert [(one.reason, one.subject) for one in circle] == [("circle", (name,)) for name in "CBA"]


def test_a_decision_that_replaces_nothing_names_its_first_six_rows() -> None:
    found = only(check_supersession, decisions(("A", "-"), *[("B", "Z")] * 7))
    assert found.source == ", ".join(f"ledger.csv#{row}" for row in range(3, 9)) and found.actual == 70


@pytest.mark.parametrize(
    ("planned", "given", "lapsed", "paid", "reason"),
    [
        (10, 10, 0, 10, "apart"),
        (10, 11, 0, 10, "beyond_plan"),
        (10, 11, 1, 10, "apart"),
        (10, 10, 1, 10, "beyond_given"),
        (10, 10, 0, 11, "beyond_given"),
    ],
)
def test_a_loan_is_held_against_its_plan_and_what_was_given(
    planned: int, given: int, lapsed: int, paid: int, reason: str
) -> None:
    rows = (("allocated", given), ("lapsed", lapsed), ("disbursed", paid))
    ledger = "".join(f"{phase}  DA1  loan  {amount}\n" for phase, amount in rows)
    budget = f"line  source  amount\nDA1  loan  {planned}\n"
    found = only(check_apart, facts({"budget": budget, "ledger": f"phase  line  source  amount\n{ledger}"}))
    assert (found.reason, found.expected, found.actual) == (reason, given - lapsed, paid)


def test_a_loan_of_many_rows_names_the_first_six() -> None:
    rows = "allocated  DA1  loan  1\n" * 8
    found = only(check_apart, facts({"ledger": f"phase  line  source  amount\n{rows}"}))
    assert found.source == ", ".join(f"ledger.csv#{row}" for row in range(2, 8))


# Typed tables


def typed(text: str, *says: str) -> Facts:
    return facts({"table": text, "table_says": "\n".join(("key  value", *says))})


def test_relations_that_hold_are_named_by_their_first_cell() -> None:
    given = typed(
        "xã  hộ  nghèo  tỷ lệ\nMột  400  49  12,25\nHai  0  5  9\nBa  300  50  16\nBốn  300,5  50  16,63\n",
        "rates  tỷ lệ = nghèo / hộ",
    )
    assert held(check_tables, given) == [("PL1", "Một", "tỷ lệ")]
    found = [(one.reason, one.subject, one.values.get("others")) for one in told(check_tables, given)]
    assert found == [
        ("rate_differs", ("PL1", "Hai", "tỷ lệ"), ("text", "Hai/nghèo; Hai/hộ")),
        ("rate_differs", ("PL1", "Bốn", "tỷ lệ"), ("text", "Bốn/nghèo; Bốn/hộ")),
        ("truncated", ("PL1",), ("text", "Ba/tỷ lệ")),
    ]


def test_a_dash_for_a_rate_is_one_without_decimals() -> None:
    given = typed("xã  hộ  nghèo  tỷ lệ\nMột  400  3  -\n", "rates  tỷ lệ = nghèo / hộ")
    assert [one.reason for one in told(check_tables, given)] == ["truncated"]


def test_a_rate_with_words_is_not_cut_off() -> None:
    """50 of 300 are 16.67 %: 16 with the rest cut off, but not nearly 16."""
    text = "xã  hộ  nghèo  tỷ lệ\nMột  300  50  {}\n"
    reasons = [
        [one.reason for one in told(check_tables, typed(text.format(rate), "rates  tỷ lệ = nghèo / hộ"))]
        for rate in ("16", '"gần 16"', '"hơn 16"')
    ]
    assert reasons == [["truncated"], ["rate_differs"], []]


WHOLES = "vùng     nghèo   tỷ lệ\nBắc      587952  1,87\nNam      {nam}   {rate}\nCả nước  609049  1,88\n"


@pytest.mark.parametrize(
    ("nam", "rate", "compared"),
    [
        ("21097", "2,10", True),
        *(("0", "0,00", True), ("3", "0,00", True), ("100", "0,50", True)),
        ("21097", ".", False),
        (".", "2,10", False),
        ("-1", "2,10", False),
        ("21097", "-1", False),
    ],
)
def test_wholes_are_compared_where_every_part_has_a_count_and_a_rate(nam: str, rate: str, compared: bool) -> None:
    given = typed(WHOLES.format(nam=nam, rate=rate), "total_rows  Cả nước", "rates  tỷ lệ = nghèo")
    found = [one for one in check_tables(given) if one.subject == ("PL1", "Cả nước", "tỷ lệ")]
    assert len(found) == compared


@pytest.mark.parametrize(
    ("nam", "rate", "whole", "fits"),
    [
        # 1.87 % of 31.36 to 31.53 million and 2.10 % of 1.00 to 1.01 million; 609,049 are 1.88 % of 32.31 to 32.48.
        ("21097", "2,10", "609049  1,88", True),
        # 1.10 % would be of 1.91 to 1.93 million.
        ("21097", "1,10", "609049  1,88", False),
        # Nobody is 2.10 % of nothing, whatever the whole is.
        ("0", "2,10", "587952  1,87", False),
        ("0", "0,00", "587952  1,87", True),
    ],
)
def test_wholes_that_rates_imply_add_up(nam: str, rate: str, whole: str, fits: bool) -> None:
    text = WHOLES.format(nam=nam, rate=rate).replace("609049  1,88", whole)
    given = typed(text, "total_rows  Cả nước", "rates  tỷ lệ = nghèo")
    subject = ("PL1", "Cả nước", "tỷ lệ")
    assert (subject in held(check_tables, given)) == fits
    assert [one.reason for one in told(check_tables, given) if one.subject == subject] == (
        [] if fits else ["wholes_apart"]
    )


def test_a_rate_over_a_printed_column_implies_no_other_whole() -> None:
    text = "vùng  hộ  nghèo  tỷ lệ\nBắc  100  10  10\nNam  100  20  20\nCả nước  200  30  15\n"
    given = typed(text, "total_rows  Cả nước", "rates  tỷ lệ = nghèo / hộ")
    assert held(check_tables, given).count(("PL1", "Cả nước", "tỷ lệ")) == 1


# Sums of a plan


def test_a_total_of_none_is_a_total() -> None:
    claims = "kind  line  amount\nstated_total  DA1  0\n"
    found = only(check_stated_totals, facts({"claims": claims, "budget": "line  source  amount\nDA1  central  0\n"}))
    assert (found.reason, found.expected, found.actual) == ("holds", 0, 0)


def norm(words: str, count: str, money: int, times: int = 10) -> list[Verdict]:
    claim = f"norm  DA5  central  40000000  {words}  {times}  {count}"
    claims = f"kind  line  source  amount  words  count  count_words\n{claim}\n"
    return list(check_norms(facts({"claims": claims, "budget": f"line  source  amount\nDA5  central  {money}\n"})))


@pytest.mark.parametrize(
    ("words", "count", "money", "holds"),
    [
        ("40 triệu đồng", "hơn 10", 400_000_000, True),
        ("40 triệu đồng", "hơn 10", 397_000_000, False),
        ("40 triệu đồng", "hơn 10", 399_999_999, False),
        ("dưới 40 triệu đồng", "10", 0, True),
        ("hơn 40 triệu đồng", "10", 400_000_000, True),
        ("hơn 40 triệu đồng", "10", 300_000_000, False),
        ("40 triệu đồng", "dưới 10", 0, True),
    ],
)
def test_words_widen_a_norm_or_a_count_and_nothing_else(words: str, count: str, money: int, holds: bool) -> None:
    (found,) = norm(words, count, money)
    assert isinstance(found, Held) == holds


def test_only_a_total_that_is_printed_as_one_is_a_total() -> None:
    claims = "kind  line  source  amount  count\nnorm  DA1  central  5  1\nstated_total  DA1  -  -  -\n"
    given = facts({"claims": claims, "budget": BUDGET})
    assert list(check_stated_totals(given)) == []
    for line, source, printed in (("DA1", "-", False), ("-", "central", False), ("-", "-", True)):
        total = facts(
            {"claims": f"kind  line  source  amount\nstated_total  {line}  {source}  900\n", "budget": BUDGET}
        )
        assert (held(check_grand_total, total) == [("total",)], told(check_grand_total, total) == []) == (
            printed,
            printed,
        )


def test_a_norm_of_none_is_below_the_most() -> None:
    claims = "kind  line  source  amount  count\nnorm  DA5  central  0  2\n"
    norms = "line  kind  source  amount  bound\nDA5  new  central  40  max\n"
    found = only(check_legal_norms, facts({"claims": claims, "norms": norms}))
    assert (found.reason, found.actual) == ("within_max", 0)


# What a document prints of itself


def claims(*rows: str) -> Facts:
    return facts({"claims": "\n".join(("kind  place  for  subject  value  part  base  words", *rows))})


@pytest.mark.parametrize(("value", "years"), [("10", "3"), ("6", "5")])
def test_an_average_over_a_year_less_or_more_is_named(value: str, years: str) -> None:
    found = only(check_averages, claims(f"average  A  2023  jobs  {value}  30  4  {value}"))
    assert (found.reason, found.values["other"]) == ("wrong_years", ("text", years))


def test_a_class_of_no_households_adds_nothing_to_the_others() -> None:
    given = claims("rate  A  2023  poor  0  0  100  0%", "rate  A  2023  near_poor  101  101  100  101%")
    found = only(check_household_totals, given)
    assert (found.reason, found.expected, found.actual) == ("beyond", 100, 101)


def cited(given: Facts) -> Facts:
    """The same claims, each of a document of its own."""
    return replace(given, claims=tuple(replace(one, document=f"KH{n}") for n, one in enumerate(given.claims, start=1)))


def test_one_total_for_two_rates_is_told_with_the_document_of_the_first() -> None:
    """10.0 % of 1,000 and a rate of none; 60 and 70 are more than 100."""
    rates = ("rate  A  2023  poor  10.0  1000  -  10,0%", "rate  A  2023  near_poor  0.0  0  -  0,0%")
    found = only(check_household_totals, cited(claims(*rates)))
    assert (found.reason, found.source) == ("computed", "KH1")
    rates = ("rate  A  2023  poor  60  60  100  60%", "rate  A  2023  near_poor  70  70  100  70%")
    found = only(check_household_totals, cited(claims(*rates)))
    assert (found.reason, found.expected, found.actual, found.source) == ("beyond", 100, 130, "KH1")


@pytest.mark.parametrize("change", ["-0.5  3  -  -0,5%", "0.5  -1  -  0,5%"])
def test_a_change_is_no_rate_of_a_total(change: str) -> None:
    """Of the other alone nothing follows."""
    given = claims("rate  A  2023  poor  10.0  1000  -  10,0%", f"rate  A  2023  near_poor  {change}")
    assert list(check_household_totals(given)) == []


def test_a_share_of_both_classes_where_one_has_none() -> None:
    given = claims("share  A  2023  poor  100.0  5  20  100,0%", "rate  A  2023  near_poor  0.0  0  20  0,0%")
    assert [one.reason for one in told(check_shares, given)] == ["is_share"]


def test_digits_of_the_whole_may_be_exchanged_as_well() -> None:
    rows = ("sum  A  2023  poor  45  g  45", "part  A  2023  x  40  g  40", "part  A  2023  y  14  g  14")
    given = facts({"claims": "\n".join(("kind  place  for  subject  value  group  words", *rows))})
    found = only(check_printed_sums, given)
    assert (found.reason, found.expected, found.actual, found.values["other"]) == (
        "swapped_digits",
        45,
        54,
        ("text", "45"),
    )


def test_words_do_not_make_any_count_right() -> None:
    given = claims("rate_count  A  2023  x  500  10  1000  hơn 500", "rate_count  A  2023  y  99  10  1000  hơn 99")
    assert [one.subject[-1] for one in told(check_rate_counts, given)] == ["x"]
    assert [subject[-1] for subject in held(check_rate_counts, given)] == ["y"]


@pytest.mark.parametrize(("rate", "base"), [("0", "1000"), ("50", "0")])
def test_no_per_cent_and_no_households_are_nobody(rate: str, base: str) -> None:
    found = only(check_rate_counts, claims(f"rate_count  A  2023  x  3  {rate}  {base}  3"))
    assert (found.expected, found.actual, found.values["gap"]) == (0, 3, ("number", 3))


# The roll-ups beneath


@pytest.mark.parametrize(
    ("own", "total", "missing", "holds"),
    [
        *((None, 7, (), True), (None, 7, ("2",), True)),
        *((9, 8, (), False), (9, 9, (), True), (9, 10, (), False)),
        *((9, 8, ("2",), True), (9, 9, ("2",), True), (9, 10, ("2",), False)),
    ],
)
def test_a_sum_holds_when_equal_or_not_above_while_units_are_missing(
    own: int | None, total: int, missing: tuple[str, ...], holds: bool
) -> None:
    assert Rolled("x", own, total, ("1",), missing, ()).holds() == holds


def target(unit: str, value: int, comparator: str = "reach", *, down: bool = False) -> TargetNumber:
    found = TargetNumber(unit, "jobs", "", comparator, Fraction(value), "persons", "year")
    return replace(found, handed_down=True) if down else found


@pytest.mark.parametrize(("below", "verdict"), [(8, ""), (9, ""), (10, "exceeds")])
def test_the_most_may_be_reached_and_not_passed(below: int, verdict: str) -> None:
    (found,) = ask_below("p", ["1"], [target("p", 9, "at_most"), target("1", below, "at_most")])
    assert found.verdict() == verdict


@pytest.mark.parametrize(("own", "outside"), [(3, True), (4, False), (5, False), (6, False), (7, True)])
def test_a_rate_of_the_whole_may_be_the_lowest_or_the_highest_below(own: int, outside: bool) -> None:
    rates = [replace(target(unit, value), measured_in="share") for unit, value in (("p", own), ("1", 4), ("2", 6))]
    (found,) = ask_below("p", ["1", "2"], rates)
    assert (found.verdict() == "outside", found.residual()) == (outside, None)


def test_numbers_below_have_a_residual() -> None:
    (found,) = ask_below("p", ["1", "2"], [target("p", 9), target("1", 3), target("2", 4)])
    assert (found.low(), found.high(), found.residual()) == (7, 7, -2)


def test_the_first_of_two_targets_counts_unless_only_the_second_was_handed_down() -> None:
    own, again = target("1", 5), target("1", 6)
    down, later = target("1", 7, down=True), target("1", 8, down=True)
    for listed, value in (((own, again), 5), ((own, down), 7), ((down, own), 7), ((down, later), 7)):
        (found,) = ask_below("p", ["1"], [target("p", 9), *listed])
        assert found.low() == value
