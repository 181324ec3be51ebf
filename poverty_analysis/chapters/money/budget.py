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
from poverty_analysis.chapters.frame.figures import million, share
from poverty_analysis.chapters.frame.sections import no_data, note, paragraph, section
from poverty_analysis.chapters.frame.tables import chart, column, numbers, table, texts
from poverty_analysis.chapters.frame.titles import coded_title, line_title, project_title
from poverty_analysis.law import Programme
from poverty_analysis.report.open import Report
from poverty_analysis.wording.numbers import format_vnd
from poverty_analysis.wording.words import Words

Group = tuple[str, Callable[[Entry], bool]]


def source_groups(entries: tuple[Entry, ...], year: int) -> tuple[Group, ...]:
    """The columns of the budget table: those groups of sources the plan has money in."""
    groups: tuple[Group, ...] = (
        ("central_year", lambda e: e.source == "central" and e.source_year == str(year)),
        ("central_unlabelled", lambda e: e.source == "central" and e.source_year == NOT_STATED),
        ("carried", lambda e: is_carried(e, year)),
        ("local", lambda e: e.source in LOCAL_BUDGET and not is_carried(e, year)),
        ("other", lambda e: e.source not in ("central", *LOCAL_BUDGET) and not is_carried(e, year)),
    )
    money = grants(entries)
    return tuple((name, test) for name, test in groups if any(test(e) for e in money))


def budget_table(report: Report) -> Table:
    """Budget by line and group of sources, with subtotals of projects and the computed total."""
    groups = source_groups(report.entries, report.params.year)
    money = grants(report.entries)
    columns = (
        *texts(report.words, {"code": 0.5, "project": 5}),
        *(Column(_group_title(report.words, report.params.year, name), "right", 0.6) for name, _ in groups),
        column(report.words, "total", right=True, width=0.6),
    )
    rows = [*_project_rows(report, groups, money), _row(report, "budget.total", "", "total", groups, money, "total")]
    return table(
        report.words,
        "budget-by-line",
        columns,
        rows,
        unit="million",
        notes=(report.say("note.abbreviations"), report.say("note.computed_total")),
        law=(report.programme.citation,) if report.programme else (),
    )


def _group_title(words: Words, year: int, name: str) -> str:
    return words.say(f"column.{name}", {"year": str(year), "before": str(year - 1)})


def _project_rows(report: Report, groups: tuple[Group, ...], money: tuple[Entry, ...]) -> list[Row]:
    rows: list[Row] = []
    opened: set[str] = set()
    # Ids of sums: money on a project beside that on its parts, or on a line called "total", has another.
    sums = {"total"}
    for code in lines(money):
        project = code.split(".")[0]
        inside = tuple(e for e in money if e.line.split(".")[0] == project)
        if "." in code and project not in opened:
            key = f"budget_project.{project}" if project in sums else f"budget.{project}"
            rows.append(_row(report, key, project, "", groups, inside, "subtotal"))
            sums.add(project)
        opened.add(project)
        key = f"budget_line.{code}" if code in sums else f"budget.{code}"
        rows.append(_row(report, key, code, "", groups, of_line(money, code), "body"))
    return rows


def _row(
    report: Report, key: str, code: str, words: str, groups: tuple[Group, ...], items: tuple[Entry, ...], kind: str
) -> Row:
    cells: list[Cell] = [
        code,
        report.say(f"row.{words}") if words else project_title(report.words, report.programme, code),
    ]
    for name, test in groups:
        chosen = tuple(e for e in items if test(e))
        cells.append(million(report.words, f"{key}.{name}", chosen) if chosen else "–")
    cells.append(million(report.words, f"{key}.total" if words == "" else key, items))
    return Row(tuple(cells), "total" if kind == "total" else "subtotal" if kind == "subtotal" else "body")


def budget_chart(words: Words, programme: Programme | None, entries: tuple[Entry, ...], year: int) -> list[Chart]:
    """Bars of every line, the largest first, parts by group of sources; none for one line alone."""
    groups = source_groups(entries, year)
    money = grants(entries)
    totals = {code: total(of_line(money, code)) for code in lines(money)}
    codes = sorted(totals, key=lambda code: -totals[code])
    if len(codes) < 2:
        return []
    parts = [
        (_group_title(words, year, n), [total(e for e in of_line(money, c) if t(e)) for c in codes]) for n, t in groups
    ]
    values = {
        "first": words.line(codes[0]),
        "first_amount": format_vnd(totals[codes[0]], words.lang),
        "last": words.line(codes[-1]),
        "last_amount": format_vnd(totals[codes[-1]], words.lang),
        "lines": str(len(codes)),
    }
    labels = [coded_title(words, programme, code) for code in codes]
    svg = stacked_bars(labels, parts, words.say("chart.axis_million"), words.lang)
    notes = (words.say("note.chart_rounded"),)
    return [chart(words, "budget-chart", svg, values, (money[0].cell,), notes=notes)]


