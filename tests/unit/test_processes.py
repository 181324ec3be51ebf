"""Reports are made one after the other where processes cannot share memory, and that is said once."""

from __future__ import annotations

import multiprocessing.synchronize

import pytest
from click.testing import CliRunner

from poverty_analysis.batch.processes import possible_workers
from poverty_analysis.cli.commands import cli


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(multiprocessing.synchronize.SemLock, "__init__", refuse)


def test_as_many_as_wanted_where_memory_can_be_shared() -> None:
    assert [possible_workers(wanted) for wanted in (0, 1, 2, 8)] == [1, 1, 2, 8]


@pytest.mark.usefixtures("closed")
def test_one_where_it_is_closed() -> None:
    assert [possible_workers(wanted) for wanted in (0, 1, 2, 8)] == [1, 1, 1, 1]


@pytest.mark.usefixtures("closed")
def test_doctor_tells_that_it_is_closed_and_finds_nothing_missing() -> None:
    told = CliRunner().invoke(cli, ["doctor"])
    assert (told.exit_code, "closed" in told.stdout) == (0, True)
