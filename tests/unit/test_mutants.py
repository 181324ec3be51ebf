"""The small faults of tools/mutants.py: which are made, which tests notice them, and the page of the others."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from poverty_analysis.checks import LEDGER_RULES, RULES
from tests.programs import HANGS_AFTER_SECONDS
from tests.some import some
from tests.tree import ROOT
from tools import mutants

SOURCE = '''
@cached(1)
def held(row: int = 2) -> bool:
    """Whether 3 < 4."""
    if row.known:
        return "no" if not row or row < 5 else max(row - 1, row)
    return "yes"
'''


def changes(source: str) -> list[str]:
    return [one.name()[2] for one in mutants.mutants("x", source, ast.parse(source))]


def test_every_decision_is_turned_and_no_words_for_people_are() -> None:
    assert changes(SOURCE) == [
        "2 -> 3",
        "2 -> 1",
        "row.known -> not row.known",
        "not row or row < 5 -> not row and row < 5",
        "not row -> row",
        "row < 5 -> row <= 5",
        "5 -> 6",
        "5 -> 4",
        "max(row - 1, row) -> min(row - 1, row)",
        "row - 1 -> row + 1",
        "1 -> 2",
        "1 -> 0",
        "'yes' -> ''",
    ]


@pytest.mark.parametrize(
    ("code", "after"),
    [("a <= b < c", ["a < b < c", "a <= b <= c"]), ("a in b", ["a not in b"]), ("a is None", ["a is not None"])],
)
def test_each_comparison_of_a_chain_is_turned_alone(code: str, after: list[str]) -> None:
    assert changes(code) == [f"{code} -> {one}" for one in after]


def test_the_same_faults_are_taken_every_time_and_stay_in_their_order() -> None:
    source = "\n".join(f"x{n} = a{n} < b{n}" for n in range(50))
    every = mutants.mutants("x", source, ast.parse(source))
    taken = mutants.sampled(every, 10)
    assert taken == mutants.sampled(every, 10) and len(taken) == 10
    assert list(taken) == [one for one in every if one in taken]
    assert set(taken) < set(mutants.sampled(every, 20))
    assert mutants.sampled(every, 100) == every


def test_every_module_and_every_test_named_is_there() -> None:
    tests, known = mutants.settings()
    for module, files in some(tests.items()):
        assert (mutants.PATH / f"{module}.py").is_file(), module
        paths = files[: files.index("-k")] if "-k" in files else files
        assert [path for path in some(paths) if not (ROOT / path).is_file()] == []
    assert known.keys() <= tests.keys()


def test_the_examples_of_every_rule_belong_to_its_module() -> None:
    tests, _ = mutants.settings()
    for rule in some((*RULES, *LEDGER_RULES)):
        words = tests[rule.check.__module__.removeprefix("poverty_analysis.").replace(".", "/")][-1]
        assert rule.code in words.split(" or "), f"tools/mutants.yaml: {rule.code}"


def test_the_page_and_the_reasons_name_faults_that_can_be_made() -> None:
    """A page that is older than the code would tell of lines that are gone."""
    tests, known = mutants.settings()
    parts = mutants.parts_of(mutants.PAGE.read_text(encoding="utf-8"))
    assert list(parts) == [module for module in tests if module in parts], "run: make mutants"
    for module, part in parts.items():
        source = (mutants.PATH / f"{module}.py").read_text(encoding="utf-8")
        names = {one.name() for one in mutants.mutants(module, source, ast.parse(source))}
        rows = {mutants.row(*map(mutants.code, name)) for name in names}
        told = {line.rpartition(" | ")[0] for line in part.splitlines() if line.startswith("| ")}
        assert told - {mutants.row(*mutants.HEADS), mutants.row("---", "---", "---")} <= rows, (
            f"run: make mutants ONLY={module}"
        )
        assert known.get(module, {}).keys() <= names, f"tools/mutants.yaml: {module}"


def test_the_page_is_written_by_the_tool_alone() -> None:
    """What a shell says of a run that was stopped is no part of it."""
    page = mutants.PAGE.read_text(encoding="utf-8")
    assert page == "\n".join([mutants.HEAD.format(sample=mutants.SAMPLE), *some(mutants.parts_of(page).values())])
    part = mutants.part("values/x", 9, [], [], {})
    assert mutants.parts_of(f"# Head\n\n{part}\n\nTerminated\n\n## y\n\n{mutants.NOT_RUN}\n") == {
        "values/x": part,
        "y": f"## y\n\n{mutants.NOT_RUN}\n",
    }


def test_a_part_of_the_page_is_written_beside_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutants, "PAGE", tmp_path / "mutants.md")
    for module in ("c", "a"):
        mutants.write(module, mutants.part(module, 3, [], [], {}), ("a", "b", "c"))
    parts = mutants.parts_of(mutants.PAGE.read_text(encoding="utf-8"))
    assert list(parts) == ["a", "b", "c"]
    assert [mutants.NOT_RUN in part for part in parts.values()] == [False, True, False]


def test_of_a_page_only_what_it_has_left_is_tried_again_unless_the_code_is_another() -> None:
    source = "x = a < b | c\ny = a < c"
    first, second = tried = mutants.mutants("x", source, ast.parse(source))
    told = mutants.part("x", 2, tried, [first], {first.name(): "why"})
    assert mutants.still_left(told, 2, tried) == (first,)
    assert mutants.still_left(mutants.part("x", 2, tried, [], {}), 2, tried) == ()
    assert mutants.still_left(told, 3, tried) == mutants.still_left("", 2, tried) == (first, second)


# A package of one module, and tests of it: one that looks, one that is blind, one that fails anyway.
TREE = {
    "small/__init__.py": "",
    "small/days.py": "def held(first, on):\n    return first < on\n",
    "conftest.py": "from hypothesis import settings\n\nsettings.register_profile('quick')\n",
    "test_looks.py": "from small.days import held\n\ndef test(): assert held(1, 2) and not held(2, 2)\n",
    "test_blind.py": "from small.days import held\n\ndef test(): assert held(1, 2)\n",
    "test_fails.py": "from small.days import held\n\ndef test(): assert held(2, 1)\n",
}
RUN = """
import ast, hypothesis, pytest, sys
from pathlib import Path
from tools import mutants
mutants.PACKAGE, mutants.PATH = "small", Path("small").resolve()
source = Path("small/days.py").read_text()
for tests in sys.argv[1:]:
    tree = ast.parse(source)
    (fault,) = mutants.mutants("days", source, tree)
    print(tests, [one.name()[2] for one in mutants.unnoticed("days", [tests], (fault,), tree, 1)], flush=True)
"""


def test_a_fault_is_noticed_by_a_test_that_looks_and_by_no_other(tmp_path: Path) -> None:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", RUN, "test_looks.py", "test_blind.py", "test_fails.py"]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}
    done = subprocess.run(
        command, cwd=tmp_path, env=paths, capture_output=True, text=True, timeout=HANGS_AFTER_SECONDS, check=False
    )
    assert done.stdout.splitlines() == ["test_looks.py []", "test_blind.py ['first < on -> first <= on']"], done.stderr
    assert done.stderr.strip() == "days: its tests fail without a fault: test_fails.py"
