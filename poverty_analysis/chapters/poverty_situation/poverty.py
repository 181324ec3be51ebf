"""Chapter: poor and near-poor households over time, each rate with its standard, status and borders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from poverty_analysis.blocks import Block, Cell, Chart, Row, Section, Table, Text
from poverty_analysis.chapters.charts.time_charts import rates_over_time
from poverty_analysis.chapters.frame.figures import count, share
from poverty_analysis.chapters.frame.sections import no_data, note, paragraph, section
from poverty_analysis.chapters.frame.statuses import status_words as status_of
from poverty_analysis.chapters.frame.tables import column, numbers, table, table_source, texts
from poverty_analysis.chapters.poverty_situation.estimated_rate import beside
from poverty_analysis.chapters.poverty_situation.rate_points import (
    Standing,
    as_published,
    in_borders,
    series_breaks,
    series_finding,
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
from poverty_analysis.report.series_inputs import Ground
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.words import Words

BORDERS = ("then", "now")


def poverty(report: Report) -> Section:
    """Poor and near-poor households over time; the year's estimate beside the last official rate.

    Where borders changed, the counts in the borders of the report's day stand below those as they were.
    """
    if not report.results:
        return section(report.words, "poverty", [*beside(report), no_data(report.words, "poverty")])
    standing = as_published(report)
    blocks: list[Block] = [
        *beside(report),
        poverty_table(report.words, report.results),
        *country_table(report.words, report.results, report.ground),
        *([_chart(report, standing, "then")] if _drawable(standing) else []),
    ]
    rebuilt = in_borders(report) if standing.moved else standing
    return section(report.words, "poverty", [*blocks, *([rebuilt_table(report, rebuilt)] if rebuilt.rebuilt else [])])


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
        return section(report.words, "poverty_series", [no_data(report.words, "poverty")])
    blocks: list[Block] = [
        paragraph(*words_of(report, standing)),
        poverty_table(report.words, report.results),
        *country_table(report.words, report.results, report.ground),
    ]
    blocks += [rebuilt_table(report, standing)] if standing.rebuilt else []
    if _drawable(standing):
        return section(report.words, "poverty_series", [*blocks, _chart(report, standing, borders)])
    words = note(report.say(f"series.borders.{borders}"))
    return section(report.words, "poverty_series", [*blocks, words, Text("slot", (report.say("series.alone"),))])


def poverty_table(words: Words, results: tuple[PovertyResult, ...]) -> Table:
    """Every published result of the unit."""
    columns = (
        *texts(words, {"as_of": 1.1, "standard": 1}),
        *numbers(words, {"households": 1, "poor": 1, "poor_rate": 1, "near_poor": 1, "near_poor_rate": 1}),
        column(words, "status", width=1.1),
    )
    return table(
        words,
        "poverty-results",
        columns,
        (_row(words, results, r) for r in results),
        (r.at.file for r in results),
        unit="households",
    )


def country_table(words: Words, results: tuple[PovertyResult, ...], ground: Ground) -> list[Block]:
    """Rates of the whole country under the standards of the unit's results, from the first of these on."""
    first = min((row.as_of for row in results), default=dt.date.max)
    standards = {row.standard for row in results}
    chosen = [row for row in ground.country if row.standard in standards and row.as_of >= first]
    if not chosen:
        return []
    columns = (
        *texts(words, {"as_of": 1.1, "standard": 1}),
        *numbers(words, {"poor": 1, "poor_rate": 1, "near_poor": 1, "near_poor_rate": 1}),
        *texts(words, {"status": 1.1, "reporting_agency": 2.2}),
    )
    rows = tuple(_country_row(words, chosen, row) for row in chosen)
    return [table(words, "country", columns, rows, (row.at.file for row in chosen), unit="households")]


def _country_row(words: Words, chosen: Sequence[CountryResult], row: CountryResult) -> Row:
    key = f"country.{row.as_of}.{row.standard}" + _status_part(chosen, row)
    cells: tuple[Cell, ...] = (
        format_date(row.as_of, words.lang),
        row.standard,
        _number(words, key, row, "poor"),
        _rate(words, key, row, "poor"),
        _number(words, key, row, "near_poor"),
        _rate(words, key, row, "near_poor"),
        status_of(words, row.status, row.agency),
        row.agency,
    )
    return Row(cells)


def _row(words: Words, results: tuple[PovertyResult, ...], row: PovertyResult) -> Row:
    key = f"poverty.{row.as_of}" if _alone(results, row) else f"poverty.{row.as_of}.{row.standard}"
    key += _status_part(results, row)
    cells: tuple[Cell, ...] = (
        format_date(row.as_of, words.lang),
        row.standard,
        _number(words, key, row, "households"),
        _number(words, key, row, "poor"),
        _rate(words, key, row, "poor"),
        _number(words, key, row, "near_poor"),
        _rate(words, key, row, "near_poor"),
        status_words(words, row),
    )
    return Row(cells)


def status_words(words: Words, row: PovertyResult) -> str:
    """How firm a result is, and the day it was stated when that is not its own."""
    status = status_of(words, row.status, row.agency)
    if row.stated_on is None:
        return status
    return words.say("targets.stated", {"status": status, "stated": format_date(row.stated_on, words.lang)})


def _alone(results: tuple[PovertyResult, ...], row: PovertyResult) -> bool:
    """Whether no other result stands at the same day; 2021 ended under two standards."""
    return sum(other.as_of == row.as_of for other in results) == 1


def _status_part(results: Sequence[AnyResult], row: AnyResult) -> str:
    """The end of an id: the status, where another result of that day under that standard stands beside."""
    same = sum((other.as_of, other.standard) == (row.as_of, row.standard) for other in results)
    return f".{row.status}" if same > 1 else ""


def _number(words: Words, key: str, row: AnyResult, name: str) -> Cell:
    value = count_of(row, name)
    if value is None:
        return words.say("not_published")
    return count(words, f"{key}.{name}", value, "stated", (row.at.cell(),))


def _rate(words: Words, key: str, row: AnyResult, name: PovertyClass) -> Cell:
    value, printed = computed_rate(row, name), printed_rate(row, name)
    if value is not None:
        return share(words, f"{key}.{name}_rate", value, f"{name}_over_households", inputs=(row.at.cell(),))
    return words.say("rate_as_printed", {"rate": printed}) if printed else words.say("not_published")


def _chart(report: Report, standing: Standing, borders: str) -> Chart:
    statuses = dict.fromkeys(point.status for point in standing.points)
    svg = rates_over_time(
        series_panels(report.words, report.unit, report.ground, standing),
        series_breaks(report, standing),
        tuple((one, report.words.word("status", one)) for one in statuses),
        report.say("chart.axis_share"),
        report.lang,
    )
    alt = " ".join(words_of(report, standing))
    notes = (report.say("note.series"), report.say(f"series.borders.{borders}"))
    source = table_source(cell for point in standing.points for cell in point.cells)
    return Chart("poverty-chart", series_finding(report, standing), alt, svg, notes, source)
