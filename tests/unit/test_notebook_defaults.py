"""The parameters of a notebook are given other defaults, however Jupyter saved its cells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from poverty_analysis.cli.notebook_defaults import set_defaults

SOURCE = 'unit: str = "099"  # mã\nyear: int = 2023  # năm\nlang: str = "vi"'


@pytest.mark.parametrize("source", [SOURCE, SOURCE.splitlines(keepends=True)], ids=["text", "lines"])
def test_types_and_remarks_stay(tmp_path: Path, source: object) -> None:
    path = tmp_path / "x.ipynb"
    tagged = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source}
    other = {"cell_type": "code", "metadata": {}, "source": SOURCE}
    path.write_text(json.dumps({"cells": [tagged, other]}), encoding="utf-8")
    set_defaults(path, {"unit": "010", "year": "2025", "as_of": "2025-05-31"})
    own, untouched = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert own["source"] == 'unit: str = "010"  # mã\nyear: int = 2025  # năm\nlang: str = "vi"'
    assert untouched == other
