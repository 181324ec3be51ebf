"""Small faults made on purpose in the core, one at a time: which of them does no test notice?

    make mutants                            every module of tools/mutants.yaml, about a quarter of an hour
    make mutants ONLY="values/money law"    those whose names begin so
    make mutants ONLY="law --left"          of those only the faults that the page has left, once there are new tests

A fault turns a comparison, ``and`` into ``or``, ``min`` into ``max``, a sign or
a condition, moves a whole number by one or returns another word.  Each runs the
tests of its module in a process of its own, forked from one that has loaded the
libraries.  Of a module with more than ``SAMPLE`` faults the same ones are taken
every time, by a checksum.  Modules that were run get their parts of
``docs/reference/mutants.md`` anew; ``tools/mutants.yaml`` says which tests
belong to a module, and of a fault no test can notice, why.
"""

from __future__ import annotations

import argparse
import ast
import importlib.machinery
import importlib.util
import os
import re
import resource
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = "poverty_analysis"
PATH: Final = ROOT / PACKAGE
PAGE: Final = ROOT / "docs" / "reference" / "mutants.md"
SETTINGS: Final = ROOT / "tools" / "mutants.yaml"
SAMPLE: Final = 40
# Processor time of a faulty run: so many times that of the sound one, and some seconds more.
TIMES: Final = 3
SECONDS: Final = 10
BYTES: Final = 4 * 2**30
# Loaded before the processes part; none of them loads anything of ours.
LOADED: Final = ("hypothesis", "numpy", "pandas", "pyarrow", "openpyxl", "click", "pytest")
OPTIONS: Final = (
    *("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=quick"),
    "-Wignore::pytest.PytestAssertRewriteWarning",
)
RULES: Final = "spec/test_rules"
HEADS: Final = ("in", "line", "instead")
NO_TEST: Final = "no test yet"
NOT_RUN: Final = "Not run yet."
# What a part of the page is made of; anything else came there by hand.
_WRITTEN: Final = re.compile(rf"$|## |\||\d+ faults, |{re.escape(NOT_RUN)}$")
HEAD: Final = """# Faults no test notices

`make mutants` makes small faults in the core on purpose, one at a time, and runs the tests of the module: a comparison
turned, a number moved by one, `and` for `or`, `min` for `max`, a sign, a condition, another word returned. A fault
that some test notices is fine. These are the others: those no test can notice, with the reason, and those no test
notices yet. Of a module with more than {sample} faults the same {sample} are tried every time. This page is generated.
"""

_TURNED: Final[Mapping[type[ast.cmpop], type[ast.cmpop]]] = {
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq},
    **{ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is},
}
_OTHER: Final[Mapping[str, str]] = {"min": "max", "max": "min", "any": "all", "all": "any"}
# Nothing of these runs, or it is no decision.
_PASSED_OVER: Final = frozenset({"annotation", "returns", "decorator_list"})


@dataclass(frozen=True)
class Mutant:
    """One fault: in which module, function and line of code, and what stands there instead."""

    module: str
    function: str
    line: str
    before: ast.expr
    after: ast.expr

    def name(self) -> tuple[str, str, str]:
        """Function, line and change in words of code; no numbers of lines, which move."""
        return self.function, self.line, f"{ast.unparse(self.before)} -> {ast.unparse(self.after)}"


def mutants(module: str, source: str, tree: ast.Module) -> tuple[Mutant, ...]:
    """Every fault that can be made in a module, as it stands in ``tree``."""
    lines = source.splitlines()
    return tuple(
        Mutant(module, function, lines[before.lineno - 1].strip(), before, after)
        for node, function in _nodes(tree, "")
        for before, after in _changes(node)
    )


def _nodes(node: ast.AST, function: str) -> Iterator[tuple[ast.AST, str]]:
    yield node, function
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and name not in _PASSED_OVER:
                inner = getattr(child, "name", "") if isinstance(child, ast.FunctionDef | ast.ClassDef) else ""
                yield from _nodes(child, f"{function}.{inner}".strip(".") if inner else function)


