"""The plan of a made-up unit: its document, and the tables typed from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from poverty_analysis.demo.figures import MILLION, Figures
from poverty_analysis.demo.texts import texts
from poverty_analysis.demo.units import Era
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.writing import write_table, write_text

Row = dict[str, object]
_TARGETS: Mapping[str, Row] = {
    "poor_rate": {"scope": "whole", "comparator": "reduce_by_at_least", "unit": "share_point"},
    "housing_new": {
        "scope": "group",
        "group": "poor",
        "comparator": "count",
        "unit": "households",
        "dimension": "housing",
    },
    "vocational_training": {"scope": "whole", "comparator": "at_least", "unit": "persons", "dimension": "employment"},
    "jobs_created": {"scope": "whole", "comparator": "at_least", "unit": "persons", "dimension": "employment"},
    "health_insurance_share": {
        "scope": "group",
        "group": "both",
        "comparator": "all",
        "unit": "share",
        "dimension": "health",
    },
}
_REDUCED = "0.01"


def plan_name(era: Era, unit_code: str) -> str:
    """Name of the folder of a unit's plan."""
    return f"minh-hoa-{unit_code.lower()}-{era.year}"


def write_plan(folder: Path, era: Era, figures: Figures) -> None:
    """Write the plan into the new folder ``folder``."""
    words = _words(era, figures)
    lines: list[str] = texts()["head"].format(**words).splitlines()
    targets, budget = [*_targets(era, figures, lines)], [*_budget(era, figures, lines)]
    tables = {
        "targets": targets,
        "budget": budget,
        "lines": [*_lines(budget)],
        "claims": [*_claims(figures, lines)],
        "activities": [*_activities(era, lines)],
        "tasks": [*_tasks(era, lines)],
    }
    (folder / "source").mkdir(parents=True)
    write_text(folder / "source" / "ke-hoach.txt", "\n".join(lines) + "\n")
    for file, name in {"plan.yaml": "plan", "narrative.md": "narrative", "SOURCE.md": "plan_source"}.items():
        write_text(folder / file, texts()[name].format(**words))
    for name, rows in tables.items():
        # A plan of a listed programme has no names of its own to give.
        if rows or name != "lines":
            write_rows(folder / f"{name}.csv", name, rows)


def write_rows(path: Path, table: str, rows: Iterable[Row]) -> None:
    """Write rows of a table of the contract as a new CSV file; a column that a row does not name stays empty."""
    names = read_contract().tables[table].names()
    write_table(path, table, names, ([row.get(name, "") for name in names] for row in rows))


def _words(era: Era, figures: Figures) -> dict[str, str]:
    unit, above = figures.unit, figures.unit.above
    nobody = texts()["nobody_above"]
    return {
        "name": unit.name,
        "upper": unit.name.upper(),
        "code": unit.code,
        "level": unit.level,
        "province": unit.province,
        "year": str(era.year),
        "programme": era.programme,
        "above": above.code if above else unit.code,
        "above_name": above.name if above else nobody,
        "issuer_parent": f"UBND {above.name.upper()}" if above else "",
    }


def _said(lines: list[str], text: str) -> int:
    """Add a line to the document; its number."""
    lines.append(text)
    return len(lines)


def _targets(era: Era, figures: Figures, lines: list[str]) -> Iterator[Row]:
    aims = figures.targets
    values: dict[str, str | int] = {
        "poor_rate": _REDUCED,
        "housing_new": aims.housing,
        "vocational_training": aims.trained,
    }
    values |= {"jobs_created": aims.jobs, "health_insurance_share": "1"}
    groups = texts()["groups"]
    above = figures.unit.above
    given_by = f"UBND {above.name} ({above.code}-01/QĐ-UBND)" if above else ""
    for number, (indicator, row) in enumerate(_TARGETS.items(), start=1):
        title, sentence = texts()["targets"][indicator]
        value = values[indicator]
        printed = sentence.format(value="1,0%" if indicator == "poor_rate" else _grouped(int(value)))
        found = row | {"target": f"M{number:02d}", "indicator": title, "indicator_code": indicator, "value": value}
        found |= {"group": groups.get(str(row.get("group", "")), ""), "per": "year", "assigned_by": given_by}
        yield found | {"as_printed": printed, "source_line": _said(lines, f"- {printed}.")}


def _budget(era: Era, figures: Figures, lines: list[str]) -> Iterator[Row]:
    words = texts()
    for one in figures.money:
        printed = _millions(one.given)
        said = {"line": _title(one.line), "printed": printed, "year": era.year}
        said |= {"source": words["sources"][era.source], "capital": words["capitals"][one.capital]}
        yield {
            "line": one.line,
            "source": era.source,
            "source_year": era.year,
            "capital": one.capital,
            "phase": "planned",
            "amount_vnd": one.given * MILLION,
            "as_printed": printed,
            "document": "KH",
            "source_line": _said(lines, words["budget_line"].format(**said)),
        }


def _title(line: str) -> str:
    """What the document calls a line: by the name that the plan itself gives it, else by its code."""
    return str(texts()["lines"].get(line, [line])[0])


def _lines(budget: Iterable[Row]) -> Iterator[Row]:
    """Names of the lines of the plan's own, each where the document first has it."""
    named = texts()["lines"]
    for line, row in {str(row["line"]): row for row in reversed([*budget])}.items():
        if line in named:
            title, english = named[line]
            yield {"line": line, "title": title, "title_en": english, "source_line": row["source_line"]}


def _claims(figures: Figures, lines: list[str]) -> Iterator[Row]:
    for line in dict.fromkeys(one.line for one in figures.money):
        total = sum(one.given for one in figures.money if one.line == line)
        printed = _millions(total)
        said = _said(lines, texts()["total_line"].format(line=_title(line), printed=printed))
        row: Row = {"claim": f"TOTAL-{line}", "kind": "stated_total", "line": line, "amount_vnd": total * MILLION}
        yield row | {"as_printed": printed, "document": "KH", "source_line": said}


def _activities(era: Era, lines: list[str]) -> Iterator[Row]:
    for line in era.lines:
        for order, text in enumerate(texts()["activities"], start=1):
            yield {
                "line": line,
                "order": order,
                "activity": text,
                "source_line": _said(lines, f"{_title(line)}: {text}"),
            }


def _tasks(era: Era, lines: list[str]) -> Iterator[Row]:
    words = texts()
    for number, (task, office, day, printed) in enumerate(words["tasks"], start=1):
        title, on = task.format(year=era.year), printed.format(year=era.year)
        lead = era.offices[office]
        said = _said(lines, words["task_line"].format(task=title, office=lead, day=on))
        row: Row = {"task": title, "lead": lead, "due_rule": f"before {era.year}-{day}", "id": number}
        yield row | {"due_as_printed": words["task_due"].format(day=on), "source_line": said}


def _millions(amount: int) -> str:
    return f"{_grouped(amount)} {texts()['million']}"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
