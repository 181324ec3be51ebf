"""The examples of the reconciliation rules: small tables that a test runs and the documentation shows.

They stand in ``tests/spec/rules/<rule>.yaml``: the rows a document might have,
and every finding of that rule, no more and no fewer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Final

from poverty_analysis.budget.ledger import Entry, counted
from poverty_analysis.checks import LEDGER_RULES, RULES, run_rules
from poverty_analysis.checks.model import Below, CarryGround, Facts, LegalCounterpart, LineRule, Norm, ResultKey
from poverty_analysis.inputs.plan.claim_tables import typed_table
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.rows.plan import LineRow
from poverty_analysis.plan.claim_tables import ClaimTable
from poverty_analysis.plan.claims import CitedDocument, Claim
from poverty_analysis.plan.tasks import Task
from poverty_analysis.units.roll_up import Count, Handed, TargetNumber
from poverty_analysis.values.origin import Origin
from poverty_analysis.values.problems import Finding
from poverty_analysis.values.strict_yaml import Scalar, Value, read_yaml
from poverty_analysis.wording.findings import rule_codes, rule_words
from poverty_analysis.wording.numbers import format_vnd

FOLDER: Final = Path(__file__).resolve().parent.parent / "tests" / "spec" / "rules"
YEAR: Final = 2023
TABLES: Final = (
    "budget",
    "opening",
    "ledger",
    "grounds",
    "claims",
    "norms",
    "lines",
    "documents",
    "codes",
    "names",
    "tasks",
    "forms",
    "child_forms",
    "plans_below",
    "assigned_below",
    "measured",
    "wanted",
    "handed_in",
    "counted",
    "narrative",
    "table",
    "table_says",
)
_EMPTY: Final = "-"
_NAMES: Final[Mapping[str, str]] = {
    "budget": "Budget rows · Dòng dự toán",
    "opening": "Ledger of the year before · Sổ năm trước",
    "ledger": "Postings · Bút toán",
    "grounds": "Grounds in law · Căn cứ pháp luật",
    "claims": "What the document says · Điều văn bản nêu",
    "norms": "Legal norms · Định mức theo quy định",
    "lines": "Permitted capital · Loại vốn của dòng",
    "documents": "Documents cited · Văn bản viện dẫn",
    "codes": "Lines in other tables · Mã ở bảng khác",
    "names": "Names of own lines · Tên dự án riêng",
    "tasks": "Tasks · Nhiệm vụ",
    "forms": "Forms · Biểu",
    "child_forms": "Forms of the units below · Biểu của đơn vị trực thuộc",
    "plans_below": "Plans of the units below · Kế hoạch của đơn vị trực thuộc",
    "assigned_below": "Money assigned to the units below · Kinh phí giao đơn vị trực thuộc",
    "measured": "Results of policies · Kết quả chính sách",
    "wanted": "Targets · Chỉ tiêu",
    "handed_in": "Progress of the review · Tiến độ rà soát",
    "counted": "How many there are · Số có thật",
    "narrative": "Words of the report · Lời văn của báo cáo",
    "table": "A table of the document · Bảng trong văn bản",
    "table_says": "What its rows and columns are · Hàng và cột là gì",
}

Row = Mapping[str, str]


@dataclass(frozen=True)
class Example:
    """One case of a rule: its title, its input tables as rows of text, and the findings to expect."""

    rule: str
    title: Mapping[str, str]
    tables: Mapping[str, tuple[Row, ...]]
    ratio: str
    signed: str
    children: tuple[str, ...]
    finds: tuple[Row, ...]


def read_examples(rule: str) -> tuple[Example, ...]:
    """The examples of one rule, in the order of its file."""
    data = read_yaml(FOLDER / f"{rule}.yaml", f"{rule}.yaml")
    listed = data["examples"] if isinstance(data, dict) else []
    return tuple(_example(rule, one) for one in listed if isinstance(one, dict))


def _example(rule: str, data: Mapping[str, Value]) -> Example:
    unknown = set(data) - {"vi", "en", "counterpart", "signed", "children", "finds", *TABLES}
    if unknown:
        raise ValueError(f"{rule}.yaml: {sorted(unknown)}")
    title = {lang: str(data[lang]) for lang in ("vi", "en")}
    tables = {name: rows_of(str(data[name])) for name in TABLES if name in data}
    ratio, signed = str(data.get("counterpart", "")), str(data.get("signed", ""))
    children = tuple(str(data.get("children", "")).split())
    return Example(rule, title, tables, ratio, signed, children, rows_of(str(data["finds"])))


def rows_of(text: str) -> tuple[Row, ...]:
    """Rows of a table written with two or more spaces between its columns."""
    lines = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in text.splitlines() if line.strip()]
    return tuple(dict(zip(lines[0], line, strict=True)) for line in lines[1:])


def facts_of(example: Example) -> Facts:
    """What the rules look at in an example."""

    def rows(name: str) -> tuple[Row, ...]:
        return example.tables.get(name, ())

    opening = ({"phase": "carried_over", **row} for row in rows("opening"))
    ledger = (*opening, *rows("ledger"))
    postings = tuple(_posting(row, Origin("ledger.csv", number)) for number, row in enumerate(ledger, start=2))
    codes: dict[str, tuple[str, ...]] = {}
    for row in rows("codes"):
        codes[row["table"]] = (*codes.get(row["table"], ()), _text(row, "code"))
    return Facts(
        year=YEAR,
        entries=tuple(_entry(row, Origin("budget.csv", number)) for number, row in enumerate(rows("budget"), start=2)),
        claims=tuple(_claim(row, Origin("claims.csv", number)) for number, row in enumerate(rows("claims"), start=2)),
        documents=tuple(_document(row) for row in rows("documents")),
        lines={row["line"]: LineRule(row["line"], tuple(row["capital"].split("+")), "law") for row in rows("lines")},
        norms=tuple(_norm(row) for row in rows("norms")),
        counterpart=LegalCounterpart(Fraction(example.ratio), "law", False) if example.ratio else None,
        other_codes=codes,
        own_lines=tuple(_named(row, number) for number, row in enumerate(rows("names"), start=2)),
        known=postings,
        booked=counted(postings),
        carry_grounds=tuple(_ground(row) for row in rows("grounds")),
        tasks=tuple(_task(row, f"tasks.csv#{number}") for number, row in enumerate(rows("tasks"), start=2)),
        signed=dt.date.fromisoformat(example.signed) if example.signed else None,
        forms=tuple(_form(row, number) for number, row in enumerate(rows("forms"), start=2)),
        least_deprivations={"VN-2022": 3},
        unit="999",
        children=dict(zip(example.children, example.children, strict=True)),
        child_forms=tuple(_form(row, number) for number, row in enumerate(rows("child_forms"), start=2)),
        below=_below(rows("plans_below"), rows("assigned_below"), rows("measured"), rows("wanted"), rows("handed_in")),
        counted={row["subject"]: int(row["found"]) for row in rows("counted")},
        narrative=tuple(row["text"] for row in rows("narrative")),
        tables=(_typed(rows("table"), rows("table_says")),) if rows("table") else (),
    )


def _typed(rows: tuple[Row, ...], says: tuple[Row, ...]) -> ClaimTable:
    """A typed table; "." is an empty cell and "-" what the document prints for nothing."""
    cells = tuple((n, tuple(None if cell == "." else cell for cell in row.values())) for n, row in enumerate(rows, 2))
    keys = dict.fromkeys(row["key"] for row in says)
    described: dict[str, Value] = {key: [Scalar(row["value"]) for row in says if row["key"] == key] for key in keys}
    table, wrong = typed_table("PL1", RawTable("PL1.csv", "", tuple(rows[0]), cells), described, "vi")
    if wrong:
        raise ValueError(wrong)
    return table


def findings_of(example: Example) -> tuple[Finding, ...]:
    """What the example's rule finds, in its own order."""
    outcomes = run_rules(facts_of(example), (*RULES, *LEDGER_RULES))
    faults = [f"{outcome.rule}: {outcome.fault}" for outcome in outcomes if outcome.fault]
    if faults:
        # A rule that breaks off finds nothing, which would look like nothing to find.
        raise ValueError("; ".join(faults))
    return next(outcome.findings for outcome in outcomes if outcome.rule == example.rule)