def _changes(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    match node:
        case ast.Compare(left, ops, others):
            for place, op in enumerate(ops):
                turned = [*ops[:place], _TURNED[type(op)](), *ops[place + 1 :]]
                yield node, ast.Compare(left, turned, others)
        case ast.BoolOp(op, values):
            yield node, ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(ast.Not(), operand):
            yield node, operand
        case ast.BinOp(left, ast.Add() | ast.Sub() as op, right):
            yield node, ast.BinOp(left, ast.Sub() if isinstance(op, ast.Add) else ast.Add(), right)
        case ast.Call(ast.Name(name), args, keywords) if name in _OTHER:
            yield node, ast.Call(ast.Name(_OTHER[name], ast.Load()), args, keywords)
        case ast.Constant(bool(value)):
            yield node, ast.Constant(not value)
        case ast.Constant(int(value)):
            yield from ((node, ast.Constant(value + step)) for step in (1, -1))
        case ast.Return(ast.Constant(str(value)) as word):
            yield word, ast.Constant("" if value else "another")
        case ast.If(test) | ast.IfExp(test) | ast.While(test) if not isinstance(test, ast.Compare | ast.BoolOp):
            if not isinstance(test, ast.UnaryOp | ast.Constant):
                yield test, ast.UnaryOp(ast.Not(), test)


def sampled(found: tuple[Mutant, ...], size: int) -> tuple[Mutant, ...]:
    """At most ``size`` of them, always the same ones, in their order."""
    keys = [sha256(f"{one.module} {one.name()} {place}".encode()) for place, one in enumerate(found)]
    order = sorted(range(len(found)), key=lambda place: keys[place].hexdigest())
    return tuple(found[place] for place in sorted(order[:size]))


class _Swap(ast.NodeTransformer):
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def visit(self, node: ast.AST) -> ast.AST:
        return self.mutant.after if node is self.mutant.before else self.generic_visit(node)


class _Loader(importlib.machinery.SourceFileLoader):
    """Gives one module its faulty code and stays out of the way of all others."""

    code: CodeType

    def get_code(self, fullname: str) -> CodeType:
        return self.code


@dataclass(frozen=True)
class _Finder:
    name: str
    path: Path
    code: CodeType

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        loader = _Loader(fullname, str(self.path))
        loader.code = self.code
        return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)


def _spoil(mutant: Mutant, tree: ast.Module) -> None:
    """From now on this process imports the module with the fault in it."""
    path = PATH / f"{mutant.module}.py"
    _Swap(mutant).visit(tree)
    code = compile(ast.fix_missing_locations(tree), str(path), "exec")
    name = f"{PACKAGE}.{mutant.module.replace('/', '.')}".removesuffix(".__init__")
    sys.meta_path.insert(0, _Finder(name, path, code))


def _start(tests: list[str], seconds: int, folder: str, mutant: Mutant | None, tree: ast.Module) -> int:
    """Start the tests in a process of its own; its number."""
    process = os.fork()
    if process:
        return process
    code = 70
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        if mutant:
            _spoil(mutant, tree)
        code = int(import_module("pytest").main([*OPTIONS, f"--basetemp={folder}/{os.getpid()}", *tests]))
    finally:
        os._exit(code)


def unnoticed(module: str, tests: list[str], tried: tuple[Mutant, ...], tree: ast.Module, jobs: int) -> list[Mutant]:
    """The faults with which all tests pass.

    Raises
    ------
    SystemExit
        The tests fail without any fault: nothing can be learned from them.
    """
    passed: set[int] = set()
    running: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        _, status, used = os.wait4(_start(tests, resource.RLIM_INFINITY, folder, None, tree), 0)
        if status:
            raise SystemExit(f"{module}: its tests fail without a fault: {' '.join(tests)}")
        seconds = TIMES * round(used.ru_utime + used.ru_stime) + SECONDS
        waiting = list(enumerate(tried))
        while waiting or running:
            while waiting and len(running) < jobs:
                place, mutant = waiting.pop(0)
                running[_start(tests, seconds, folder, mutant, tree)] = place
            process, status = os.wait()
            place = running.pop(process)
            if status == 0:
                passed.add(place)
    return [tried[place] for place in sorted(passed)]


def row(*cells: str) -> str:
    """The beginning of a row of the page."""
    return f"| {' | '.join(cells)}"


def code(text: str) -> str:
    """Code in a cell of the page."""
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""


