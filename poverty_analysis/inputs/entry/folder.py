"""The folder of a plan that is only begun: its keys with what each asks for, and tables with their headings."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.entry.content import PlanContent
from poverty_analysis.inputs.plan.narrative import CHAPTERS
from poverty_analysis.inputs.writing import write_text
from poverty_analysis.wording import say


def write_plan_folder(content: PlanContent, folder: Path, lang: str) -> None:
    """Write ``content`` into the new folder ``folder``; explanations are in ``lang``."""
    folder.mkdir(parents=True)
    (folder / "source").mkdir()
    lines = _yaml(content, lang)
    write_text(folder / "plan.yaml", "\n".join(lines) + "\n")
    for spec, _ in content.tables():
        if spec.belongs == "plan":
            with (folder / f"{spec.name}.csv").open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerow(spec.names())
    told = "".join(f"## {chapter}\n\n<!-- {say(lang, f'entry.chapter.{chapter}')} -->\n\n" for chapter in CHAPTERS)
    write_text(folder / "narrative.md", told)


def _yaml(content: PlanContent, lang: str) -> Iterator[str]:
    opened = ""
    for column in read_contract().tables["plan"].columns:
        group, _, name = column.name.rpartition(".")
        if group and group != opened:
            yield f"{group}:"
        opened = group
        indent = "  " if group else ""
        yield f"{indent}# {column.title[lang]}: {column.meaning[lang]}"
        yield f"{indent}{name}: {_scalar(content.keys.get(column.name, ''))}"


def _scalar(value: object) -> str:
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return f'"{text}"'
