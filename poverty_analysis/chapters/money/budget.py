"""Chapter: the budget by project and source, and where the money comes from."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Chart, Column, Figure, Row, Section, Table
from poverty_analysis.budget.ledger import (
    LOCAL_BUDGET,
    NOT_STATED,
    Entry,
    apart,
    carried,
    grants,
    is_carried,
    lines,
    of_line,
    sums_by,
    total,
)
from poverty_analysis.chapters.charts.bar_charts import stacked_bars
from poverty_analysis.chapters.frame.common import (
    budget_source,
    column,
    million,
    no_data,
    note,
    paragraph,
    section,
    share,
    table_source,
)
from poverty_analysis.report.open import Report
from poverty_analysis.wording.numbers import format_vnd

Group = tuple[str, Callable[[Entry], bool]]


def source_groups(report: Report) -> tuple[Group, ...]:
    """The columns of the budget table: those groups of sources the plan has money in."""
    year = report.params.year
    groups: tuple[Group, ...] = (
        ("central_year", lambda e: e.source == "central" and e.source_year == str(year)),
        ("central_unlabelled", lambda e: e.source == "central" and e.source_year == NOT_STATED),
        ("carried", lambda e: is_carried(e, year)),
        ("local", lambda e: e.source in LOCAL_BUDGET and not is_carried(e, year)),
        ("other", lambda e: e.source not in ("central", *LOCAL_BUDGET) and not is_carried(e, year)),
    )
    money = grants(report.entries)
    return tuple((name, test) for name, test in groups if any(test(e) for e in money))


def budget_table(report: Report) -> Table:
    """Budget by line and group of sources, with subtotals of projects and the computed total."""
    groups = source_groups(report)
    money = grants(report.entries)
    columns = (
        column(report, "code", width=0.5),
        column(report, "project", width=5),
        *(Column(_group_title(report, name), "right", 0.6) for name, _ in groups),
        column(report, "total", right=True, width=0.6),
    )
    rows = [*_project_rows(report, groups, money), _row(report, "budget.total", "", "total", groups, money, "total")]
    table = Table(
        id="budget-by-line",
        title=report.say("table.budget_by_line"),
        columns=columns,
        rows=tuple(rows),
        unit_line=report.say("unit_million"),
        notes=(report.say("note.abbreviations"), report.say("note.computed_total"), report.say("note.exact_million")),
    )
    return Table(**{**table.__dict__, "source": budget_source(table)})


def _group_title(report: Report, name: str) -> str:
    year = report.params.year
    return report.say(f"column.{name}", {"year": str(year), "before": str(year - 1)})


def _project_rows(report: Report, groups: tuple[Group, ...], money: tuple[Entry, ...]) -> list[Row]:
    rows: list[Row] = []
    opened: set[str] = set()
    for code in lines(money):
        project = code.split(".")[0]
        inside = tuple(e for e in money if e.line.split(".")[0] == project)
        if "." in code and project not in opened:
            rows.append(_row(report, f"budget.{project}", project, "", groups, inside, "subtotal"))
        opened.add(project)
        rows.append(_row(report, f"budget.{code}", code, "", groups, of_line(money, code), "body"))
    return rows


def _row(
    report: Report, key: str, code: str, words: str, groups: tuple[Group, ...], items: tuple[Entry, ...], kind: str
) -> Row:
    cells: list[Cell] = [code, report.say(f"row.{words}") if words else project_title(report, code)]
    for name, test in groups:
        chosen = tuple(e for e in items if test(e))
        cells.append(million(report, f"{key}.{name}", chosen) if chosen else "–")
    cells.append(million(report, f"{key}.total" if words == "" else key, items))
    return Row(tuple(cells), "total" if kind == "total" else "subtotal" if kind == "subtotal" else "body")


def project_title(report: Report, code: str) -> str:
    """Name of a project or sub-project in the report's language."""
    found = report.programme.project(code) if report.programme else None
    if found is None:
        return report.line_title(code)
    return found.title_en if report.lang == "en" else found.title_vi


def budget_chart(report: Report) -> Chart:
    """Bars of every line, parts by group of sources."""
    groups = source_groups(report)
    money = grants(report.entries)
    codes = lines(money)
    parts = [(_group_title(report, n), [total(e for e in of_line(money, c) if t(e)) for c in codes]) for n, t in groups]
    totals = {code: total(of_line(money, code)) for code in codes}
    first, last = max(codes, key=lambda c: totals[c]), min(codes, key=lambda c: totals[c])
    alt = report.say(
        "chart.budget_alt",
        {
            "first": first,
            "first_amount": format_vnd(totals[first], report.lang),
            "last": last,
            "last_amount": format_vnd(totals[last], report.lang),
            "lines": str(len(codes)),
        },
    )
    svg = stacked_bars(codes, parts, report.say("chart.axis_million"), report.lang)
    source = table_source((money[0].cell,))
    return Chart("budget-chart", report.say("chart.budget"), alt, svg, (report.say("note.chart_rounded"),), source)


