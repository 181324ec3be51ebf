"""The words of a made-up country, from ``texts.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, cast

from poverty_analysis.values.strict_yaml import parse_yaml


@cache
def texts() -> dict[str, Any]:
    """Every text by its name (read once per process)."""
    path = Path(__file__).with_name("texts.yaml")
    return cast(dict[str, Any], parse_yaml(path.read_text(encoding="utf-8"), path.name))