def _text(row: Row, name: str, default: str = "") -> str:
    cell = row.get(name, default)
    return "" if cell == _EMPTY else cell


def _number(row: Row, name: str) -> int | None:
    text = _text(row, name)
    return int(text) if text else None


def _decimal(row: Row, name: str) -> Decimal | None:
    text = _text(row, name)
    return Decimal(text) if text else None


def _printed(amount: int) -> str:
    return f"{format_vnd(amount, 'vi')} đồng"


def _entry(row: Row, at: Origin) -> Entry:
    return Entry(
        line=row["line"],
        source=row["source"],
        source_year=_text(row, "year", str(YEAR)),
        capital=_text(row, "capital", "recurrent"),
        phase="planned",
        amount_vnd=int(row["amount"]),
        as_printed=_text(row, "words", _printed(int(row["amount"]))),
        at=at,
    )


def _posting(row: Row, at: Origin) -> Entry:
    day = dt.date.fromisoformat(_text(row, "date", f"{YEAR}-06-30"))
    return replace(
        _entry(row, at),
        phase=row["phase"],
        date=day,
        budget_year=_number(row, "budget_year") or day.year,
        document=_text(row, "document", "MH-01"),
        supersedes=_text(row, "supersedes"),
        assigned_by=_text(row, "assigned_by"),
        component=_text(row, "component"),
        spending_unit=_text(row, "spending_unit", "MAU-01"),
        as_of=dt.date.fromisoformat(row["as_of"]) if _text(row, "as_of") else None,
        unit="999",
    )


