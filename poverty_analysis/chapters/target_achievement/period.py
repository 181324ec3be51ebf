"""Chapters of a report on a term: its targets year by year, the pace, and those of the yearly plans inside it."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Chart, Column, Figure, Row, Section, Table
from poverty_analysis.chapters.charts.time_charts import Dot, path_and_results
from poverty_analysis.chapters.frame.sections import no_data, note, paragraph, section
from poverty_analysis.chapters.frame.statuses import status_words
from poverty_analysis.chapters.frame.tables import chart, column, numbers, table, texts
from poverty_analysis.chapters.target_achievement.target_verdicts import Judged, judged, judged_in, results
from poverty_analysis.chapters.target_achievement.target_words import (
    asked_of,
    asked_words,
    figure_unit,
    is_share,
    shown_value,
    verdict_words,
)
from poverty_analysis.chapters.target_achievement.targets import (
    counted_words,
    missed_blocks,
    target_cells,
    targets_table,
    unmeasured_words,
    workbook_columns,
)
from poverty_analysis.inputs.plan_choice import is_of_term, plan_years
from poverty_analysis.plan.targets.model import asked_yearly, summed_over_term
from poverty_analysis.plan.targets.pathway import Step, pathway
from poverty_analysis.report.open import Report
from poverty_analysis.values.periods import Period
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_share
from poverty_analysis.wording.words import Words

_POINT_DECIMALS = 2
# The one target whose path is drawn: the first on this indicator.
_DRAWN = "poor_rate"


def term_targets(report: Report) -> tuple[Judged, ...]:
    """Targets of the plan of the term; none when only yearly plans are there."""
    return judged(report) if is_of_term(report.dataset) else ()


def period_targets(report: Report) -> Section:
    """Verdicts on the targets of the term, the pace so far and the pace needed, and each year beside its path."""
    targets = term_targets(report)
    if not targets:
        return section(report.words, "period_targets", [no_data(report.words, "period_targets")])
    blocks: list[Block] = [paragraph(*counted_words(report.words, report.closing_day(), targets))]
    blocks += missed_blocks(report, targets)
    blocks += [targets_table(report.words, targets)]
    unmeasured = unmeasured_words(report.words, targets)
    blocks += [note(unmeasured)] if unmeasured else []
    paced = tuple(one for one in targets if _has_pace(one))
    blocks += [_pace_table(report.words, paced)] if paced else []
    blocks += _by_year(report, targets)
    return section(report.words, "period_targets", blocks)


def _has_pace(one: Judged) -> bool:
    return not asked_yearly(one.target) and (one.verdict.baseline, one.verdict.pace) != (None, None)


def _pace_table(words: Words, targets: tuple[Judged, ...]) -> Table:
    columns = (
        *texts(words, {"target": 0.7, "indicator": 2.8, "baseline": 1.4}),
        *numbers(words, {"pace_so_far": 1.3, "pace_needed": 1.3}),
        column(words, "verdict", width=1.2),
    )
    return table(
        words,
        "pace",
        columns,
        (_pace_row(words, one) for one in targets),
        (cell for one in targets for cell in (one.target.cell, *one.verdict.cells)),
    )


def _pace_row(words: Words, one: Judged) -> Row:
    verdict = one.verdict
    key = f"pace.{one.target.id}"
    cells: tuple[Cell, ...] = (
        one.target.id,
        one.row.indicator,
        "–" if verdict.baseline is None else _base_words(words, one),
        _pace(words, f"{key}.so_far", one, verdict.pace),
        _pace(words, f"{key}.needed", one, verdict.pace_needed),
        verdict_words(words, verdict),
    )
    return Row(cells)


def _base_words(words: Words, one: Judged) -> str:
    value, day = one.verdict.baseline, one.target.baseline_date
    shown = shown_value(words, _unit(one), value) if value is not None else ""
    return words.say("term.at", {"value": shown, "day": format_date(day, words.lang)}) if day else shown


def _unit(one: Judged) -> str:
    return "share" if is_share(one) else one.measure.unit if one.measure else one.target.unit


def _pace(words: Words, key: str, one: Judged, pace: Fraction | None) -> Cell:
    """A change a year with its direction in words, or a number a year of what is counted by year."""
    if pace is None:
        return "–"
    turn = "year" if summed_over_term(one.target) else "falls" if pace < 0 else "rises" if pace > 0 else "stands"
    shown = words.say(f"term.pace.{turn}", {"amount": difference_words(words, one, abs(pace))})
    return Figure(key, pace, figure_unit(one), shown, "change_per_year", one.verdict.cells)


def difference_words(words: Words, one: Judged, value: Fraction) -> str:
    """A difference with its unit; of a share in percentage points."""
    if not is_share(one):
        whole = Fraction(round(value * 10), 10)
        return shown_value(words, _unit(one), whole)
    least = Fraction(1, 100 * 10**_POINT_DECIMALS)
    points = format_share(max(value, least), _POINT_DECIMALS, words.lang).removesuffix("%")
    shown = f"{points} {words.word('target_unit', 'share_point')}"
    return words.say("term.under", {"amount": shown}) if 0 < value < least else shown


def _by_year(report: Report, targets: tuple[Judged, ...]) -> list[Block]:
    """The table of years and the drawing of the path; a slot when no target can have a path or a result."""
    results_ = results(report)
    steps = {one.target.id: pathway(one.target, results_, report.unit.code, report.closing_day()) for one in targets}
    measured = [one for one in targets if any(step.result for step in steps[one.target.id])]
    if not measured:
        return [no_data(report.words, "targets_by_year")]
    without = ", ".join(one.target.id for one in targets if steps[one.target.id] and one not in measured)
    silent = [note(report.say("term.without_results", {"names": without}))] if without else []
    drawn = next((one for one in measured if one.target.indicator == _DRAWN), None)
    chart = _path_chart(report.words, drawn, steps[drawn.target.id]) if drawn else None
    return [_years_table(report, measured, steps), *silent, *([chart] if chart else [])]


def _years_table(report: Report, targets: list[Judged], steps: dict[str, tuple[Step, ...]]) -> Table:
    yearly = _asked_by_year(report)
    columns = (
        column(report.words, "year", width=0.6),
        column(report.words, "planned_path", right=True, width=1.1),
        *texts(report.words, {"asked_of_year": 1.6, "result": 1.7}),
        column(report.words, "short_of_path", right=True, width=1.2),
        column(report.words, "verdict_of_year", width=1.8),
    )
    rows: list[Row] = []
    for one in targets:
        head = report.say("term.target", {"id": one.target.id, "name": one.row.indicator})
        rows.append(Row((f"{head}: {asked_of(report.words, one)}", *[""] * (len(columns) - 1)), "group"))
        rows += [_year_row(report.words, one, step, yearly) for step in steps[one.target.id]]
    cells = (step.result.cell for one in targets for step in steps[one.target.id] if step.result)
    return table(report.words, "targets-by-year", columns, rows, (targets[0].target.cell, *cells))


def _asked_by_year(report: Report) -> dict[tuple[int, str, str], tuple[Judged, ...]]:
    """What yearly plans inside the term ask, by year, indicator and group."""
    targets: dict[tuple[int, str, str], tuple[Judged, ...]] = {}
    for plan in report.inside:
        for one in judged_in(report, plan):
            key = (plan_years(plan)[-1], one.target.indicator, one.target.group)
            targets[key] = (*targets.get(key, ()), one)
    return targets


def _year_row(words: Words, one: Judged, step: Step, yearly: dict[tuple[int, str, str], tuple[Judged, ...]]) -> Row:
    key = f"target.{one.target.id}.{step.year}"
    of_year = yearly.get((step.year, one.target.indicator, one.target.group), ())
    result = step.result
    value: Cell = "–"
    if result is not None and result.value is not None:
        values = {
            "value": shown_value(words, _unit(one), result.value),
            "day": format_date(result.as_of, words.lang),
            "status": status_words(words, result.status, result.agency),
        }
        shown = words.say("targets.result", values)
        value = Figure(f"{key}.result", result.value, figure_unit(one), shown, "stated", (result.cell,))
    cells: tuple[Cell, ...] = (
        str(step.year),
        _planned_cell(words, f"{key}.planned", one, step),
        "; ".join(asked_words(words, other.row) for other in of_year) or "–",
        value,
        _short_cell(words, f"{key}.short", one, step),
        _place_words(words, step, of_year),
    )
    return Row(cells)


def _planned_cell(words: Words, key: str, one: Judged, step: Step) -> Cell:
    if step.planned is None:
        return "–"
    shown = shown_value(words, _unit(one), step.planned)
    return Figure(key, step.planned, figure_unit(one), shown, "even_path", (one.target.cell,))


def _short_cell(words: Words, key: str, one: Judged, step: Step) -> Cell:
    if not step.short or step.result is None:
        return "–"
    shown = difference_words(words, one, step.short)
    return Figure(key, step.short, figure_unit(one), shown, "lacking", (step.result.cell,))


def _place_words(words: Words, step: Step, of_year: tuple[Judged, ...]) -> str:
    standard = step.result.standard if step.result else ""
    text = words.say(f"term.place.{step.place}", {"standard": standard})
    own = [words.say("term.year_plan", {"verdict": verdict_words(words, o.verdict).lower()}) for o in of_year]
    return "; ".join([text, *own])


def _path_chart(words: Words, one: Judged, steps: tuple[Step, ...]) -> Chart | None:
    """The path of the poverty rate and what was measured; None without a path."""
    planned = [(step.year, step.planned) for step in steps if step.planned is not None]
    measured = _measured(words.lang, steps)
    if not planned or not measured or not is_share(one):
        return None
    dots = [dot for _, dot in measured]
    text = (words.say("term.path"), words.say("column.result"), words.say("chart.axis_share"))
    base, since = one.verdict.baseline, one.target.baseline_date
    path = {step.year: step.planned for step in steps}
    if base is not None and since is not None:
        path[since.year] = base
    years = [step.year for step in steps]
    svg = path_and_results(years, [path.get(year) for year in years], dots, text, words.lang)
    finding, values = _path_finding(words, measured)
    values |= {"end": format_share(planned[-1][1], _POINT_DECIMALS, words.lang), "year": str(planned[-1][0])}
    cells = (one.target.cell, *(s.result.cell for s in steps if s.result))
    return chart(words, "path-chart", svg, values, cells, notes=(words.say("note.path"),), finding=finding)


def _path_finding(words: Words, measured: list[tuple[Step, Dot]]) -> tuple[str, dict[str, str]]:
    """The last result beside the path of its own year, and which of the two is higher; else the result alone."""
    step, dot = next((pair for pair in reversed(measured) if pair[0].planned is not None), measured[-1])
    values = {"last": dot.label, "day": format_date(dot.day, words.lang), "status": words.word("status", dot.status)}
    if step.planned is None:
        return "alone", values
    values["planned"] = format_share(step.planned, _POINT_DECIMALS, words.lang)
    return "above" if dot.rate > step.planned else "below" if dot.rate < step.planned else "on", values


def _measured(lang: str, steps: tuple[Step, ...]) -> list[tuple[Step, Dot]]:
    """Steps with a comparable result, and the point it makes."""
    return [
        (step, Dot(r.as_of, r.value, r.status, format_share(r.value, _POINT_DECIMALS, lang)))
        for step in steps
        if (r := step.result) is not None and r.value is not None and step.place != "other_standard"
    ]


def yearly_plans(report: Report) -> Section:
    """Targets of every yearly plan inside the term, each judged at the end of its year."""
    rows: list[Row] = []
    cells: list[str] = []
    columns = _yearly_columns(report.words)
    for plan in report.inside:
        title = plan.plan.document_title
        rows.append(Row((report.say("term.plan", {"title": title}), *[""] * (len(columns) - 1)), "group"))
        for one in judged_in(report, plan):
            rows.append(Row(target_cells(report.words, one, f"yearly.{plan_years(plan)[-1]}")))
            cells += [one.target.cell, *one.verdict.cells]
    if not rows:
        return section(report.words, "yearly_plans", [no_data(report.words, "yearly_plans")])
    years = sorted({year for plan in report.inside for year in plan_years(plan)})
    lacking = [str(year) for year in _term_years(report.closing_day(), report.span()) if year not in years]
    words = {"years": ", ".join(map(str, years)), "count": str(len(report.inside))}
    said = [report.say("term.yearly_plans", words)]
    said += [report.say("term.years_without_plan", {"years": ", ".join(lacking)})] if lacking else []
    notes = (report.say("note.targets"), report.say("note.verdicts"))
    listed = table(report.words, "yearly-targets", columns, rows, cells, notes=notes)
    return section(report.words, "yearly_plans", [paragraph(*said), listed])


def _yearly_columns(words: Words) -> tuple[Column, ...]:
    return (
        *texts(words, {"target": 0.7, "indicator": 2.7, "asked": 1.35, "result": 1.5}),
        *numbers(words, {"part_of_plan": 0.8, "gap": 1.2}),
        column(words, "verdict", width=1.15),
        *workbook_columns(words),
    )


def _term_years(closing_day: dt.date, span: Period) -> range:
    """The years of the term up to the day of the report."""
    return range(span.first.year, min(span.last, closing_day).year + 1)
