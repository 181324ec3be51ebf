"""The floors of the house and the imports between its rooms.

A *room* is a folder directly under ``poverty_analysis``.  A new room gets its
floor here; a test fails until it has one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

NAME = "poverty_analysis"

ROOMS: dict[int, tuple[str, ...]] = {
    1: ("values", "measures"),
    2: ("budget", "plan", "law", "units", "wording"),
    3: ("inputs", "blocks"),
    4: ("census", "render", "demo", "documents"),
    5: ("checks", "release"),
    6: ("report",),
    7: ("chapters",),
    8: ("batch",),
    9: ("cli",),
    # The package's own __init__ shows names of every floor, and no module may lean on it.
    10: ("__init__", "__main__"),
}
FLOOR = {room: floor for floor, rooms in ROOMS.items() for room in rooms}
# Formulas: arrays, frames and numbers in, the same out.
PURE = ("measures", "budget", "plan", "units", "checks", "release")


@dataclass(frozen=True)
class Import:
    """One import of ours: by which module, of which module, on which line."""

    importer: str
    imported: str
    line: int

    def rooms(self) -> tuple[str, str]:
        """The rooms of both ends."""
        return room_of(self.importer), room_of(self.imported)


def room_of(module: str) -> str:
    """ "poverty_analysis.inputs.raw" is in the room "inputs"; the package itself is "__init__"."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def own_imports(module: str, tree: ast.Module, *, is_package: bool) -> Iterator[Import]:
    """Yield the imports of our own modules, also those inside functions and TYPE_CHECKING.

    What is imported is named as it stands: ``from poverty_analysis.law import
    read_law`` gives ``poverty_analysis.law.read_law``.
    """
    for node in ast.walk(tree):
        for target in _targets(node, module, is_package=is_package):
            if target == NAME or target.startswith(f"{NAME}."):
                yield Import(module, target, getattr(node, "lineno", 0))


def _targets(node: ast.AST, module: str, *, is_package: bool) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = _absolute(node, module, is_package=is_package)
        if base != NAME:
            return [f"{base}.{alias.name}" for alias in node.names]
        return [f"{NAME}.{alias.name}" if _is_room(alias.name) else NAME for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        return [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return []


def _is_room(name: str) -> bool:
    # "from poverty_analysis import __version__" asks for a plain text, not for a room.
    return name in FLOOR or name == "__version__"


def _absolute(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parents = module.split(".")[: None if is_package and node.level == 1 else -(node.level - is_package)]
    return ".".join([*parents, *([node.module] if node.module else [])])


def objection(found: Import) -> str:
    """Why an import is refused; "" if it is fine."""
    importer, imported = found.rooms()
    if importer in (imported, "__init__") or imported == "__version__":
        return ""
    if FLOOR[imported] > FLOOR[importer]:
        return f"floor {FLOOR[importer]} may not use floor {FLOOR[imported]}"
    if FLOOR[imported] == FLOOR[importer]:
        return f"{importer} and {imported} stand on one floor and are strangers"
    return ""
