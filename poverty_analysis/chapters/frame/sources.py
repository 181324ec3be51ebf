"""What the line under a table or chart names as its source: documents and forms instead of files.

Cells are known by the name of their file; the folder of the file says what it
is.  Which file it was stands in the workbook and in the manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from poverty_analysis.blocks import Json
from poverty_analysis.wording.words import Words

_YEAR = re.compile(r"-(\d{4})$")
# The tables of a folder of results, by its own name; results of a unit stand in the folder itself or in "policies".
_OF_FOLDER = {"progress": "review_progress", "reference": "country_results"}
_PROGRESS = "review-progress"


def documents_by_file(paths: Iterable[str], plan: str, plan_name: str, words: Words) -> dict[str, dict[str, str]]:
    """The documents that files of one name are, by that name and then by folder.

    Parameters
    ----------
    paths : iterable of str
        Files the report may have taken something of, with their folders.
    plan : str
        The folder of the report's own plan; ``plan_name`` is how its document is cited.
    """
    known: dict[str, dict[str, str]] = {}
    for path in map(PurePosixPath, paths):
        if len(path.parts) > 2 and path.suffix in (".csv", ".xlsx", ".parquet"):
            known.setdefault(path.name, {})[str(path.parent)] = _document(path, plan, plan_name, words)
    return known


def _document(path: PurePosixPath, plan: str, plan_name: str, words: Words) -> str:
    room, folder = path.parts[1], path.parent.name
    if room == "ledgers" and folder == "ledgers":
        year = _YEAR.search(path.stem)
        return words.say("source_of.ledger", {"year": year[1]}) if year else words.say("source_of.ledgers")
    if room == "ledgers":
        return words.say("source_of.treasury")
    if room == "results":
        table = _OF_FOLDER.get(folder)
        return words.table_title(table) if table else words.say("source_of.results")
    if room == "plans" and path.stem != "task_status":
        return plan_name if folder == plan and plan_name else words.say("source_of.plans")
    return words.table_title(path.stem) or path.name


def with_documents(sections: Sequence[Json], known: Mapping[str, Mapping[str, str]]) -> tuple[Json, ...]:
    """The sections with documents for files in the source lines; a file nothing is known of keeps its name."""
    return tuple(section | {"blocks": [_named(block, known) for block in section["blocks"]]} for section in sections)


def _named(block: Json, known: Mapping[str, Mapping[str, str]]) -> Json:
    if not block.get("source"):
        return block
    names = (_documents(file, block["id"], known) for file in block["source"].split(", "))
    return block | {"source": "; ".join(dict.fromkeys(name for found in names for name in found))}


def _documents(file: str, block_id: str, known: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The documents a file may be; one in the folder of progress is meant by the table of that progress alone."""
    folders = known.get(file.split("[")[0], {})
    meant = {folder: name for folder, name in folders.items() if folder.endswith("progress") == (block_id == _PROGRESS)}
    return list((meant or folders).values()) or [file]