def budget(report: Report) -> Section:
    """Budget by project and source: the words, the table and the chart."""
    money = grants(report.entries)
    if not money:
        return section(report.words, "budget", [no_data(report.words, "budget")])
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
    return section(
        report.words,
        "budget",
        [
            paragraph(words),
            # The chart first: a table may run over the end of a page, a picture leaves a hole there.
            *budget_chart(report.words, report.programme, report.entries, report.params.year),
            budget_table(report),
        ],
    )


def funds_table(words: Words, entries: tuple[Entry, ...], year: int) -> Table:
    """Money by source, source year and capital."""
    money = grants(entries)
    whole = total(money)
    rows = []
    for key, amount in sums_by(money, lambda e: (e.source, e.source_year, e.capital)).items():
        items = tuple(e for e in money if (e.source, e.source_year, e.capital) == key)
        name = "funds." + ".".join(key)
        cells: tuple[Cell, ...] = (
            words.word("source", key[0]),
            _year_words(words, year, key[1]),
            words.word("capital", key[2]),
            million(words, name, items),
            _share_of(words, name, amount, money) if whole else "–",
        )
        rows.append(Row(cells))
    last: tuple[Cell, ...] = (words.say("row.total"), "", "", million(words, "funds.total", money), "")
    columns = (
        *texts(words, {"source": 2.8, "source_year": 1.7, "capital": 2}),
        *numbers(words, {"amount_million": 1.2, "share": 0.8}),
    )
    return table(
        words, "funds", columns, (*rows, Row(last, "total")), unit="million", notes=(words.say("note.share_rounded"),)
    )


def _share_of(words: Words, name: str, amount: int, money: tuple[Entry, ...]) -> Figure:
    cells = tuple(e.cell for e in money)
    return share(words, f"{name}.share", Fraction(amount, total(money)), "share_of_total", inputs=cells)


def _year_words(words: Words, year: int, source_year: str) -> str:
    if source_year == NOT_STATED:
        return words.say("year_not_stated")
    before = int(source_year) < year
    return words.say("year_carried", {"year": source_year}) if before else source_year


def carried_table(words: Words, programme: Programme | None, entries: tuple[Entry, ...], year: int) -> Table | None:
    """Money carried over from earlier years by line; None when there is none."""
    money = carried(grants(entries), year)
    if not money:
        return None
    keys = sums_by(money, lambda e: (e.line, e.source_year))
    rows = [
        Row(
            (
                line,
                line_title(words, programme, line),
                source_year,
                million(
                    words,
                    f"carried.{line}.{source_year}",
                    (e for e in money if (e.line, e.source_year) == (line, source_year)),
                ),
            )
        )
        for line, source_year in keys
    ]
    total_row = Row(("", words.say("row.total"), "", million(words, "carried.total", money)), "total")
    columns = (
        *texts(words, {"code": 0.8, "project": 4, "source_year": 1.2}),
        column(words, "amount_million", right=True, width=1.5),
    )
    return table(words, "carried-over", columns, (*rows, total_row), unit="million", workbook_only=True)


def funds(report: Report) -> Section:
    """Where the money comes from, including what is carried over and what is kept apart."""
    if not report.entries:
        return section(report.words, "funds", [no_data(report.words, "budget")])
    blocks: list[Block] = [
        paragraph(_carried_words(report.words, report.entries, report.params.year)),
        funds_table(report.words, report.entries, report.params.year),
    ]
    over = carried_table(report.words, report.programme, report.entries, report.params.year)
    blocks.append(over if over else no_data(report.words, "carried"))
    blocks += [
        note(
            report.say(
                "funds.apart",
                {"source": report.words.word("source", name), "sum": format_vnd(total(items), report.lang)},
            )
        )
        for name in ("loan", "in_kind")
        if (items := apart(report.entries, name))
    ]
    return section(report.words, "funds", blocks)


def _carried_words(words: Words, entries: tuple[Entry, ...], year: int) -> str:
    money = carried(grants(entries), year)
    if not money:
        return words.say("funds.none_carried", {"year": str(year)})
    return words.say(
        "funds.carried",
        {"year": str(year), "sum": format_vnd(total(money), words.lang), "lines": str(len(lines(money)))},
    )
