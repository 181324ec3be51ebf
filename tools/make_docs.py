"""Write the generated pages of ``docs/`` and the picture in the README.

    .venv/bin/python tools/make_docs.py all       every page and the picture
    .venv/bin/python tools/make_docs.py errors    one page; the names stand in PAGES

A page comes from the same data the program uses, so it cannot say otherwise
than the program does; a test fails when a page in the repository is stale.  The
picture shows a page of a report that ``make report`` has made.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Final

import click

from poverty_analysis.cli import commands, exits
from poverty_analysis.inputs.contract import ByLanguage, ColumnSpec, Contract, TableSpec, read_contract
from poverty_analysis.law.reader import read_law
from poverty_analysis.wording import ProblemEntry, problem_catalogue, say
from tools.export_maps_page import maps_page
from tools.indicator_page import indicators_page
from tools.law_page import law_page as law_text
from tools.reading_page import reading_page as reading_text
from tools.rule_examples import rules_page
from tools.standard_pages import standards_page

ROOT: Final = Path(__file__).resolve().parent.parent
REPORT: Final = ROOT / "outputs/shared/2023-year/099-tuan-giao/annual_report.vi/099-tuan-giao-2023-year.pdf"
PICTURE: Final = ROOT / "docs/images/report-page.png"
PICTURE_WIDTH: Final = 900
PICTURE_COLOURS: Final = 32
HELP_WIDTH: Final = 88

Rows = Iterable[Iterable[str]]

_TYPES: Final[Mapping[str, str]] = {
    "text": "any words on one line, as the document prints them",
    "code": "text that names something; leading zeros are kept, so in a spreadsheet the cell must be text",
    "enum": "one of the words of a list below",
    "integer": "a whole number, digits only, perhaps with a leading minus",
    "vnd": (
        "whole đồng, digits only, perhaps with a leading minus: `4861580900`; a numeric spreadsheet cell within "
        "0.001 đồng of a whole number is taken as that number and counted"
    ),
    "decimal": "a number with a decimal point: `0.055`; shares go from 0 to 1",
    "date": "year-month-day: `2023-12-31`, or a date cell of a spreadsheet",
    "line": "a line number in the text of the document, counted from 1",
}
_PLACES: Final[Mapping[str, str]] = {
    "info": "`plan.yaml` in `data/plans/<plan>/`, or the sheet `{name}` of a plan workbook",
    "plan": "`data/plans/<plan>/{name}.csv` (or `.parquet`), or the sheet `{name}` of a plan workbook",
    "proposals": "the file given to `poverty-analysis assign`: a CSV, or a workbook with the sheet `{name}`",
    "forms": "`data/forms/<folder>/{name}.csv`, or the sheet `{name}` of a workbook `data/forms/<name>.xlsx`",
    "scores": "`data/scores/<folder>/{name}.csv`, written by `poverty-analysis aggregate`",
    "census": "`data/census/<folder>/`: `census.yaml`, and one file `households.csv`, `.xlsx` or `.parquet`",
}
_LOOKUPS: Final[Mapping[str, str]] = {
    "programme_line": "a line of the programme that `plan.yaml` names ([law](law.md))",
    "programme": "a programme of the [law](law.md), or `local` or `none`",
    "standard": "a poverty standard of the [law](law.md)",
    "measure": "an indicator of the [catalogue](indicators.md)",
    "agency": "an agency of the [law](law.md)",
    "people_line": "a word of the list `people`, or `all` or `minority`",
    "unit": "a code of `data/units/units.csv`",
    "group": "a group of `data/units/groups`",
    "document": "an id of `plan.yaml`: `document.id` or one of `documents`",
}
_RANGES: Final[Mapping[str, str]] = {
    "1": "Tệp · Files",
    "2": "Ô và cột · Cells and columns",
    "3": "Kế hoạch · Plans",
    "4": "Tham số · Parameters",
    "5": "Pháp luật và đơn vị hành chính · Law and administrative units",
    "6": "Khi chạy · Running",
    "7": "Tệp xuất của kho bạc, kế toán · Treasury and accounting exports",
    "8": "Bảng hộ rà soát · Households of the review",
}
EXITS: Final = (
    (0, "done"),
    (
        exits.EXIT_SOME_FAILED,
        "some reports failed or were left out for the problems of their own plans, the others were made; "
        "with `check --strict`: there are findings above a note",
    ),
    (2, "the command was mistyped: unknown command, option or value"),
    (
        exits.EXIT_PROBLEMS,
        "problems in what all reports share or in all that was asked for (`run --strict`: in anything); "
        "nothing was started",
    ),
    (
        exits.EXIT_MISSING,
        "`doctor` found that something needed is missing; "
        "`run`: an extra that was asked for (DOCX, a cluster) is not installed",
    ),
    (exits.EXIT_LOCKED, "another run holds `outputs/.lock`"),
    (exits.EXIT_INTERRUPTED, "interrupted with Ctrl+C"),
    (exits.EXIT_TERMINATED, "ended by SIGTERM; reports published before stay"),
)


def main(arguments: list[str]) -> int:
    """Write what was asked for; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the generated pages of docs/.")
    parser.add_argument("what", nargs="+", choices=[*PAGES, "image", "all"])
    chosen = set(parser.parse_args(arguments).what)
    for name, (path, page) in PAGES.items():
        if chosen & {name, "all"}:
            (ROOT / path).write_text(page(), encoding="utf-8", newline="\n")
            print(path)
    if not chosen & {"image", "all"}:
        return 0
    if not REPORT.is_file():
        print(f"There is no {REPORT.relative_to(ROOT).as_posix()} yet: run make report first.", file=sys.stderr)
        return 4
    write_picture(REPORT, PICTURE)
    print(PICTURE.relative_to(ROOT).as_posix())
    return 0


