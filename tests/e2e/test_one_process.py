"""Where shared memory is closed, as in some containers, two workers become one, and it is said once."""

from __future__ import annotations

from pathlib import Path

from tests.product import make_workspace, poverty, write_params

CLOSED = """
import multiprocessing.synchronize as sync
def closed(*_, **__):
    raise PermissionError(13, "Permission denied")
sync.SemLock.__init__ = closed
"""


def test_reports_are_made_one_after_the_other(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "ws")
    write_params(workspace, units=("099", "999"))
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "sitecustomize.py").write_text(CLOSED, encoding="utf-8")
    said = poverty(workspace, "run", "--workers", "2", "--json", env={"PYTHONPATH": str(tmp_path / "closed")})
    assert said.code == 0, said.err
    assert len(said.json["made"]) == 2
    assert said.err.count("Bộ nhớ dùng chung") == 1
