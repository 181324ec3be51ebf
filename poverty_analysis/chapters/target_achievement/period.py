"""Chapters of a report on a term: its targets year by year, the pace, and those of the yearly plans inside it."""

from __future__ import annotations

from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Chart, Figure, Row, Section, Table, Text
from poverty_analysis.chapters.charts.time_charts import Dot, path_and_results
from poverty_analysis.chapters.frame.common import column, no_data, note, paragraph, section, table_source
from poverty_analysis.chapters.target_achievement.target_verdicts import Judged, judged, judged_in, results
from poverty_analysis.chapters.target_achievement.targets import (
    asked_of,
    asked_words,
    counted_words,
    is_share,
    missed_words,
    shown_value,
    target_cells,
    targets_table,
    unmeasured_words,
    verdict_words,
)
from poverty_analysis.inputs.plan_choice import is_of_term, plan_years
from poverty_analysis.plan.targets.model import asked_yearly, summed_over_term
from poverty_analysis.plan.targets.pathway import Step, pathway
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_share

_POINT_DECIMALS = 2
# The one target whose path is drawn: the first on this indicator.
_DRAWN = "poor_rate"


def term_targets(report: Report) -> tuple[Judged, ...]:
    """Targets of the plan of the term; none when only yearly plans are there."""
    return judged(report) if is_of_term(report.dataset) else ()


def period_targets(report: Report) -> Section:
    """Verdicts on the targets of the term, the pace so far and the pace needed, and each year beside its path."""
    found = term_targets(report)
    if not found:
        return section(report, "period_targets", [no_data(report, "period_targets")])
    missed = tuple(missed_words(report, one) for one in found if one.verdict.state == "missed")
    blocks: list[Block] = [paragraph(*counted_words(report, found))]
    blocks += [Text("list", missed)] if missed else []
    blocks += [targets_table(report, found)]
    unmeasured = unmeasured_words(report, found)
    blocks += [note(unmeasured)] if unmeasured else []
    paced = tuple(one for one in found if _has_pace(one))
    blocks += [_pace_table(report, paced)] if paced else []
    blocks += _by_year(report, found)
    return section(report, "period_targets", blocks)


def _has_pace(one: Judged) -> bool:
    return not asked_yearly(one.target) and (one.verdict.baseline, one.verdict.pace) != (None, None)


def _pace_table(report: Report, found: tuple[Judged, ...]) -> Table:
    columns = (
        column(report, "target", width=0.7),
        column(report, "indicator", width=2.8),
        column(report, "baseline", width=1.4),
        column(report, "pace_so_far", right=True, width=1.3),
        column(report, "pace_needed", right=True, width=1.3),
        column(report, "verdict", width=1.2),
    )
    return Table(
        id="pace",
        title=report.say("table.pace"),
        columns=columns,
        rows=tuple(_pace_row(report, one) for one in found),
        notes=(report.say("note.pace"),),
        source=table_source(cell for one in found for cell in (one.target.cell, *one.verdict.cells)),
    )


def _pace_row(report: Report, one: Judged) -> Row:
    verdict = one.verdict
    key = f"pace.{one.target.id}"
    cells: tuple[Cell, ...] = (
        one.target.id,
        one.row.indicator,
        "–" if verdict.baseline is None else _base_words(report, one),
        _pace(report, f"{key}.so_far", one, verdict.pace),
        _pace(report, f"{key}.needed", one, verdict.pace_needed),
        verdict_words(report, verdict),
    )
    return Row(cells)


def _base_words(report: Report, one: Judged) -> str:
    value, day = one.verdict.baseline, one.target.baseline_date
    shown = shown_value(report, _unit(one), value) if value is not None else ""
    return report.say("term.at", {"value": shown, "day": format_date(day, report.lang)}) if day else shown


def _unit(one: Judged) -> str:
    return "share" if is_share(one) else one.measure.unit if one.measure else one.target.unit


def _pace(report: Report, key: str, one: Judged, pace: Fraction | None) -> Cell:
    """A change a year with its direction in words, or a number a year of what is counted by year."""
    if pace is None:
        return "–"
    kind = "share" if is_share(one) else "number"
    turn = "year" if summed_over_term(one.target) else "falls" if pace < 0 else "rises" if pace > 0 else "stands"
    shown = report.say(f"term.pace.{turn}", {"amount": difference_words(report, one, abs(pace))})
    return Figure(key, pace, kind, shown, "change_per_year", one.verdict.cells)  # type: ignore[arg-type]


