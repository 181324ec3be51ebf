"""The release of the example is that of its forms: made anew it has the same name and bytes."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.product import checksums, make_workspace, poverty
from tests.tree import ROOT


def test_the_committed_release_is_current(tmp_path: Path) -> None:
    """When it is not: delete ``data/releases`` and run ``poverty-analysis release``."""
    folder = make_workspace(tmp_path / "w")
    shutil.rmtree(folder / "data" / "releases")
    made = poverty(folder, "release")
    assert made.code == 0, made.err
    committed = checksums(ROOT / "data" / "releases")
    assert committed and checksums(folder / "data" / "releases") == committed
