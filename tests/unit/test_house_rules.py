"""The rules of CONTRIBUTING.md that a program can check."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layers import room_of
from tests.tree import ROOT, dotted_name, modules, parsed, project_files, shown

LONGEST_FUNCTION = 45
USUAL_FUNCTION = 25
SHARE_OF_USUAL = 0.9
LONGEST_MODULE = 350
# A heading of numpydoc: Parameters, Returns, Raises, Notes, Examples.
SECTION = re.compile(r"^[A-Z][A-Za-z ]+\n-{3,}$", re.MULTILINE)

# Numbers above ten that carry no law: months, digits in a group of a checksum, the last day of a year,
# rows or letters of a chart, percent, thousands, millions, billions.
PLAIN_NUMBERS = {12, 16, 24, 31, 100, 1_000, 1_000_000, 1_000_000_000}

# Rooms below the formulas and above the chapters; what they count (bytes, rows, seconds) is no law.
MAY_HOLD_NUMBERS = {"__init__", "values", "law", "units", "wording", "inputs", "render", "batch", "cli", "documents"}

# Made-up households: sizes of batches and of villages are nobody's law.
MADE_UP = {"synthetic", "demo"}

CASTS = {"int", "float", "to_numeric", "astype"}
CODE_NAME = re.compile(r"\b(?:\w+_)?codes?\b")
# Not codes of places or lines.
OTHER_CODES = re.compile(r"\b(?:exit|return)_code\b")

# Written apart so that this file does not find itself.
UNFINISHED = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "raise " + "NotImplementedError"]) + r")\b")
WRITTEN_BY_US = {".py", ".yaml", ".toml", ".sh", ".md", ".ipynb", ".typ", ".css", ".js", ".html", ".j2"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.Module) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def lines_of(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def counted_lines(function: Function) -> int:
    """Lines of a function; of its docstring only where that is plain: one with sections is a page of reference."""
    reference = SECTION.search(ast.get_docstring(function) or "")
    return lines_of(function) - (lines_of(function.body[0]) if reference else 0)


def big_numbers(tree: ast.Module) -> Iterator[tuple[int, float]]:
    """Yield line and value of every number above ten that is not a plain one."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, int | float):
            continue
        if node.value > 10 and node.value not in PLAIN_NUMBERS:
            yield node.lineno, node.value


def casts_of_codes(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or ast.unparse(node.func).split(".")[-1] not in CASTS:
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr == "astype":
            looked_at = ast.unparse(node.func.value) if "str" not in ast.unparse(node) else ""
        else:
            looked_at = " ".join(ast.unparse(argument) for argument in node.args)
        if CODE_NAME.search(OTHER_CODES.sub("", looked_at)):
            yield node


def test_no_function_is_too_long() -> None:
    long = [
        f"{shown(path)}:{function.lineno} {function.name}: {counted_lines(function)} lines"
        for path in modules()
        for function in functions(parsed(path))
        if counted_lines(function) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_nine_functions_in_ten_are_short() -> None:
    lengths = [counted_lines(function) for path in modules() for function in functions(parsed(path))]
    short = sum(length < USUAL_FUNCTION for length in lengths)
    assert short >= SHARE_OF_USUAL * len(lengths), f"only {short} of {len(lengths)} have under {USUAL_FUNCTION} lines"


def test_a_plain_docstring_counts_and_one_with_sections_does_not() -> None:
    plain = 'def f():\n    """One.\n\n    Two.\n    """\n    return 1\n'
    reference = 'def f():\n    """One.\n\n    Returns\n    -------\n    int\n    """\n    return 1\n'
    assert [counted_lines(function) for text in (plain, reference) for function in functions(ast.parse(text))] == [6, 2]


def test_no_name_of_a_class_stands_twice() -> None:
    """Who searches for a name finds one thing."""
    found: dict[str, list[str]] = {}
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(shown(path))
    assert len(found) > 200
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}


def test_no_module_is_too_long() -> None:
    counted = [(shown(path), path.read_text(encoding="utf-8").count("\n")) for path in modules()]
    long = [f"{name}: {lines} lines; which two rooms is it?" for name, lines in counted if lines > LONGEST_MODULE]
    assert not long, "\n".join(long)


def test_numbers_with_legal_force_stand_only_in_law_files() -> None:
    found = [
        f"{shown(path)}:{line} {number}"
        for path in modules()
        if room_of(dotted_name(path)) not in MAY_HOLD_NUMBERS and MADE_UP.isdisjoint(path.parts)
        for line, number in big_numbers(parsed(path))
    ]
    assert not found, "\n".join(found)


def test_codes_stay_text() -> None:
    found = [
        f"{shown(path)}:{call.lineno} {ast.unparse(call)}"
        for path in project_files()
        if path.suffix == ".py" and "tests" not in path.parts
        for call in casts_of_codes(parsed(path))
    ]
    assert not found, "\n".join(found)


def defined(tree: ast.Module) -> Iterator[str]:
    """Names of functions, classes and values of a module; a command is called by the command line."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function):
            if not any(ast.unparse(decorator).startswith("cli.") for decorator in node.decorator_list):
                yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def used(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_nothing_is_there_for_tests_only() -> None:
    """What nothing of ours uses is promised to analysts: a measure, or named in the documentation."""
    files = [path for path in project_files() if path.parts[len(ROOT.parts)] != "tests"]
    known = {name for path in files if path.suffix == ".py" for name in used(parsed(path))}
    told = "".join(path.read_text(encoding="utf-8") for path in files if path.suffix in (".md", ".ipynb"))
    known |= set(re.findall(r"\w+", told))
    names = [
        (path, name)
        for path in modules()
        if room_of(dotted_name(path)) != "measures"
        for name in defined(parsed(path))
        if not name.startswith("__")
    ]
    assert len(names) > 1000
    idle = [f"{shown(path)} {name}" for path, name in names if name not in known]
    assert not idle, "\n".join(idle)


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{shown(path)}:{row} {line.strip()}"
        for path in project_files()
        if path.suffix in WRITTEN_BY_US
        for row, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if UNFINISHED.search(line)
    ]
    assert not found, "\n".join(found)


def has_run(notebook: Path) -> bool:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


def test_notebooks_hold_no_outputs() -> None:
    run = [shown(path) for path in project_files() if path.suffix == ".ipynb" and has_run(path)]
    assert not run, f"clear the outputs of: {run}"


@pytest.mark.parametrize("source", ["line = 1_500_000.5", "def f():\n    return x * 40", "Rate(amount=50_000_000)"])
def test_a_number_of_the_law_is_seen(source: str) -> None:
    assert list(big_numbers(ast.parse(source)))


@pytest.mark.parametrize("source", ["share * 100", "million = 1_000_000", "first[:10]", "flag = True"])
def test_a_plain_number_passes(source: str) -> None:
    assert not list(big_numbers(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "int(unit_code)",
        "int(row['unit_code'])",
        "float(unit.code)",
        "pd.to_numeric(t['code'])",
        "t['area_code'].astype(int)",
    ],
)
def test_a_cast_of_a_code_is_seen(source: str) -> None:
    assert list(casts_of_codes(ast.parse(source)))


@pytest.mark.parametrize("source", ["int(year)", "int(run.exit_code)", "t['area_code'].astype(str)", "int(decoded)"])
def test_other_casts_pass(source: str) -> None:
    assert not list(casts_of_codes(ast.parse(source)))
