"""What the tests of the house rules look at: the files of this project, parsed once."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "poverty_analysis"


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is in git or would be added to it; without git, every file outside ignored folders."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return tuple(sorted(path for path in ROOT.rglob("*") if path.is_file() and not _is_generated(path)))
    return tuple(sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file()))


def _is_generated(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return parts[0] in {"outputs", "dist"} or any(part == "__pycache__" or part.startswith(".") for part in parts)


def modules() -> tuple[Path, ...]:
    """The modules of the library."""
    return tuple(path for path in project_files() if path.suffix == ".py" and path.is_relative_to(PACKAGE))


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """A path as a reader of a failing test wants it."""
    return path.relative_to(ROOT).as_posix()


def dotted_name(path: Path) -> str:
    """poverty_analysis/inputs/raw.py as "poverty_analysis.inputs.raw"; a package by its own name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