def tables_page() -> str:
    """Every input table: what a row is, its columns, their types and allowed values."""
    contract = read_contract()
    titles = ((_link(t.name), t.title["vi"], t.title["en"], _needed(t)) for t in contract.tables.values())
    parts = [
        "# Input tables",
        "",
        _generated("poverty_analysis/inputs/contract.yaml"),
        "The reader, the checker and this page use the same description. A column that is not listed is an error",
        "([PA-202](errors.md#pa-202)), never skipped. A column that may be empty may also be left out.",
        "",
        *_table(("Table", "Tên", "Title", "Needed"), titles),
        "",
        "## Types",
        "",
        *(f"- **{name}**: {words}" for name, words in _TYPES.items()),
        "",
        "An amount column may carry its unit in its name: `amount_thousand_vnd`, `amount_million_vnd` or",
        "`amount_billion_vnd` in place of `amount_vnd`. Each value must still be a whole number of đồng.",
    ]
    parts += [line for table in contract.tables.values() for line in _table_section(table)]
    parts += ["", "## Allowed words", "", "The words to write, and what a report prints for them."]
    parts += [line for name in contract.domains for line in _domain_section(contract, name)]
    return _page(parts)


def _needed(table: TableSpec) -> str:
    return "yes" if table.required else "no"


def _table_section(table: TableSpec) -> Iterator[str]:
    place = _PLACES.get(table.belongs, f"every `.csv` or `.parquet` file in `data/{table.belongs}/`")
    yield from ("", f"## {table.name}", "", f"**{_both(table.title)}**")
    yield from ("", f"Where: {place.format(name=table.name)}. One row: {_both(table.grain)}.", "")
    head = ("Column", "Type", "Empty?", "Title", "Meaning", "Allowed")
    yield from _table(head, (_column(column) for column in table.columns))


def _column(column: ColumnSpec) -> Iterator[str]:
    yield f"`{column.name}`"
    yield column.type
    yield "no" if column.required else "may be"
    yield _both(column.title)
    yield _both(column.meaning)
    yield "; ".join(_allowed(column))


def _allowed(column: ColumnSpec) -> Iterator[str]:
    if column.domain:
        yield f"[{column.domain}](#words-for-{column.domain})"
    if column.lookup:
        yield _LOOKUPS[column.lookup]
    if column.pattern:
        yield f"`{_cell(column.pattern)}`"
    if column.unique:
        yield "each once"


def _domain_section(contract: Contract, name: str) -> Iterator[str]:
    yield from ("", f"### Words for {name}", "")
    rows = ((f"`{value}`", words["vi"], words["en"]) for value, words in contract.domains[name].items())
    yield from _table(("Write", "Tiếng Việt", "English"), rows)


def errors_page() -> str:
    """Every error: what it says, what was expected and what to do, in both languages."""
    entries = problem_catalogue()
    parts = [
        "# Lỗi và cách sửa · Errors and what to do",
        "",
        _generated("poverty_analysis/wording/problems/"),
        "Mỗi lỗi có một mã cố định. Chữ trong ngoặc ‹ › được thay bằng nội dung cụ thể khi chương trình báo lỗi.",
        "Khi còn lỗi, báo cáo không được lập và các báo cáo trước giữ nguyên.",
        "",
        "Every error has a code that does not change. Words in ‹ › are filled in when the program tells it.",
        "While there are errors no report is made, and earlier reports stay as they were. All errors of a run are",
        "told at once, each with its file, sheet, row and column. Rows count from 1 and include the header, as in a",
        "spreadsheet.",
        "",
        "PA-141 – PA-146, PA-148: lưu ý về sổ tính đã đọc được; không ngăn việc lập báo cáo. These seven are remarks",
        "about a workbook that was read; they do not stop a report.",
    ]
    for digit, group in groupby(entries.values(), key=lambda entry: entry.code[3]):
        found = tuple(group)
        parts += ["", f"## {_RANGES[digit]}", ""]
        parts += _table(("Mã · Code", "Lỗi", "Error"), ((_link(e.code), e.title["vi"], e.title["en"]) for e in found))
        parts += [line for entry in found for line in _error_section(entry)]
    return _page(parts)