def counted(made: int, tried: Sequence[Mutant]) -> str:
    """How the page counts the faults of a module, up to those noticed."""
    return f"{made} faults, {len(tried)} tried, "


def part(
    module: str,
    made: int,
    tried: Sequence[Mutant],
    left: Sequence[Mutant],
    reasons: Mapping[tuple[str, str, str], str],
) -> str:
    """The part of the page about one module."""
    lines = [f"## {module}", "", f"{counted(made, tried)}{len(tried) - len(left)} noticed."]
    if left:
        lines += ["", f"{row(*HEADS)} | why |", "| --- | --- | --- | --- |"]
    for mutant in left:
        lines.append(f"{row(*map(code, mutant.name()))} | {reasons.get(mutant.name(), NO_TEST)} |")
    return "\n".join([*lines, ""])


def parts_of(page: str) -> dict[str, str]:
    """The parts of the page by module, of each only the lines that :func:`part` writes."""
    found = (one.splitlines() for one in re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:])
    parts = {lines[0].removeprefix("## "): [line for line in lines if _WRITTEN.match(line)] for lines in found}
    return {module: re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n" for module, lines in parts.items()}


def write(module: str, told: str, modules: Iterable[str]) -> None:
    """Put the part about one module into the page as it stands by now: a run beside this one keeps its parts."""
    parts = parts_of(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    parts[module] = told
    text = [HEAD.format(sample=SAMPLE), *(parts.get(name, f"## {name}\n\n{NOT_RUN}\n") for name in modules)]
    PAGE.write_text("\n".join(text), encoding="utf-8")


def settings() -> tuple[dict[str, list[str]], dict[str, dict[tuple[str, str, str], str]]]:
    """Which tests belong to a module, and why a fault in it cannot be noticed."""
    data: dict[str, Any] = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))
    tests = {module: [f"tests/{name}.py" for name in names.split()] for module, names in data["tests"].items()}
    for module, words in data["cases"].items():
        # Of the other files all tests are taken: a test also has its file for a name.
        files = [Path(path).stem for path in tests[module] if path != f"tests/{RULES}.py"]
        tests[module] += ["-k", " or ".join((*words.split(), *files))]
    known = {
        module: {(one["in"], one["line"], one["instead"]): one["why"] for one in listed}
        for module, listed in data["known"].items()
    }
    return tests, known


def still_left(told: str, made: int, tried: tuple[Mutant, ...]) -> tuple[Mutant, ...]:
    """The faults that the page names as not noticed; all where it is about other faults than can be made now."""
    if counted(made, tried) not in told:
        return tried
    rows = {line.rpartition(" | ")[0] for line in told.splitlines()}
    return tuple(one for one in tried if row(*map(code, one.name())) in rows)


def main(only: list[str], jobs: int, sample: int, *, again: bool) -> None:
    """Run the modules asked for and write their parts of the page."""
    tests, known = settings()
    chosen = [module for module in tests if not only or any(module.startswith(word) for word in only)]
    if not chosen:
        raise SystemExit(f"no module begins with {' or '.join(only)}; known: {', '.join(tests)}")
    os.chdir(ROOT)
    for name in LOADED:
        import_module(name)
    for module in chosen:
        source = (PATH / f"{module}.py").read_text(encoding="utf-8")
        tree = ast.parse(source)
        made = mutants(module, source, tree)
        tried = sampled(made, sample)
        before = parts_of(PAGE.read_text(encoding="utf-8")).get(module, "") if again else ""
        left = unnoticed(module, tests[module], still_left(before, len(made), tried), tree, jobs)
        told = part(module, len(made), tried, left, known.get(module, {}))
        print(told, flush=True)
        for fault in known.get(module, {}).keys() - {mutant.name() for mutant in left}:
            print(f"noticed, or not tried: tools/mutants.yaml {module}: {' | '.join(fault)}", file=sys.stderr)
        if sample == SAMPLE:
            write(module, told, tests)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Small faults in the core that no test notices.")
    parser.add_argument("only", nargs="*", help="beginnings of names of modules; all without")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--sample", type=int, default=SAMPLE, help="faults of a module; with another number no page")
    parser.add_argument("--left", action="store_true", help="only faults that the page says no test notices")
    given = parser.parse_args()
    main(given.only, given.jobs, given.sample, again=given.left)
