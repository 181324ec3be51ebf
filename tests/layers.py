"""The layers of DESIGN.md section 3 and the imports between their rooms.

A *room* is a module or folder directly under ``poverty_analysis``.  A new room
gets its layer here; a test fails until it has one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

NAME = "poverty_analysis"

ROOMS: dict[int, tuple[str, ...]] = {
    0: ("problems", "money", "due", "periods", "text", "strict_yaml", "ordered", "wording"),
    1: ("law", "units", "contract", "treasury"),
    2: ("read", "params", "workspace", "terms", "country", "synthetic"),
    3: (
        *("households", "multidim", "monetary", "survey", "dynamics"),
        *("ledger", "balances", "disbursement", "chain", "rates", "forms", "census", "reconcile", "targets", "tasks"),
        *("borders", "assignment", "rollup", "aggregating", "filling"),
    ),
    4: ("release",),
    5: ("sections", "blocks", "frames"),
    6: ("render", "batch"),
    7: ("cli", "__main__"),
    # The package's own __init__ shows names of every layer, and no module may lean on it.
    8: ("__init__",),
}
LAYER = {room: layer for layer, rooms in ROOMS.items() for room in rooms}

# Inside one layer a room may use another, except:
REFUSED = {
    ("render", "batch"): "batch calls render, never the reverse",
    ("blocks", "sections"): "sections are made of blocks, never the reverse",
}


@dataclass(frozen=True)
class Import:
    """One import of ours: by which room, of which room, on which line."""

    importer: str
    imported: str
    line: int


def room_of(module: str) -> str:
    """ "poverty_analysis.read.raw" is in the room "read"; the package itself is "__init__"."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def own_imports(module: str, tree: ast.Module, *, is_package: bool) -> Iterator[Import]:
    """Yield the imports of our own modules, also those inside functions and TYPE_CHECKING."""
    for node in ast.walk(tree):
        for target in _targets(node, module, is_package=is_package):
            if target == NAME or target.startswith(f"{NAME}."):
                yield Import(room_of(module), room_of(target), getattr(node, "lineno", 0))


def _targets(node: ast.AST, module: str, *, is_package: bool) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = _absolute(node, module, is_package=is_package)
        return (
            [f"{NAME}.{alias.name}" if _is_room(alias.name) else NAME for alias in node.names]
            if base == NAME
            else [base]
        )
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        return [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return []


def _is_room(name: str) -> bool:
    # "from poverty_analysis import __version__" asks for a plain text, not for a layer.
    return name in LAYER or name == "__version__"


def _absolute(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parents = module.split(".")[: None if is_package and node.level == 1 else -(node.level - is_package)]
    return ".".join([*parents, *([node.module] if node.module else [])])


def objection(found: Import) -> str:
    """Why an import is refused; "" if it is fine."""
    if found.importer == found.imported or found.imported == "__version__" or found.importer == "__init__":
        return ""
    if LAYER[found.imported] > LAYER[found.importer]:
        return f"layer {LAYER[found.importer]} may not use layer {LAYER[found.imported]}"
    return REFUSED.get((found.importer, found.imported), "")
