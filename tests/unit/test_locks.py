"""The three lock files hold names, versions and hashes, agree with each other and cover pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.tree import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-lab.lock")
PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;\\]+)(?P<rest>.*)$")
ADDRESS = re.compile(r"://|--(extra-)?index-url|--find-links|\.whl|\.tar\.gz")

every_lock = pytest.mark.parametrize("lock", LOCKS)


def read(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def versions(lock: str) -> dict[str, set[str]]:
    """The versions a lock may install of each package; more than one where they differ by Python or system."""
    found: dict[str, set[str]] = {}
    for line in read(lock).splitlines():
        if pinned := PINNED.match(line):
            found.setdefault(pinned["name"], set()).add(pinned["version"])
    return found


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def names(requirements: list[str]) -> set[str]:
    """Names of requirements as a lock writes them."""
    return {re.split(r"[<>=!~;\[ ]", text)[0].lower().replace("_", "-").replace(".", "-") for text in requirements}


@every_lock
def test_holds_no_address(lock: str) -> None:
    found = [line for line in read(lock).splitlines() if ADDRESS.search(line)]
    assert not found


@every_lock
def test_every_package_is_pinned_with_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z])", re.sub(r"(?m)^ *#.*\n?", "", read(lock)).strip())
    bare = [
        entry.splitlines()[0] for entry in entries if not PINNED.match(entry.splitlines()[0]) or "sha256:" not in entry
    ]
    assert not bare


@every_lock
def test_holds_what_the_library_and_its_build_need(lock: str) -> None:
    wanted = names(project()["project"]["dependencies"]) | names(project()["build-system"]["requires"])
    assert wanted <= versions(lock).keys()


@pytest.mark.parametrize(("lock", "extra"), [("requirements-dev.lock", "dev"), ("requirements-lab.lock", "lab")])
def test_holds_its_extra(lock: str, extra: str) -> None:
    wanted = names(project()["project"]["optional-dependencies"][extra])
    assert wanted <= versions(lock).keys()


def test_locks_agree_so_that_one_environment_takes_all() -> None:
    runtime, dev, lab = (versions(lock) for lock in LOCKS)
    apart = [
        f"{name}: {sorted(one[name])} and {sorted(other[name])}"
        for one, other in ((runtime, dev), (runtime, lab), (dev, lab))
        for name in one.keys() & other.keys()
        if one[name] != other[name]
    ]
    assert not apart


def test_the_build_backend_is_the_one_in_the_locks() -> None:
    assert project()["dependency-groups"]["build"] == project()["build-system"]["requires"]


def test_an_address_would_be_seen(tmp_path: Path) -> None:
    assert ADDRESS.search("--index-url https://example.org/simple")
    assert ADDRESS.search("click @ file:///home/x/click.whl")