def _ground(row: Row) -> CarryGround:
    until = dt.date.fromisoformat(row["pay_until"])
    first, last = int(row["year"]) + 1, int(row["last_year"])
    return CarryGround(int(row["year"]), row["capital"], first, last, until, "law")


def _claim(row: Row, at: Origin) -> Claim:
    amount, count = _number(row, "amount"), _number(row, "count")
    return Claim(
        claim=at.cell(),
        kind=row["kind"],
        line=_text(row, "line"),
        source=_text(row, "source"),
        amount_vnd=amount,
        as_printed=_text(row, "words", _text(row, "value") if amount is None else _printed(amount)),
        count=count,
        count_to=_number(row, "count_to"),
        count_as_printed=_text(row, "count_words", "" if count is None else str(count)),
        count_unit=_text(row, "unit", "hộ"),
        capital=_text(row, "capital"),
        document="KH",
        source_line=1,
        at=at,
        place=_text(row, "place"),
        year=_text(row, "for"),
        subject=_text(row, "subject"),
        value=_decimal(row, "value"),
        part=_decimal(row, "part"),
        base=_decimal(row, "base"),
        group=_text(row, "group"),
    )


def _form(row: Row, number: int) -> FormRow:
    counts = dict(pair.split("=") for pair in row["counts"].split())
    day = dt.date.fromisoformat(f"{YEAR}-12-31")
    rates = {name: Decimal(text) for name, text in counts.items() if "." in text}
    numbers = {name: int(text) if text else None for name, text in counts.items() if name not in rates}
    standard = _text(row, "standard", "VN-2022")
    counted, _, item = _text(row, "counted", "households").partition("/")
    at = Origin(f"{row['form']}.csv", number)
    return FormRow(row["form"], row["unit"], day, standard, counted, numbers, at, item=item, rates=rates)


def _below(*tables: tuple[Row, ...]) -> Below:
    """What is known of the units below; a plan without money is a row whose line is "-"."""
    planned, assigned, measured, wanted, handed = tables
    plans: dict[str, tuple[Entry, ...]] = {}
    for number, row in enumerate(planned, start=2):
        entries = (_entry(row, Origin("budget.csv", number)),) if _text(row, "line") else ()
        plans[row["unit"]] = (*plans.get(row["unit"], ()), *entries)
    return Below(
        plans=plans,
        assigned=tuple(
            replace(_entry(row, Origin("ledger.csv", n)), unit=row["unit"]) for n, row in enumerate(assigned, 2)
        ),
        measured=tuple(_measured(row, f"results.csv#{n}") for n, row in enumerate(measured, 2)),
        targets=tuple(_wanted(row, f"targets.csv#{n}") for n, row in enumerate(wanted, 2)),
        titles={"jobs_created": ("Số lao động được giải quyết việc làm", "Workers given a job")},
        handed=tuple(_handed(row, f"progress.csv#{n}") for n, row in enumerate(handed, 2)),
    )


def _measured(row: Row, cell: str) -> Count[ResultKey]:
    key = ResultKey(row["indicator"], dt.date(YEAR, 12, 31), _text(row, "part", "numerator"), _text(row, "group"))
    return Count(row["unit"], key, int(row["value"]), cell)


