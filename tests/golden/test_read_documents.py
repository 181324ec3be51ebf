"""The documents of the example plans, read, held against what persons typed from them.

The typed plans are the truth: their rows were made by hand, line by line.  A
value that is read otherwise is a mistake; one that is not read is listed.
"""

from __future__ import annotations

from functools import cache

import pytest

from poverty_analysis.documents.compare import Fidelity, hold_against
from poverty_analysis.documents.draft import Draft, draft_plan
from poverty_analysis.documents.reading import read_document
from poverty_analysis.inputs.workspace import Workspace, read_plan, read_units
from poverty_analysis.law import read_law
from tests.some import some
from tests.tree import ROOT

WORKSPACE = Workspace(ROOT)
# What a document does not print as its plan has it: a programme it is integrated from, a local code of a line, a figure
# outside the chapter of targets, one sentence that sets two targets, a row without an act's number.
NOT_READ = {
    "tuan-giao-2023": (),
    "lao-cai-2018": (("targets", 27),),
    "thanh-hoa-2016-2020": (("targets", 78), ("targets", 11), ("documents", 7)),
    "thach-ha-2020": (("documents", 20),),
    "ninh-binh-2021": (),
    "huyen-mau-2023": (("budget", 7),),
    "huyen-mau-2021-2025": (("tasks", 40), ("tasks", 48)),
    "tinh-mau-moi-2026": (("budget", 2), ("budget", 3)),
    "xa-mau-bac-2026": (("budget", 2), ("budget", 3)),
    "xa-mau-nam-2026": (("budget", 2), ("budget", 3)),
}
# What a document prints and its plan left out: a recurring report, the act without the day the sentence begins with.
ONLY_PRINTED = {"tuan-giao-2023": (("tasks", 350),), "thanh-hoa-2016-2020": (("documents", 7),)}
# The key of a made-up plan that its document does not print.
MADE_UP_NUMBERS = ("document.number", "document.date")


@cache
def draft_of(name: str) -> Draft:
    document = read_document(ROOT / f"data/plans/{name}/source/{name}.txt", name)
    return draft_plan(document.lines, read_units(WORKSPACE), read_law(), f"{name}.txt")


@cache
def held(name: str) -> Fidelity:
    return hold_against(draft_of(name), read_plan(WORKSPACE, ROOT / "data/plans" / name))


@pytest.mark.parametrize("name", NOT_READ)
def test_every_value_is_read_as_it_was_typed(name: str) -> None:
    typed = [(one.table, one.line) for one in held(name).differences if one.side == "plan" and one.table != "plan"]
    assert sorted(typed) == sorted(NOT_READ[name])


@pytest.mark.parametrize("name", NOT_READ)
def test_nothing_is_read_that_nobody_typed(name: str) -> None:
    read = [(one.table, one.line) for one in held(name).differences if one.side == "document"]
    assert sorted(read) == sorted(ONLY_PRINTED.get(name, ()))


@pytest.mark.parametrize("name", NOT_READ)
def test_keys_of_the_plan(name: str) -> None:
    keys = [one.what.split(":")[0] for one in held(name).differences if one.table == "plan"]
    assert set(keys) <= set(MADE_UP_NUMBERS)


def test_counts_of_the_five_real_documents() -> None:
    real = [name for name in NOT_READ if not read_plan(WORKSPACE, ROOT / "data/plans" / name).keys.synthetic]  # type: ignore[union-attr]
    same = {
        table: sum(held(name).same[table] for name in some(real)) for table in ("budget", "claims", "targets", "tasks")
    }
    of = {table: sum(held(name).of[table] for name in real) for table in same}
    assert (same, of) == (
        {"budget": 32, "claims": 14, "targets": 53, "tasks": 36},
        {"budget": 32, "claims": 14, "targets": 56, "tasks": 36},
    )


def test_tasks_of_the_appendix_are_whole() -> None:
    """Each of the 25 rows of the appendix: its words, who leads it, who approves it and its deadline."""
    typed = [
        row for row in read_plan(WORKSPACE, ROOT / "data/plans/thanh-hoa-2016-2020").tasks if row.id.startswith("PL-")
    ]
    read = {row.cells["source_line"]: row.cells for row in draft_of("thanh-hoa-2016-2020").table("tasks")}
    assert len(typed) == 25
    for row in typed:
        cells = read[str(row.source_line)]
        assert (cells["task"], cells["approver"], cells["due_rule"]) == (row.task, row.approver, row.due_rule)
    # Typed with the body's full name, and one misprint ("Cán ban") put right; else as printed.
    leads = [
        (row.lead, read[str(row.source_line)]["lead"])
        for row in typed
        if row.lead != read[str(row.source_line)]["lead"]
    ]
    assert leads == [("Ủy ban Mặt trận Tổ quốc tỉnh", "UBMTTQ tỉnh")]


def test_agencies_and_activities_of_the_projects() -> None:
    plan, draft = read_plan(WORKSPACE, ROOT / "data/plans/tuan-giao-2023"), draft_of("tuan-giao-2023")
    typed = {(row.line, row.agency, row.role) for row in plan.agencies}
    read = {(row.cells["line"], row.cells["agency"], row.cells["role"]) for row in draft.table("agencies")}
    assert read <= typed
    assert (len(read), len(typed)) == (34, 38)
    lines = {(row.line, row.order, row.source_line) for row in plan.activities}
    assert lines == {
        (row.cells["line"], int(row.cells["order"]), int(row.cells["source_line"])) for row in draft.table("activities")
    }


@pytest.mark.parametrize("name", NOT_READ)
def test_every_row_carries_its_line_and_words(name: str) -> None:
    lines = {line.number: line.text for line in draft_of(name).lines}
    for row in some(draft_of(name).rows):
        assert row.words.split()[0] in lines[row.line.number]
        assert row.rule


def test_the_same_document_gives_the_same_draft() -> None:
    document = read_document(ROOT / "data/plans/tuan-giao-2023/source/tuan-giao-2023.txt", "x")
    again = draft_plan(document.lines, read_units(WORKSPACE), read_law(), "tuan-giao-2023.txt")
    assert [row.cells for row in again.rows] == [row.cells for row in some(draft_of("tuan-giao-2023").rows)]
