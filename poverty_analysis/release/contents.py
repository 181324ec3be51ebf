"""The files of a release: masked forms as CSV and ``release.yaml``, as bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from poverty_analysis.census.forms import HEADLINE
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.dataset import InputFile
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.releases import MASKED, RELEASE_FILE, Settings
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.writing import as_text
from poverty_analysis.release.mask import Mask, MaskedBlock
from poverty_analysis.release.stored import Family

_SHORT = 10

Tree = Mapping[str, object]


@dataclass(frozen=True)
class Contents:
    """A release before it is written: its id and its files by name."""

    id: str
    files: Mapping[str, bytes]


def contents(family: Family, mask: Mask, settings: Settings, inputs: Iterable[Tree]) -> Contents:
    """Write a release into memory.

    The id follows from what is published and from the settings, never from a
    hidden count: equal forms and settings give equal bytes.
    """
    tables = {table: _csv(mask.rows, table) for table in sorted({row.form for row in mask.rows})}
    outputs = [{"file": f"{name}.csv", "sha256": _sha256(data)} for name, data in tables.items()]
    info: dict[str, object] = {
        "unit": family.unit,
        "as_of": str(family.as_of),
        "standard": family.standard,
        "threshold": str(settings.threshold),
        "reason_vi": settings.reason_vi,
        "reason_en": settings.reason_en,
    }
    digest = _sha256(json.dumps([info, outputs], sort_keys=True).encode())[:_SHORT]
    name = f"{family.unit}-{family.as_of}-{family.standard.lower()}-{digest}"
    told: dict[str, object] = {"id": name, **info}
    told["limits"] = {key: str(value) for key, value in settings.limits.items()}
    told |= {"inputs": list(inputs), "outputs": outputs, "blocks": [_block(block) for block in mask.blocks]}
    text = "\n".join(_yaml(told)) + "\n"
    return Contents(name, {f"{t}.csv": data for t, data in tables.items()} | {RELEASE_FILE: text.encode()})


def inputs_of(delivered: Forms, family: Family) -> Iterator[Tree]:
    """Files of the exact forms of a family; a checksum only of a file in which no cell can be hidden.

    With the checksum of the others a reader could try out the few values that
    each hidden cell may have.
    """
    units = {row.unit for row in family.rows}
    names = {row.at.file for row in delivered.rows if row.unit in units}
    for file in delivered.files:
        if file.path in names:
            yield {"file": file.path} | ({"sha256": file.sha256} if may_be_named(delivered, file) else {})


def may_be_named(delivered: Forms, file: InputFile) -> bool:
    """Whether a checksum of a file of forms may be published: it holds headline counts only."""
    return all(row.form in HEADLINE for row in delivered.rows if row.at.file == file.path)


def headline_digest(delivered: Forms, file: InputFile) -> str:
    """A checksum of the published counts in a file of forms; empty where it has none."""
    own = [row for row in delivered.rows if row.form in HEADLINE and row.at.file == file.path]
    columns = {form: read_contract().tables[form].names() for form in HEADLINE}
    rows = [[row.form, *(f"{name}={_cell(row, name)}" for name in columns[row.form])] for row in own]
    return _sha256(json.dumps(rows).encode()) if rows else ""


def _csv(rows: Sequence[FormRow], table: str) -> bytes:
    """Rows of one form; codes, days and counts need no quotes."""
    names = read_contract().tables[table].names()
    lines = [names, *([_cell(row, name) for name in names] for row in rows if row.form == table)]
    return "".join(",".join(line) + "\n" for line in lines).encode()


def _cell(row: FormRow, name: str) -> str:
    own = {"unit": row.unit, "as_of": as_text(row.as_of), "standard": row.standard}
    own |= dict.fromkeys(("counted", "class"), row.counted) | dict.fromkeys(("people", "indicator"), row.item)
    if name in own:
        return own[name]
    return MASKED if name in row.masked else as_text(row.counts.get(name))


def _block(block: MaskedBlock) -> Tree:
    """Only what the released tables tell anyway: how many cells are small, or bounded, hangs on hidden counts."""
    return {
        "name": block.name,
        "cells": str(block.cells),
        "hidden": str(block.audit.hidden),
        "audit": "passed",
        "dropped": list(block.dropped),
    }


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _yaml(tree: Tree, indent: str = "") -> Iterator[str]:
    """Lines of YAML for maps, lists of maps and texts; a JSON string is a quoted scalar."""
    for key, one in tree.items():
        if isinstance(one, dict):
            yield f"{indent}{key}:"
            yield from _yaml(one, indent + "  ")
        elif isinstance(one, list) and one and isinstance(one[0], dict):
            yield f"{indent}{key}:"
            for part in one:
                first, *rest = _yaml(part, indent + "    ")
                yield f"{indent}  - {first.strip()}"
                yield from rest
        else:
            yield f"{indent}{key}: {json.dumps(one, ensure_ascii=False)}"