def budget(report: Report) -> Section:
    """Budget by project and source: the words, the table and the chart."""
    money = grants(report.entries)
    if not money:
        return section(report, "budget", [no_data(report, "budget")])
    words = report.say(
        "budget.words",
        {
            "lines": str(len(lines(money))),
            "parts": str(len(money)),
            "total": format_vnd(total(money), report.lang),
            "plan": report.dataset.plan.document_title,
            "version": report.dataset.plan.version,
        },
    )
    return section(report, "budget", [paragraph(words), budget_table(report), budget_chart(report)])


def funds_table(report: Report) -> Table:
    """Money by source, source year and capital."""
    money = grants(report.entries)
    whole = total(money)
    rows = []
    for key, amount in sums_by(money, lambda e: (e.source, e.source_year, e.capital)).items():
        items = tuple(e for e in money if (e.source, e.source_year, e.capital) == key)
        name = "funds." + ".".join(key)
        cells: tuple[Cell, ...] = (
            report.word("source", key[0]),
            _year_words(report, key[1]),
            report.word("capital", key[2]),
            million(report, name, items),
            _share_of(report, name, amount, money) if whole else "–",
        )
        rows.append(Row(cells))
    last: tuple[Cell, ...] = (report.say("row.total"), "", "", million(report, "funds.total", money), "")
    columns = (
        column(report, "source", width=2.6),
        column(report, "source_year", width=1.6),
        column(report, "capital", width=1.6),
        column(report, "amount_million", right=True, width=1.6),
        column(report, "share", right=True),
    )
    return Table(
        id="funds",
        title=report.say("table.funds"),
        columns=columns,
        rows=(*rows, Row(last, "total")),
        unit_line=report.say("unit_million"),
        notes=(report.say("note.share_rounded"),),
        source=table_source((money[0].cell if money else "",)),
    )


def _share_of(report: Report, name: str, amount: int, money: tuple[Entry, ...]) -> Figure:
    cells = tuple(e.cell for e in money)
    return share(report, f"{name}.share", Fraction(amount, total(money)), "share_of_total", inputs=cells)


def _year_words(report: Report, year: str) -> str:
    if year == NOT_STATED:
        return report.say("year_not_stated")
    before = int(year) < report.params.year
    return report.say("year_carried", {"year": year}) if before else year


def carried_table(report: Report) -> Table | None:
    """Money carried over from earlier years by line; None when there is none."""
    money = carried(grants(report.entries), report.params.year)
    if not money:
        return None
    keys = sums_by(money, lambda e: (e.line, e.source_year))
    rows = [
        Row(
            (
                line,
                report.line_title(line),
                year,
                million(
                    report, f"carried.{line}.{year}", (e for e in money if (e.line, e.source_year) == (line, year))
                ),
            )
        )
        for line, year in keys
    ]
    total_row = Row(("", report.say("row.total"), "", million(report, "carried.total", money)), "total")
    columns = (
        column(report, "code", width=0.8),
        column(report, "project", width=4),
        column(report, "source_year", width=1.2),
        column(report, "amount_million", right=True, width=1.5),
    )
    return Table(
        id="carried-over",
        title=report.say("table.carried"),
        columns=columns,
        rows=(*rows, total_row),
        unit_line=report.say("unit_million"),
        source=table_source((money[0].cell,)),
    )


def funds(report: Report) -> Section:
    """Where the money comes from, including what is carried over and what is kept apart."""
    if not report.entries:
        return section(report, "funds", [no_data(report, "budget")])
    blocks: list[Block] = [paragraph(_carried_words(report)), funds_table(report)]
    over = carried_table(report)
    blocks.append(over if over else no_data(report, "carried"))
    blocks += [
        note(
            report.say(
                "funds.apart", {"source": report.word("source", name), "sum": format_vnd(total(items), report.lang)}
            )
        )
        for name in ("loan", "in_kind")
        if (items := apart(report.entries, name))
    ]
    return section(report, "funds", blocks)


def _carried_words(report: Report) -> str:
    year = report.params.year
    money = carried(grants(report.entries), year)
    if not money:
        return report.say("funds.none_carried", {"year": str(year)})
    return report.say(
        "funds.carried",
        {"year": str(year), "sum": format_vnd(total(money), report.lang), "lines": str(len(lines(money)))},
    )
