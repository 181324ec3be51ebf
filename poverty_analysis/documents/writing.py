"""Write a draft as the folder of a plan, with the document's own lines and the evidence of every row beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from poverty_analysis.documents.acts import Act
from poverty_analysis.documents.draft import Draft
from poverty_analysis.documents.lines import DocumentLine
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.writing import write_table, write_text
from poverty_analysis.values.persons import looks_like_name

TABLES = ("targets", "budget", "claims", "tasks", "activities", "agencies", "solutions")
READING, UNREAD, DOUBTS = "reading.csv", "unread.csv", "doubts.csv"
# Where a signature begins; the name under it is of a person and belongs in no file.
_SIGNED = re.compile(r"^(?:TM\.|KT\.|TL\.|TUQ\.|Q\.)?\s*(?:ỦY BAN|UỶ BAN|CHỦ TỊCH|PHÓ CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG PHÒNG)")
_LINES_OF_SIGNATURE = 12
NO_NAME = "[tên người ký]"


def write_draft(draft: Draft, folder: Path) -> None:
    """Write ``draft`` into the new folder ``folder``: ``plan.yaml``, its tables, and ``source/``.

    ``source/`` holds the lines the rows point at, ``reading.csv`` the words
    and the phrasing behind each row, ``unread.csv`` the numbers that became no
    row and ``doubts.csv`` what has two readings.
    """
    source = folder / "source"
    source.mkdir(parents=True)
    write_text(folder / "plan.yaml", "\n".join(_plan(draft)) + "\n")
    for table in TABLES:
        rows = draft.table(table)
        if rows:
            columns = read_contract().tables[table].names()
            cells = ([row.cells.get(column, "") for column in columns] for row in rows)
            write_table(folder / f"{table}.csv", table, columns, cells)
    write_text(folder / "narrative.md", "")
    write_text(source / draft.keys["document.source_file"], "\n".join(without_names(draft.lines)) + "\n")
    _evidence(draft, source)


def without_names(lines: Sequence[DocumentLine]) -> list[str]:
    """The lines as text, without the name of who signed."""
    signed = 0
    kept = []
    for line in lines:
        text = "\t".join(line.cells) if line.cells else line.text
        signed = _LINES_OF_SIGNATURE if _SIGNED.match(line.text) else max(0, signed - 1)
        hides = signed and looks_like_name(line.text) and not line.text.isupper()
        kept.append(NO_NAME if hides else text)
    return kept


def _evidence(draft: Draft, source: Path) -> None:
    read = (
        (
            row.table,
            _id(row.cells),
            str(row.line.number),
            str(row.line.page or ""),
            row.rule,
            row.words,
        )
        for row in draft.rows
    )
    write_table(source / READING, "reading", ("table", "row", "line", "page", "phrasing", "words"), read)
    left = ((str(one.line), str(one.page or ""), one.kind, one.words) for one in draft.unread)
    write_table(source / UNREAD, "unread", ("line", "page", "kind", "words"), left)
    write_table(
        source / DOUBTS,
        "doubts",
        ("key", "line", "readings"),
        ((d.key, str(d.line or ""), " | ".join(d.readings)) for d in draft.doubts),
    )


def _id(cells: Mapping[str, str]) -> str:
    return next((cells[key] for key in ("target", "claim", "id", "line", "need") if cells.get(key)), "")


def _plan(draft: Draft) -> list[str]:
    """The lines of ``plan.yaml``: groups by the part before the dot, every value as quoted text."""
    lines = [
        "# Bản nháp đọc từ văn bản; chưa ai xác nhận. Mỗi giá trị: source/reading.csv, chỗ chưa đọc: source/unread.csv."
    ]
    group = ""
    for key, value in draft.keys.items():
        head, _, name = key.rpartition(".")
        if head != group and head:
            lines.append(f"{head}:")
        group = head
        lines.append(f"{'  ' if head else ''}{name}: {_value(key, value)}")
    if draft.documents:
        lines.append("documents:")
        for cells in document_cells(draft):
            lines += _document(cells)
    return lines


def document_cells(draft: Draft) -> Iterator[dict[str, str]]:
    """Rows of the table ``documents``: each act under an id of its own."""
    ids: dict[str, int] = {}
    for act in draft.documents:
        ids[act.id] = ids.get(act.id, 0) + 1
        yield _cells(act, act.id if ids[act.id] == 1 else f"{act.id}-{ids[act.id]}")


def _value(key: str, value: str) -> str:
    if key == "period.years":
        return json.dumps(value.split(";") if value else [], ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def _cells(act: Act, id: str) -> dict[str, str]:
    return {
        "id": id,
        "number": act.number,
        "date": act.date.isoformat() if act.date else "",
        "issuer": act.issuer,
        "title": act.title or f"{act.kind} {act.number}",
        "in_hand": "no",
        "role": act.role,
        "source_line": str(act.line),
    }


def _document(cells: Mapping[str, str]) -> list[str]:
    begins = {"id": "  - "}
    return [f"{begins.get(key, '    ')}{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in cells.items()]