def _wanted(row: Row, cell: str) -> TargetNumber:
    value, measured_in = Fraction(row["value"]), _text(row, "in", "persons")
    given = _text(row, "by") != ""
    return TargetNumber(
        row["unit"], row["indicator"], "", row["comparator"], value, measured_in, "year", handed_down=given, cell=cell
    )


def _handed(row: Row, cell: str) -> Handed:
    days = (dt.date.fromisoformat(day) if (day := _text(row, name)) else None for name in ("handed_in", "verified"))
    handed, verified = days
    by = "MAU" if verified else ""
    return Handed(row["unit"], dt.date(YEAR, 12, 31), handed, _text(row, "status"), by, verified, cell)


def _document(row: Row) -> CitedDocument:
    number, title, in_hand = _text(row, "number"), _text(row, "title"), row["in_hand"] == "yes"
    return CitedDocument(row["id"], number, None, "", title, in_hand, row["role"], 1)


def _task(row: Row, cell: str) -> Task:
    needs = (_text(row, "needs"),) if _text(row, "needs") else ()
    return Task(
        row["task"], row["task"], "-", rule=row["due"], as_printed=_text(row, "printed"), depends_on=needs, cell=cell
    )


def _named(row: Row, number: int) -> LineRow:
    return LineRow(row["line"], row["title"], _text(row, "title_en"), 1, Origin("lines.csv", number))


def _norm(row: Row) -> Norm:
    return Norm(row["line"], row["kind"], row["source"], int(row["amount"]), row["bound"], "law")


def rules_page() -> str:
    """The reference page of the rules: what each looks at, and its examples with what it says."""
    parts = [
        "# Quy tắc đối chiếu · Reconciliation rules",
        "",
        "This page is generated from `poverty_analysis/wording/findings.yaml` and `tests/spec/rules/` by",
        "`tools/make_docs.py`; do not edit it. A test runs every example below.",
        "",
        "Sai lệch (error) và điểm cần kiểm tra (warning) cần người xem lại; ghi nhận (note) chỉ nêu điều văn bản",
        "cho biết hoặc để ngỏ. Năm của kế hoạch trong các ví dụ là 2023; số tiền là đồng.",
        "",
        "Errors and warnings need a person to look; a note tells what the document says or leaves open. The plan's",
        "year in the examples is 2023; amounts are in đồng. A finding names the exact difference; the tolerance is",
        "0 đồng unless the example says otherwise.",
    ]
    for code in rule_codes():
        parts += _section(code)
    return "\n".join(parts) + "\n"


def _section(code: str) -> Iterator[str]:
    vi, en = rule_words(code, "vi"), rule_words(code, "en")
    yield from ("", f"## {code}", "", f"**{vi.title}.** {vi.about}", "", f"**{en.title}.** {en.about}")
    if vi.law:
        years = f" ({vi.first}-{vi.last})" if vi.first else ""
        yield from ("", f"{vi.law} · {en.law}{years}")
    for example in read_examples(code):
        yield from ("", f"### {example.title['vi']} · {example.title['en']}")
        for name, rows in example.tables.items():
            yield from ("", f"{_NAMES[name]}:", "", *_table(rows))
        if example.ratio:
            yield from ("", f"Counterpart · Vốn đối ứng: {example.ratio}")
        if example.children:
            yield from ("", f"Units below · Đơn vị trực thuộc: {', '.join(example.children)}")
        if example.signed:
            yield from ("", f"Plan signed · Ngày ký kế hoạch: {example.signed}")
        yield from ("", *_told(findings_of(example)))


def _table(rows: tuple[Row, ...]) -> Iterator[str]:
    line: Callable[[Iterable[str]], str] = partial(_joined, " | ")
    yield line(rows[0])
    yield line("---" for _ in rows[0])
    yield from (line(row.values()) for row in rows)


def _joined(mark: str, cells: Iterable[str]) -> str:
    return f"| {mark.join(cells)} |"


def _told(findings: tuple[Finding, ...]) -> Iterator[str]:
    if not findings:
        yield "Finds nothing · Không nêu gì."
    for finding in findings:
        allowed = f" (±{finding.tolerance})" if finding.tolerance else ""
        yield f"- **{finding.severity}** `{finding.subject}` `{finding.reason}`{allowed}: {finding.message_vi}"
        yield f"  {finding.message_en}"
