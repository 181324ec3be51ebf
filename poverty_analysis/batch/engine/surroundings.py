"""The folder and the environment in which a run works: nothing of the user's home, nothing left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PREFIX = "pa-"
_HELD = ".held"
# A library that computes in threads adds up in another order, and must not have threads where a process forks.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


@contextmanager
def run_folder() -> Iterator[Path]:
    """A temporary folder that is held while the run lasts; those of runs that died are removed first."""
    from filelock import FileLock

    remove_left_over()
    folder, lock = _held_folder()
    try:
        yield folder
    finally:
        assert isinstance(lock, FileLock)
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def _held_folder() -> tuple[Path, object]:
    from filelock import FileLock, Timeout

    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = FileLock(folder / _HELD)
        # Between making and holding it another run may take it for left over.
        with contextlib.suppress(Timeout, OSError):
            lock.acquire(timeout=0)
            if (folder / _HELD).exists():
                return folder, lock


def remove_left_over() -> None:
    """Remove temporary folders of ours that nobody holds any more."""
    from filelock import FileLock, Timeout

    for held in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{_HELD}"):
        with contextlib.suppress(Timeout, OSError), FileLock(held, timeout=0):
            shutil.rmtree(held.parent, ignore_errors=True)


def variables(folder: Path) -> Mapping[str, str]:
    """What the processes of a run find in the environment; all they may write of their own lies in ``folder``."""
    own = {
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "jupyter",
        "JUPYTER_DATA_DIR": "jupyter-data",
        "MPLCONFIGDIR": "matplotlib",
        "TMPDIR": "t",
    }
    for name in own.values():
        (folder / name).mkdir(exist_ok=True)
    return {
        **{name: str(folder / part) for name, part in own.items()},
        **dict.fromkeys(_ONE_THREAD, "1"),
        # Arrow's own memory pool starts a thread when it is loaded, used or not.
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # Workbooks are written by one writer, whether lxml is installed or not: their bytes differ.
        "OPENPYXL_LXML": "False",
        "PYTHONSTARTUP": "",
    }


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """The environment with ``values`` in it, for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