def difference_words(report: Report, one: Judged, value: Fraction) -> str:
    """A difference with its unit; of a share in percentage points."""
    if not is_share(one):
        whole = Fraction(round(value * 10), 10)
        return shown_value(report, _unit(one), whole)
    least = Fraction(1, 100 * 10**_POINT_DECIMALS)
    points = format_share(max(value, least), _POINT_DECIMALS, report.lang).removesuffix("%")
    shown = f"{points} {report.word('target_unit', 'share_point')}"
    return report.say("term.under", {"amount": shown}) if 0 < value < least else shown


def _by_year(report: Report, found: tuple[Judged, ...]) -> list[Block]:
    """The table of years and the drawing of the path; a slot when no target can have a path or a result."""
    known = results(report)
    steps = {one.target.id: pathway(one.target, known, report.unit.code, report.closing_day()) for one in found}
    measured = [one for one in found if any(step.result for step in steps[one.target.id])]
    if not measured:
        return [no_data(report, "targets_by_year")]
    without = ", ".join(one.target.id for one in found if steps[one.target.id] and one not in measured)
    silent = [note(report.say("term.without_results", {"names": without}))] if without else []
    drawn = next((one for one in measured if one.target.indicator == _DRAWN), None)
    chart = _path_chart(report, drawn, steps[drawn.target.id]) if drawn else None
    return [_years_table(report, measured, steps), *silent, *([chart] if chart else [])]


def _years_table(report: Report, told: list[Judged], steps: dict[str, tuple[Step, ...]]) -> Table:
    yearly = _asked_by_year(report)
    columns = (
        column(report, "year", width=0.6),
        column(report, "planned_path", right=True, width=1.1),
        column(report, "asked_of_year", width=1.6),
        column(report, "result", width=1.7),
        column(report, "short_of_path", right=True, width=1.2),
        column(report, "verdict_of_year", width=1.8),
    )
    rows: list[Row] = []
    for one in told:
        head = report.say("term.target", {"id": one.target.id, "name": one.row.indicator})
        rows.append(Row((f"{head}: {asked_of(report, one)}", *[""] * (len(columns) - 1)), "group"))
        rows += [_year_row(report, one, step, yearly) for step in steps[one.target.id]]
    cells = (step.result.cell for one in told for step in steps[one.target.id] if step.result)
    return Table(
        id="targets-by-year",
        title=report.say("table.targets_by_year"),
        columns=columns,
        rows=tuple(rows),
        notes=(report.say("note.targets_by_year"),),
        source=table_source((told[0].target.cell, *cells)),
    )


def _asked_by_year(report: Report) -> dict[tuple[int, str, str], tuple[Judged, ...]]:
    """What yearly plans inside the term ask, by year, indicator and group."""
    made: dict[tuple[int, str, str], tuple[Judged, ...]] = {}
    for plan in report.inside:
        for one in judged_in(report, plan):
            key = (plan_years(plan)[-1], one.target.indicator, one.target.group)
            made[key] = (*made.get(key, ()), one)
    return made


def _year_row(report: Report, one: Judged, step: Step, yearly: dict[tuple[int, str, str], tuple[Judged, ...]]) -> Row:
    key = f"target.{one.target.id}.{step.year}"
    of_year = yearly.get((step.year, one.target.indicator, one.target.group), ())
    result = step.result
    value: Cell = "–"
    if result is not None and result.value is not None:
        words = {
            "value": shown_value(report, _unit(one), result.value),
            "day": format_date(result.as_of, report.lang),
            "status": report.word("status", result.status),
        }
        kind = "share" if is_share(one) else "number"
        shown = report.say("targets.result", words)
        value = Figure(f"{key}.result", result.value, kind, shown, "stated", (result.cell,))  # type: ignore[arg-type]
    cells: tuple[Cell, ...] = (
        str(step.year),
        _planned_cell(report, f"{key}.planned", one, step),
        "; ".join(asked_words(report, other.row) for other in of_year) or "–",
        value,
        _short_cell(report, f"{key}.short", one, step),
        _place_words(report, step, of_year),
    )
    return Row(cells)


def _planned_cell(report: Report, key: str, one: Judged, step: Step) -> Cell:
    if step.planned is None:
        return "–"
    kind = "share" if is_share(one) else "number"
    shown = shown_value(report, _unit(one), step.planned)
    return Figure(key, step.planned, kind, shown, "even_path", (one.target.cell,))  # type: ignore[arg-type]


