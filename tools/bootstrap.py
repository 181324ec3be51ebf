"""Make ``.venv``, install one lock file into it, then link this project.

Runs with any plain ``python3`` (standard library only) and needs no root
rights, no ``ensurepip`` and no compiler: pip, wherever it lives, installs into
``.venv`` from outside.  A second call with nothing changed does nothing.

    python3 tools/bootstrap.py [requirements.lock]
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

OLDEST_PYTHON = (3, 11)
# The first pip that can install into another environment (--python).
OLDEST_PIP = (22, 3)

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "bootstrap.json"
INSTALL = ("install", "--quiet", "--disable-pip-version-check", "--no-input")
# Settings of the user's shell that would make pip look at, or write to, another place.
IGNORED = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV")


class CannotInstall(Exception):
    """What stands in the way and what to do about it, in one sentence."""


@dataclasses.dataclass(frozen=True)
class Stamp:
    """What ``.venv`` holds: where it was made, and the SHA-256 of what went in."""

    root: str
    interpreter: str
    project: str
    locks: dict[str, str]


def main(arguments: list[str]) -> int:
    """Bring ``.venv`` up to date with one lock; return the exit code."""
    lock = arguments[0] if arguments else "requirements.lock"
    try:
        bring_up_to_date(lock)
    except CannotInstall as error:
        print(f"bootstrap: {error}", file=sys.stderr)
        return 4
    return 0


def bring_up_to_date(lock: str) -> None:
    """Install what the stamp does not already vouch for."""
    if not (ROOT / lock).is_file():
        raise CannotInstall(f"there is no lock file {lock} in {ROOT}")
    stamp = read_stamp()
    if stamp and stamp.locks.get(lock) == digest(lock) and stamp.project == digest("pyproject.toml"):
        return
    started = time.monotonic()
    check_python()
    pip_outside = has_recent_pip()
    if not pip_outside and not has_module("ensurepip"):
        raise CannotInstall(
            f"{sys.executable} has no pip, and no ensurepip to make one; "
            "install it, on Debian or Ubuntu with: sudo apt-get install python3-pip"
        )
    stamp = stamp or make_venv()
    pip = outside_pip() if pip_outside else bundled_pip()
    if stamp.locks.get(lock) != digest(lock):
        stamp = forget_outdated(stamp, lock)
        install_lock(pip, lock)
    install_project(pip)
    write_stamp(dataclasses.replace(stamp, project=digest("pyproject.toml"), locks={**stamp.locks, lock: digest(lock)}))
    print(f"bootstrap: .venv is ready ({time.monotonic() - started:.0f} s)", flush=True)


def check_python() -> None:
    """Refuse a Python that is too old for the packages in the locks."""
    # This file runs on whatever "python3" is, before anything else has checked it.
    if sys.version_info < OLDEST_PYTHON:
        wanted, seen = dotted(OLDEST_PYTHON), dotted(sys.version_info[:3])
        raise CannotInstall(
            f"this needs Python {wanted} or newer and {sys.executable} is {seen}; "
            f"where a newer one is installed, name it: make PYTHON=python{wanted}"
        )


def make_venv() -> Stamp:
    """Make an empty environment in place of an outdated one of ours."""
    if VENV.exists() and not STAMP.is_file():
        raise CannotInstall(f"{VENV} was made by someone else; move it away or delete it, then try again")
    print(f"bootstrap: making .venv with Python {dotted(sys.version_info[:3])}", flush=True)
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    # Stamped before it is filled, so that an interrupted run is known as ours.
    write_stamp(Stamp(str(ROOT), "", "", {}))
    venv.create(VENV, with_pip=False, symlinks=os.name != "nt")
    stamp = Stamp(str(ROOT), os.path.realpath(PYTHON), "", {})
    write_stamp(stamp)
    return stamp


def forget_outdated(stamp: Stamp, lock: str) -> Stamp:
    """Drop what an install of ``lock`` may undo, before it starts.

    An entry for another lock stays only while that lock still reads as it did:
    the locks of one commit agree on every version, those of two need not.
    """
    kept = {name: seen for name, seen in stamp.locks.items() if name != lock and seen == digest(name)}
    stamp = dataclasses.replace(stamp, locks=kept)
    write_stamp(stamp)
    return stamp


def has_module(name: str) -> bool:
    """Tell whether the calling Python has a module."""
    return importlib.util.find_spec(name) is not None


def has_recent_pip() -> bool:
    """Tell whether the calling Python has a pip that knows ``--python``."""
    if not has_module("pip"):
        return False
    shown = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, text=True, check=False)
    words = shown.stdout.split()  # "pip 23.0.1 from ..."
    numbers = words[1].split(".")[:2] if len(words) > 1 else []
    return tuple(int(number) for number in numbers if number.isdigit()) >= OLDEST_PIP


def outside_pip() -> list[str]:
    """Return the command of the calling Python's pip, aimed at ``.venv``."""
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def bundled_pip() -> list[str]:
    """Put the pip that ships with Python into ``.venv``; return its command."""
    run([str(PYTHON), "-m", "ensurepip"], "could not put Python's bundled pip into .venv")
    return [str(PYTHON), "-m", "pip"]


def install_lock(pip: list[str], lock: str) -> None:
    """Install every package of a lock, by hash, from ready-made wheels only."""
    print(f"bootstrap: installing the packages of {lock}; the first time takes a minute or two", flush=True)
    options = ["--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / lock)]
    run([*pip, *INSTALL, *options], f"pip could not install the packages of {lock}; its own words are above")


def install_project(pip: list[str]) -> None:
    """Link this project into ``.venv``; the build backend comes from the lock."""
    options = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    run([*pip, *INSTALL, *options], "pip could not link this project into .venv; its own words are above")


def run(command: list[str], failure: str) -> None:
    """Run one step; ``failure`` is what the user reads when it does not work."""
    environment = {name: value for name, value in os.environ.items() if name not in IGNORED}
    try:
        subprocess.run(command, check=True, env={**environment, "PIP_USER": "0"}, cwd=ROOT, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        raise CannotInstall(failure) from None


def read_stamp() -> Stamp | None:
    """Return what ``.venv`` holds, or None where there is no ``.venv`` to build on.

    A folder that was moved has the old path in its scripts, and a Python that
    was replaced no longer sees its packages: both start afresh.
    """
    try:
        stamp = Stamp(**json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    same = stamp.root == str(ROOT) and stamp.interpreter == os.path.realpath(PYTHON)
    return stamp if same and PYTHON.exists() else None


def write_stamp(stamp: Stamp) -> None:
    """Note what ``.venv`` holds."""
    STAMP.write_text(json.dumps(dataclasses.asdict(stamp), indent=1) + "\n", encoding="utf-8")


def digest(name: str) -> str:
    """Return the SHA-256 of a file of this project; "" if it is gone."""
    path = ROOT / name
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def dotted(version: tuple[int, ...]) -> str:
    """Return (3, 11) as "3.11"."""
    return ".".join(str(part) for part in version)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
