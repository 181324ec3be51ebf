"""What a notebook opens and imports by itself, told by the process that runs it to the run that started it.

A report reads plans and shared tables through ``open_report``; those are in its
key.  A cell may read other files of the workspace, list its folders or import
a module that lies in it: an audit hook sees each once and writes it down.
Readers that open files outside Python (pyarrow given a path) are not seen.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from importlib.util import source_from_cache
from pathlib import Path
from types import FrameType

OPENED_VARIABLE = "POVERTY_ANALYSIS_OPENED"
# As in report.open, which a kernel does not load before its shell is there.
_WORKSPACE = "POVERTY_ANALYSIS_WORKSPACE"
ABSENT = "-"
# Where the import system looks for modules and for versions of packages.
_FINDERS = re.compile(r"^<frozen importlib|[/\\]importlib[/\\]metadata[/\\]")
# What a kernel needs to talk to its front end: it is the engine's, and no cell asked for it.
_PLUMBING = frozenset(
    (
        *("appnope", "asttokens", "comm", "debugpy", "decorator", "executing", "ipykernel", "ipython", "jedi"),
        *("ipython_pygments_lexers", "jupyter_client", "jupyter_core", "matplotlib-inline", "msgpack", "nest-asyncio"),
        *("packaging", "parso", "pexpect", "platformdirs", "prompt_toolkit", "psutil", "ptyprocess", "pure_eval"),
        *("Pygments", "pyzmq", "stack-data", "tornado", "traitlets", "typing_extensions", "wcwidth"),
    )
)
_LISTED = ("os.listdir", "os.scandir")
_PACKAGE = str(Path(__file__).resolve().parents[1])
_OPENS_REPORTS = ("open_report", str(Path(_PACKAGE, "report", "open.py")))


def watch(root: Path, record: Path) -> None:
    """From now on write down every file and folder below ``root`` that this process reads, and what it imports.

    An audit hook stays as long as its process: only one that makes a single report calls this.
    """
    handle = os.open(record, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    known: set[tuple[str, str]] = set()

    def tell(kind: str, name: str) -> None:
        if (kind, name) not in known:
            known.add((kind, name))
            os.write(handle, json.dumps([kind, name]).encode("ascii") + b"\n")

    for name in {module.partition(".")[0] for module in sys.modules}:
        tell("module", name)
    sys.addaudithook(_hook(os.path.realpath(root), tell))


def watch_as_asked() -> None:
    """The same, where the run that started this process says so in the environment."""
    if wanted := os.environ.get(OPENED_VARIABLE):
        watch(Path(os.environ[_WORKSPACE]), Path(wanted))


def _hook(root: str, tell: Callable[[str, str], None]) -> Callable[[str, tuple[object, ...]], None]:
    apart = tuple(f"{folder}{os.sep}" for folder in (_PACKAGE, os.path.realpath(sys.prefix)))

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "import":
            tell("module", str(arguments[0]).partition(".")[0])
            return
        if event not in _LISTED and (event != "open" or not _is_read(arguments[2])):
            return
        path = _path(arguments[0])
        inside = path == root or path.startswith(f"{root}{os.sep}")
        if not inside or path.startswith(apart) or _is_ours(sys._getframe(1), event):
            return
        name = os.path.relpath(_source(path), root).replace(os.sep, "/")
        # Hidden files are of programs; "." itself is the workspace.
        if not any(part.startswith(".") for part in name.split("/") if part != "."):
            tell("file" if event == "open" else "folder", name)

    return hook


def _is_read(flags: object) -> bool:
    return isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR) == 0


def _path(given: object) -> str:
    """The absolute path that an event names; empty for an open file or another thing."""
    if given is None:
        return str(Path.cwd())
    try:
        return "" if isinstance(given, int) else os.path.realpath(os.fsdecode(given))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return ""


def _source(path: str) -> str:
    """The module that a compiled file is of."""
    try:
        return source_from_cache(path) if path.endswith(".pyc") else path
    except ValueError:
        return path


def _is_ours(frame: FrameType | None, event: str) -> bool:
    """Whether ``open_report`` reads, or the import system looks where a module lies."""
    if event in _LISTED and frame is not None and _FINDERS.search(frame.f_code.co_filename):
        return True
    while frame is not None:
        if (frame.f_code.co_name, frame.f_code.co_filename) == _OPENS_REPORTS:
            return True
        frame = frame.f_back
    return False


def what_was_opened(root: Path, record: Path) -> tuple[dict[str, str], dict[str, str]]:
    """By name the checksums of what a process read below ``root``, and the versions of the packages it loaded."""
    try:
        lines = [json.loads(line) for line in record.read_text(encoding="ascii").splitlines()]
    except (OSError, ValueError):
        return {}, {}
    files = {name if kind == "file" else f"{name}/": "" for kind, name in lines if kind != "module"}
    loaded = {dist for kind, name in lines if kind == "module" for dist in _distributions().get(name, ())}
    names = sorted(loaded - _PLUMBING)
    return {name: checksum(root, name) for name in sorted(files)}, {name: installed(name) for name in names}


def checksum(root: Path, name: str) -> str:
    """The checksum of a file, or of the names in a folder when ``name`` ends with a slash; ABSENT for none."""
    path = root / name
    try:
        if name.endswith("/"):
            listed = sorted(one.name for one in path.iterdir() if not one.name.startswith((".", "__pycache__", "~$")))
            return hashlib.sha256("\n".join(listed).encode("utf-8", "surrogateescape")).hexdigest()
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ABSENT


def know_packages() -> None:
    """Read which packages are installed, in which versions, once: forked children then know it too."""
    for name in {name for names in _distributions().values() for name in names}:
        installed(name)


@cache
def _distributions() -> Mapping[str, list[str]]:
    return packages_distributions()


@cache
def installed(name: str) -> str:
    """The version of an installed package; ABSENT where there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ABSENT