def _short_cell(report: Report, key: str, one: Judged, step: Step) -> Cell:
    if not step.short or step.result is None:
        return "–"
    kind = "share" if is_share(one) else "number"
    shown = difference_words(report, one, step.short)
    return Figure(key, step.short, kind, shown, "lacking", (step.result.cell,))  # type: ignore[arg-type]


def _place_words(report: Report, step: Step, of_year: tuple[Judged, ...]) -> str:
    standard = step.result.standard if step.result else ""
    words = report.say(f"term.place.{step.place}", {"standard": standard})
    own = [report.say("term.year_plan", {"verdict": verdict_words(report, o.verdict).lower()}) for o in of_year]
    return "; ".join([words, *own])


def _path_chart(report: Report, one: Judged, steps: tuple[Step, ...]) -> Chart | None:
    """The path of the poverty rate and what was measured; None without a path."""
    planned = [(step.year, step.planned) for step in steps if step.planned is not None]
    dots = _path_dots(report, steps)
    if not planned or not dots or not is_share(one):
        return None
    words = (report.say("term.path"), report.say("column.result"), report.say("chart.axis_share"))
    base, since = one.verdict.baseline, one.target.baseline_date
    path = {step.year: step.planned for step in steps}
    if base is not None and since is not None:
        path[since.year] = base
    years = [step.year for step in steps]
    svg = path_and_results(years, [path.get(year) for year in years], dots, words, report.lang)
    last = max((s for s in steps if s.result and s.planned is not None), key=lambda s: s.year, default=None)
    alt = report.say(
        "chart.path_alt",
        {
            "last": format_share(dots[-1].rate, 2, report.lang),
            "day": format_date(dots[-1].day, report.lang),
            "planned": format_share(last.planned or Fraction(0), 2, report.lang) if last else "–",
            "end": format_share(planned[-1][1], 2, report.lang),
            "year": str(planned[-1][0]),
        },
    )
    source = table_source((one.target.cell, *(s.result.cell for s in steps if s.result)))
    return Chart("path-chart", report.say("chart.path"), alt, svg, (report.say("note.path"),), source)


def _path_dots(report: Report, steps: tuple[Step, ...]) -> list[Dot]:
    results_ = [step.result for step in steps if step.result is not None and step.place != "other_standard"]
    return [
        Dot(r.as_of, r.value, r.status, format_share(r.value, _POINT_DECIMALS, report.lang))
        for r in results_
        if r.value is not None
    ]


def yearly_plans(report: Report) -> Section:
    """Targets of every yearly plan inside the term, each judged at the end of its year."""
    rows: list[Row] = []
    cells: list[str] = []
    for plan in report.inside:
        title = plan.plan.document_title
        rows.append(Row((report.say("term.plan", {"title": title}), *[""] * 6), "group"))
        for one in judged_in(report, plan):
            rows.append(Row(target_cells(report, one, f"yearly.{plan_years(plan)[-1]}")))
            cells += [one.target.cell, *one.verdict.cells]
    if not rows:
        return section(report, "yearly_plans", [no_data(report, "yearly_plans")])
    columns = (
        column(report, "target", width=0.7),
        column(report, "indicator", width=2.7),
        column(report, "asked", width=1.35),
        column(report, "result", width=1.5),
        column(report, "part_of_plan", right=True, width=0.8),
        column(report, "gap", right=True, width=1.2),
        column(report, "verdict", width=1.15),
    )
    years = sorted({year for plan in report.inside for year in plan_years(plan)})
    lacking = [str(year) for year in _term_years(report) if year not in years]
    words = {"years": ", ".join(map(str, years)), "count": str(len(report.inside))}
    said = [report.say("term.yearly_plans", words)]
    said += [report.say("term.years_without_plan", {"years": ", ".join(lacking)})] if lacking else []
    notes = (report.say("note.targets"), report.say("note.verdicts"))
    title = report.say("table.yearly_targets")
    table = Table("yearly-targets", title, columns, tuple(rows), notes=notes, source=table_source(cells))
    return section(report, "yearly_plans", [paragraph(*said), table])


def _term_years(report: Report) -> range:
    """The years of the term up to the day of the report."""
    span = report.span()
    return range(span.first.year, min(span.last, report.closing_day()).year + 1)
