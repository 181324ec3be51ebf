"""``explain``: one indicator of the catalogue, or one printed figure with its formula, inputs and ground in law."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from poverty_analysis.cli.exits import EXIT_PROBLEMS
from poverty_analysis.cli.reference import tell_reference
from poverty_analysis.cli.telling import problem_json, tell_json, tell_problems, workspace_for
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.law import Measure, measure, read_law
from poverty_analysis.values.cells import in_short, rows_by_file
from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.text import nearest
from poverty_analysis.wording import problem_catalogue, say

if TYPE_CHECKING:
    from poverty_analysis.blocks import Json

_FIGURES = "figures.json"
# Three reports of a figure fill a screen of 24 lines.
_REPORTS = 3
_LINE = 90


def run_explain(
    lang: str, chosen: Path | None, name: str, units: tuple[str, ...], *, cells: bool, as_json: bool
) -> int:
    """Tell what ``name`` is: an indicator, or a figure in the reports made so far; return the exit code.

    A figure is told in a screenful: source cells by their files, of many
    reports the first; with ``cells`` every cell of every report.
    """
    if tell_reference(lang, name, as_json=as_json):
        return 0
    found = measure(read_law(), name)
    if found is not None:
        _tell_measure(found, lang, as_json=as_json)
        return 0
    outputs = workspace_for(chosen).outputs()
    figures = tuple(_figures(outputs, units))
    wanted = [figure for figure in figures if figure["id"] == name]
    if not wanted:
        return _refuse(lang, name, figures, as_json=as_json)
    if as_json:
        tell_json({"figures": [figure | {"grounds": _grounds(figure["law"], "en")} for figure in wanted]})
    else:
        # Both languages carry the same figure: one in the reader's is enough where there is one.
        own = [figure for figure in wanted if figure["report"].endswith(f".{lang}/")] or wanted
        shown = own if cells else own[:_REPORTS]
        click.echo("\n\n".join("\n".join(_lines(figure, lang, cells=cells)) for figure in shown))
        if len(own) > len(shown):
            units = tuple(dict.fromkeys(_code_of(figure["report"]) for figure in own[len(shown) :]))
            values = {"count": str(len(own) - len(shown)), "units": ", ".join(units)}
            click.echo("\n" + say(lang, "explain.more", values))
    return 0


def _figures(outputs: Path, units: tuple[str, ...]) -> Iterator[Json]:
    """Figures of every report in ``outputs``, each with its report; those of ``units`` only when some are named."""
    for path in sorted(outputs.glob(f"*/*/*/*/*{_FIGURES}")):
        report = path.parent.relative_to(outputs).as_posix()
        if not units or _code_of(report) in units:
            listed = json.loads(path.read_text(encoding="utf-8"))["figures"]
            yield from ({"report": f"{report}/", **figure} for figure in listed)


def _refuse(lang: str, name: str, figures: tuple[Json, ...], *, as_json: bool) -> int:
    known = sorted(
        {
            *problem_catalogue(),
            *read_contract().tables,
            *(one.id for one in read_law().measures),
            *(str(figure["id"]) for figure in figures),
        }
    )
    problem = Problem("PA-413", Place("outputs"), seen=name, values={"nearest": nearest(name, known)})
    if as_json:
        tell_json({"problems": [problem_json(problem)]})
    else:
        tell_problems([problem], lang)
    return EXIT_PROBLEMS


def _code_of(report: str) -> str:
    """The code of the unit that a report, told by its folder, is about."""
    return report.split("/")[2].removeprefix("minh-hoa-").partition("-")[0]


def _lines(figure: Json, lang: str, *, cells: bool) -> Iterator[str]:
    yield say(lang, "explain.figure", {"id": figure["id"], "display": figure["display"]})
    yield "  " + say(lang, "explain.report", {"report": figure["report"].rstrip("/")})
    yield "  " + say(lang, "explain.exact", {"exact": figure["exact"], "unit": figure["unit"]})
    yield "  " + say(lang, "explain.formula", {"words": say(lang, f"formula.{figure['formula']}")})
    if figure["inputs"]:
        yield "  " + _cells(figure["inputs"], lang, cells=cells)
    for ground in _grounds(figure["law"], lang):
        yield "  " + say(lang, "explain.law", ground)


def _cells(inputs: Sequence[str], lang: str, *, cells: bool) -> str:
    """Every source cell, or how many rows of which files where the cells are more than a line."""
    if cells or len(in_short(inputs)) <= _LINE:
        return say(lang, "explain.inputs", {"cells": ", ".join(inputs) if cells else in_short(inputs)})
    counts = rows_by_file(inputs).items()
    told = (
        say(lang, "explain.rows_of", {"file": name, "count": str(len(rows))}) if rows else name for name, rows in counts
    )
    return say(lang, "explain.in_short", {"cells": "; ".join(told)})


def _grounds(names: Sequence[str], lang: str) -> list[dict[str, str]]:
    acts = {one.id: one for one in read_law().citations}
    found: list[dict[str, str]] = []
    for name in names:
        act = acts[name]
        words = (
            (act.decree_en, act.article_en, act.title_en) if lang == "en" else (act.decree, act.article, act.title_vi)
        )
        read = say(lang, f"reading.{act.reading.how}")
        found.append({"act": ", ".join(part for part in words if part), "read": read})
    return found


def _tell_measure(one: Measure, lang: str, *, as_json: bool) -> None:
    if as_json:
        tell_json({"measure": vars(one)})
        return
    english = lang == "en"
    source = say(lang, "explain.form", {"form": one.form}) if one.form else say(lang, "explain.made_by")
    direction = say(lang, f"explain.direction.{one.direction}")
    unit = read_contract().words("target_unit", one.unit, lang)
    levels = ", ".join(read_contract().words("level", level, lang) for level in one.levels)
    grounds = _grounds([one.citation] if one.citation else [], lang)
    lines = (
        say(lang, "explain.measure", {"id": one.id, "title": one.title_en if english else one.title_vi}),
        "  " + say(lang, "explain.meaning", {"meaning": one.meaning_en if english else one.meaning_vi}),
        "  " + say(lang, "explain.unit", {"unit": unit, "direction": direction}),
        "  "
        + say(
            lang,
            "explain.levels",
            {"levels": levels},
        ),
        "  " + source,
        *("  " + say(lang, "explain.law", ground) for ground in grounds),
    )
    click.echo("\n".join(lines))