def _error_section(entry: ProblemEntry) -> Iterator[str]:
    yield from ("", f"### {entry.code}")
    names = {"vi": ("Yêu cầu", "Cách sửa"), "en": ("Expected", "To do")}
    for lang, (expected, fix) in names.items():
        yield from ("", f"**{_slots(entry.title[lang])}.** {_slots(entry.what[lang])}", "")
        yield f"- {expected}: {_slots(entry.expected[lang])}"
        yield f"- {fix}: {_slots(entry.fix[lang])}"
    if entry.example:
        wrong, right = entry.example["wrong"], entry.example["right"]
        yield from ("", f"Sai · Wrong: `{wrong}`. Đúng · Right: `{right}`.")


def _slots(sentence: str) -> str:
    """Mark the places that are filled in, and keep signs of Markdown as they are."""
    marked = sentence.replace("{", "‹").replace("}", "›")
    for sign in ("\\", "*", "_", "`", "#", "|", "<"):
        marked = marked.replace(sign, f"\\{sign}")
    return marked


def commands_page() -> str:
    """Every command with the help it prints, and the exit codes."""
    names = sorted(commands.cli.commands)
    parts = [
        "# Commands",
        "",
        _generated("the commands themselves (`poverty-analysis --help`)"),
        "Options of the whole program stand before the command: `poverty-analysis --lang en check`. Results go to",
        "standard output, talk to standard error. What `--json` prints is told in [outputs](outputs.md#json).",
        "",
        "## poverty-analysis",
        "",
        *_help(commands.cli, "poverty-analysis"),
        "",
        "The environment variable `POVERTY_ANALYSIS_LANG` (`vi` or `en`) sets the language of messages where `--lang`",
        "is not given. `POVERTY_ANALYSIS_MEMORY_MB` is how many MB of data one report may hold where `run --memory-mb`",
        "does not say it (2048).",
    ]
    for name in names:
        parts += ["", f"## {name}", "", *_help(commands.cli.commands[name], f"poverty-analysis {name}")]
    parts += ["", "## Exit codes", "", *_table(("Code", "Meaning"), ((str(code), words) for code, words in EXITS))]
    return _page(parts)


def _help(command: click.Command, path: str) -> Iterator[str]:
    context = click.Context(command, info_name=path, terminal_width=HELP_WIDTH, max_content_width=HELP_WIDTH)
    context.help_option_names = ["-h", "--help"]
    yield from ("```text", command.get_help(context).rstrip(), "```")


def law_page() -> str:
    """The law data with its sources, and how each value was read."""
    return law_text(read_law())


def export_maps_page() -> str:
    """The maps of treasury forms that come with the program, with their identities."""
    return maps_page(_generated("poverty_analysis/inputs/exports/maps/"))


def reading_page() -> str:
    """The phrasings of documents that are read."""
    return reading_text(_generated("poverty_analysis/documents/grammar.yaml"))


def write_picture(report: Path, picture: Path) -> None:
    """Draw the page of a report that begins with the summary, as a small PNG."""
    import pypdfium2  # type: ignore[import-untyped]
    from PIL import Image

    with pypdfium2.PdfDocument(report) as document:
        heading = say("vi", "section.summary")
        page = next(page for page in document if heading in page.get_textpage().get_text_bounded())
        drawn = page.render(scale=PICTURE_WIDTH / page.get_width()).to_pil().convert("RGB")
    # A page of text has few colours; a palette makes the file several times smaller.
    few = drawn.quantize(PICTURE_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    picture.parent.mkdir(parents=True, exist_ok=True)
    few.save(picture, optimize=True)


def _generated(source: str) -> str:
    named = source if " " in source else f"`{source}`"
    return f"This page is generated from {named} by `tools/make_docs.py`; do not edit it.\n"


def _both(words: ByLanguage) -> str:
    return words["vi"] if words["vi"] == words["en"] else f"{words['vi']} · {words['en']}"


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(head: tuple[str, ...], rows: Rows) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "| " + " | ".join("---" for _ in head) + " |"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


# One function a page; a new page is a function above and a line here.
PAGES: Final[Mapping[str, tuple[str, Callable[[], str]]]] = {
    "tables": ("docs/reference/tables.md", tables_page),
    "errors": ("docs/reference/errors.md", errors_page),
    "commands": ("docs/reference/commands.md", commands_page),
    "law": ("docs/reference/law.md", law_page),
    "rules": ("docs/reference/rules.md", rules_page),
    "standards": ("docs/reference/standards.md", standards_page),
    "indicators": ("docs/reference/indicators.md", indicators_page),
    "maps": ("docs/reference/export-maps.md", export_maps_page),
    "reading": ("docs/reference/reading.md", reading_page),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
