"""Imports only go down, from floor to floor, and modules form no circle."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter

import pytest

from tests.layers import FLOOR, PURE, Import, objection, own_imports, room_of
from tests.tree import PACKAGE, dotted_name, modules, parsed, shown

# A formula takes arrays, frames and numbers; it never touches disk, clock, chance, process or locale.
IMPURE = {"io", "locale", "os", "pathlib", "random", "shutil", "socket", "subprocess", "tempfile", "time"}


def all_imports() -> list[tuple[str, Import]]:
    """Every import of ours in the library, with the place it stands."""
    return [
        (f"{shown(path)}:{found.line}", found)
        for path in modules()
        for found in own_imports(dotted_name(path), parsed(path), is_package=path.name == "__init__.py")
    ]


def imports_in(module: str, source: str, *, is_package: bool = False) -> list[Import]:
    return list(own_imports(module, ast.parse(source), is_package=is_package))


def test_every_room_has_a_floor_and_every_floor_its_rooms() -> None:
    rooms = {room_of(dotted_name(path)) for path in modules()}
    assert rooms == FLOOR.keys(), f"tests/layers.py and the package differ: {sorted(rooms ^ FLOOR.keys())}"


def test_nothing_lies_loose_beside_the_rooms() -> None:
    loose = [
        shown(path) for path in modules() if path.parent == PACKAGE and path.name not in ("__init__.py", "__main__.py")
    ]
    assert not loose, f"put these into a room: {loose}"


def test_imports_only_go_down() -> None:
    every = all_imports()
    assert len(every) > 500
    refused = [f"{place} imports {found.imported}: {why}" for place, found in every if (why := objection(found))]
    assert not refused, "\n".join(refused)


def test_modules_form_no_circle() -> None:
    names = {dotted_name(path) for path in modules()}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for _, found in all_imports():
        imported = found.imported if found.imported in names else found.imported.rpartition(".")[0]
        if imported in names and found.importer != imported and room_of(found.importer) != "__init__":
            sorter.add(found.importer, imported)
    sorter.prepare()  # raises CycleError and names the circle


def test_formulas_are_in_rooms_that_are_there() -> None:
    assert set(PURE) < FLOOR.keys()


def test_formulas_touch_neither_disk_nor_clock() -> None:
    touched = [
        f"{shown(path)}:{node.lineno} imports {name}"
        for path in modules()
        if room_of(dotted_name(path)) in PURE
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or node.names[0].name]
        if name.split(".")[0] in IMPURE
    ]
    assert not touched, "\n".join(touched)


@pytest.mark.parametrize(
    ("source", "imported"),
    [
        ("from poverty_analysis.cli import main", "cli"),
        ("import poverty_analysis.batch.run", "batch"),
        ("from poverty_analysis import render", "render"),
        ("from ... import render", "render"),
        ("from ...batch import run", "batch"),
        ("def late():\n    from poverty_analysis.cli import main", "cli"),
        ("import importlib\nimportlib.import_module('poverty_analysis.cli')", "cli"),
        ("from poverty_analysis import Report", "__init__"),
        ("from poverty_analysis.blocks import Table", "blocks"),  # a stranger on the same floor
    ],
)
def test_an_upward_import_is_seen(source: str, imported: str) -> None:
    (found,) = imports_in("poverty_analysis.inputs.xlsx.workbook", source)
    assert found.rooms() == ("inputs", imported)
    assert objection(found)


def test_a_downward_import_passes() -> None:
    (found,) = imports_in("poverty_analysis.batch.run", "from poverty_analysis.render.html import render_html")
    assert not objection(found)


def test_a_package_may_use_its_own_modules() -> None:
    (found,) = imports_in("poverty_analysis.inputs", "from .raw import RawTable", is_package=True)
    assert found == Import("poverty_analysis.inputs", "poverty_analysis.inputs.raw.RawTable", 1)
    assert not objection(found)
