"""Chapter: poor and near-poor households over time, each rate with its standard, status and borders."""

from __future__ import annotations

import datetime as dt

from poverty_analysis.blocks import Block, Cell, Chart, Row, Section, Table, Text
from poverty_analysis.chapters.charts.time_charts import rates_over_time
from poverty_analysis.chapters.frame.common import (
    column,
    count,
    no_data,
    note,
    paragraph,
    section,
    share,
    table_source,
)
from poverty_analysis.chapters.poverty_situation.estimated_rate import beside
from poverty_analysis.chapters.poverty_situation.rate_points import (
    Standing,
    as_published,
    in_borders,
    series_breaks,
    series_panels,
)
from poverty_analysis.chapters.poverty_situation.rate_points import series_words as words_of
from poverty_analysis.chapters.poverty_situation.rebuilt_series import rebuilt_table
from poverty_analysis.inputs.rows.results import (
    AnyResult,
    CountryResult,
    PovertyClass,
    PovertyResult,
    computed_rate,
    count_of,
    printed_rate,
)
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date

BORDERS = ("then", "now")


def poverty(report: Report) -> Section:
    """Poor and near-poor households over time; the year's estimate beside the last official rate.

    Where borders changed, the counts in the borders of the report's day stand below those as they were.
    """
    if not report.results:
        return section(report, "poverty", [*beside(report), no_data(report, "poverty")])
    blocks: list[Block] = [*beside(report), poverty_table(report), *country_table(report)]
    standing = as_published(report)
    blocks += [_chart(report, standing, "then")] if _drawable(standing) else []
    rebuilt = in_borders(report) if standing.moved else standing
    return section(report, "poverty", [*blocks, *([rebuilt_table(report, rebuilt)] if rebuilt.rebuilt else [])])


def _drawable(standing: Standing) -> bool:
    """One result is no series: a chart needs two days, or one day under two standards."""
    return len({(point.day, point.standard, point.status) for point in standing.points}) > 1


def poverty_series(report: Report, borders: str = "then") -> Section:
    """The same over a term, in words too; ``borders`` is ``then`` (as it was) or ``now`` (in today's borders).

    Raises
    ------
    ValueError
        For another word.
    """
    if borders not in BORDERS:
        raise ValueError(f"borders: {borders!r} is none of {BORDERS}")
    standing = as_published(report) if borders == "then" else in_borders(report)
    if not report.results and not standing.points:
        return section(report, "poverty_series", [no_data(report, "poverty")])
    blocks: list[Block] = [paragraph(*words_of(report, standing)), poverty_table(report), *country_table(report)]
    blocks += [rebuilt_table(report, standing)] if standing.rebuilt else []
    if _drawable(standing):
        return section(report, "poverty_series", [*blocks, _chart(report, standing, borders)])
    words = note(report.say(f"series.borders.{borders}"))
    return section(report, "poverty_series", [*blocks, words, Text("slot", (report.say("series.alone"),))])


def poverty_table(report: Report) -> Table:
    """Every published result of the unit."""
    columns = (
        column(report, "as_of", width=1.1),
        column(report, "standard", width=1),
        column(report, "households", right=True),
        column(report, "poor", right=True),
        column(report, "poor_rate", right=True),
        column(report, "near_poor", right=True),
        column(report, "near_poor_rate", right=True),
        column(report, "status", width=1.1),
    )
    return Table(
        id="poverty-results",
        title=report.say("table.poverty"),
        columns=columns,
        rows=tuple(_row(report, r) for r in report.results),
        unit_line=report.say("unit_households"),
        notes=(report.say("note.poverty"),),
        source=table_source(r.at.file for r in report.results),
    )


def country_table(report: Report) -> list[Block]:
    """Rates of the whole country under the standards of the unit's results, from the first of these on."""
    first = min((row.as_of for row in report.results), default=dt.date.max)
    standards = {row.standard for row in report.results}
    chosen = [row for row in report.ground.country if row.standard in standards and row.as_of >= first]
    if not chosen:
        return []
    columns = (
        column(report, "as_of", width=1.1),
        column(report, "standard", width=1),
        column(report, "poor", right=True),
        column(report, "poor_rate", right=True),
        column(report, "near_poor", right=True),
        column(report, "near_poor_rate", right=True),
        column(report, "status", width=1.1),
        column(report, "reporting_agency", width=2.2),
    )
    rows = tuple(_country_row(report, row) for row in chosen)
    title, notes = report.say("table.country"), (report.say("note.country"),)
    source = table_source(row.at.file for row in chosen)
    return [Table("country", title, columns, rows, report.say("unit_households"), notes, source)]


def _country_row(report: Report, row: CountryResult) -> Row:
    key = f"country.{row.as_of}.{row.standard}"
    cells: tuple[Cell, ...] = (
        format_date(row.as_of, report.lang),
        row.standard,
        _number(report, key, row, "poor"),
        _rate(report, key, row, "poor"),
        _number(report, key, row, "near_poor"),
        _rate(report, key, row, "near_poor"),
        report.word("status", row.status),
        row.agency,
    )
    return Row(cells)


def _row(report: Report, row: PovertyResult) -> Row:
    key = f"poverty.{row.as_of}" if _alone(report, row) else f"poverty.{row.as_of}.{row.standard}"
    cells: tuple[Cell, ...] = (
        format_date(row.as_of, report.lang),
        row.standard,
        _number(report, key, row, "households"),
        _number(report, key, row, "poor"),
        _rate(report, key, row, "poor"),
        _number(report, key, row, "near_poor"),
        _rate(report, key, row, "near_poor"),
        status_words(report, row),
    )
    return Row(cells)


def status_words(report: Report, row: PovertyResult) -> str:
    """How firm a result is, and the day it was stated when that is not its own."""
    status = report.word("status", row.status)
    if row.stated_on is None:
        return status
    return report.say("targets.stated", {"status": status, "stated": format_date(row.stated_on, report.lang)})


def _alone(report: Report, row: PovertyResult) -> bool:
    """Whether no other result stands at the same day; 2021 ended under two standards."""
    return sum(other.as_of == row.as_of for other in report.results) == 1


def _number(report: Report, key: str, row: AnyResult, name: str) -> Cell:
    value = count_of(row, name)
    if value is None:
        return report.say("not_published")
    return count(report, f"{key}.{name}", value, "stated", (row.at.cell(),))


def _rate(report: Report, key: str, row: AnyResult, name: PovertyClass) -> Cell:
    value, printed = computed_rate(row, name), printed_rate(row, name)
    if value is not None:
        return share(report, f"{key}.{name}_rate", value, f"{name}_over_households", inputs=(row.at.cell(),))
    return report.say("rate_as_printed", {"rate": printed}) if printed else report.say("not_published")


def _chart(report: Report, standing: Standing, borders: str) -> Chart:
    statuses = dict.fromkeys(point.status for point in standing.points)
    svg = rates_over_time(
        series_panels(report, standing),
        series_breaks(report, standing),
        tuple((one, report.word("status", one)) for one in statuses),
        report.say("chart.axis_share"),
        report.lang,
    )
    alt = " ".join(words_of(report, standing))
    notes = (report.say("note.series"), report.say(f"series.borders.{borders}"))
    source = table_source(cell for point in standing.points for cell in point.cells)
    return Chart("poverty-chart", report.say("chart.poverty"), alt, svg, notes, source)
