"""The child process: it opens files that may be anything, and may die doing so.

It is started with few imports and no rights it can do without, takes the path of one file after
the other from its standard input and answers with the messages of :mod:`outbox` and a last one.
Nothing of the parent is reachable from here but the pipe.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import stat
import sys
from collections.abc import Callable
from typing import IO

from pairmatch.io.office.archive import Archive
from pairmatch.io.office.kinds import HEAD_BYTES, kind_of
from pairmatch.io.office.limits import CELLS, FILE_BYTES, seconds_for
from pairmatch.io.office.outbox import Outbox
from pairmatch.io.office.refused import Refused, damaged, too_large

_NO_MEMORY = b'J{"refused":"E-OFFICE-MEMORY","sheet":"","row":0,"column":0,"values":{}}'
"""Made beforehand: there may be no memory left to make it."""


def serve(memory_bytes: int) -> None:
    """Read the files asked for until the parent closes the pipe, within so much memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # texts and numbers make no cycles, and to look for some takes a tenth of the time
    write = _writer()
    _give_up_rights(memory_bytes)
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        try:
            _answer(asked["path"], write)
        except MemoryError:
            write(len(_NO_MEMORY).to_bytes(4, "big") + _NO_MEMORY)
            return
        except BrokenPipeError:
            return
        gc.collect()


def _writer() -> Callable[[bytes], None]:
    """Keep the pipe for the answers alone: what libraries print goes nowhere."""
    pipe = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)

    def write(data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[pipe.write(rest) or 0 :]

    return write


def _give_up_rights(memory_bytes: int) -> None:
    """Take the limits that the system knows: memory, no new files, no core dumps."""
    try:
        import resource  # not on Windows, where the parent watches alone
    except ImportError:
        return
    for limit, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        with contextlib.suppress(OSError, ValueError):  # some systems know the name but no limit
            resource.setrlimit(limit, (most, most))


def _limit_time(seconds: float) -> None:
    """End this process after so much more processor time, should the parent be unable to."""
    try:
        import resource
    except ImportError:
        return
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 2, hard))


def _answer(path: str, write: Callable[[bytes], None]) -> None:
    out = Outbox(write)
    try:
        done = _read(path, out)
        out.flush()
        out.send({"done": True, **done})
    except Refused as refused:
        _refuse(out, refused)
    except (MemoryError, BrokenPipeError):
        raise
    except OSError:
        _refuse(out, Refused("E-FILE-UNREADABLE"))
    except Exception:
        # Whatever a broken file brings about in the code that reads it, it is the file that is broken.
        _refuse(out, damaged())


def _refuse(out: Outbox, refused: Refused) -> None:
    values = {name: v[:100] if isinstance(v, str) else v for name, v in refused.values.items()}
    place = {"sheet": refused.sheet, "row": refused.row, "column": refused.column}
    out.send({"refused": refused.code, **place, "values": values})


def _read(path: str, out: Outbox) -> dict[str, object]:
    status = os.stat(path)  # noqa: PTH116 pathlib takes a fifth of the time to start
    if not stat.S_ISREG(status.st_mode):
        raise Refused("E-FILE-UNREADABLE")
    if status.st_size > FILE_BYTES:
        raise too_large("file", FILE_BYTES)
    _limit_time(seconds_for(CELLS, status.st_size))
    with open(path, "rb") as file:  # noqa: PTH123
        head = file.read(HEAD_BYTES)
        kind = kind_of(head, whole=status.st_size <= HEAD_BYTES)
        file.seek(0)
        return _READERS[kind](file, os.path.splitext(path)[1].lower(), out)  # noqa: PTH122


def _read_zip(file: IO[bytes], ending: str, out: Outbox) -> dict[str, object]:
    archive = Archive(file)
    if "mimetype" in archive:
        from pairmatch.io.office.ods import read_ods

        return read_ods(archive, ending, out)
    if "[content_types].xml" in archive or "xl/workbook.xml" in archive:
        from pairmatch.io.office.xlsx import read_xlsx

        return read_xlsx(archive, out)
    raise Refused("E-OFFICE-OTHER", what="archive")


def _read_ole(file: IO[bytes], ending: str, out: Outbox) -> dict[str, object]:
    from pairmatch.io.office.xls import read_xls

    return read_xls(file.read(), ending, out)


_READERS = {"zip": _read_zip, "ole": _read_ole}
