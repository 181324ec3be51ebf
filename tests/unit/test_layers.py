"""Imports only go down (DESIGN.md section 3)."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter

import pytest

from tests.layers import LAYER, Import, objection, own_imports, room_of
from tests.tree import dotted_name, modules, parsed, shown

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


def test_every_room_has_a_layer() -> None:
    unknown = {room_of(dotted_name(path)) for path in modules()} - LAYER.keys()
    assert not unknown, f"give these a layer in tests/layers.py: {sorted(unknown)}"


def test_imports_only_go_down() -> None:
    known = [(place, found) for place, found in all_imports() if found.importer in LAYER]
    refused = [f"{place} imports {found.imported}: {why}" for place, found in known if (why := objection(found))]
    assert not refused, "\n".join(refused)


def test_rooms_of_one_layer_form_no_circle() -> None:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for _, found in all_imports():
        if found.importer not in {found.imported, "__init__"}:
            sorter.add(found.importer, found.imported)
    sorter.prepare()  # raises CycleError and names the circle


def test_formulas_touch_neither_disk_nor_clock() -> None:
    touched = [
        f"{shown(path)}:{node.lineno} imports {name}"
        for path in modules()
        if LAYER.get(room_of(dotted_name(path))) in {3, 4}
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
        ("from .. import render", "render"),
        ("from ..batch import run", "batch"),
        ("def late():\n    from poverty_analysis.cli import main", "cli"),
        ("import importlib\nimportlib.import_module('poverty_analysis.cli')", "cli"),
        ("from poverty_analysis import Report", "__init__"),
    ],
)
def test_an_upward_import_is_seen(source: str, imported: str) -> None:
    (found,) = imports_in("poverty_analysis.read.raw", source)
    assert found.imported == imported
    assert objection(found)


def test_render_may_not_use_batch_and_batch_may_use_render() -> None:
    (up,) = imports_in("poverty_analysis.render.html", "from poverty_analysis.batch import publish")
    (down,) = imports_in("poverty_analysis.batch.run", "from poverty_analysis.render.html import render_html")
    assert objection(up)
    assert not objection(down)


def test_a_package_may_use_its_own_modules() -> None:
    (found,) = imports_in("poverty_analysis.read", "from .raw import RawTable", is_package=True)
    assert found == Import("read", "read", 1)
    assert not objection(found)
