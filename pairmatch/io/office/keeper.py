"""One child that reads files, and who keeps it: starts it, hears it, ends it when it costs too much."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

import psutil

import pairmatch
from pairmatch.errors import Issue
from pairmatch.io.office.assembly import Assembly, Garbled, fault
from pairmatch.io.office.grid import Workbook
from pairmatch.io.office.limits import FRAME_BYTES, MEMORY_BYTES, SLOWEST, seconds_for

_TICK_S = 0.05
_IDLE_S = 5.0
"""A child that neither computes nor says anything for so long hangs."""
_START = (
    "import json,sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from pairmatch.io.office.child import serve; serve(int(sys.argv[2]))"
)


class Keeper:
    """Keeps a child alive for as long as its files are sound; close it, or use it in ``with``.

    A file at which the child dies, hangs or costs too much gets a fault, and the next file a new
    child.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0
        self._closed = False
        self._changing = threading.Lock()

    def __enter__(self) -> Keeper:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child; called from another thread, it ends what is being read."""
        self._closed = True
        self._end()

    def read(self, path: Path) -> Workbook | list[Issue]:
        """Return what stands in a file, or why it cannot be read."""
        used = self._read > 0
        answer, died = self._read_once(path)
        if died and used and not self._closed:
            # Earlier files may have left too little memory; this one may be sound.
            answer, _ = self._read_once(path)
        return answer

    def _read_once(self, path: Path) -> tuple[Workbook | list[Issue], bool]:
        """Return the answer, and whether the child ended over it for want of memory or by a crash."""
        size = _size(path)
        if size is None:
            if os.path.lexists(path):
                return [fault("E-FILE-UNREADABLE", path.name)], False
            return [fault("E-FOLDER-MISSING", path.name)], False
        assembly = Assembly(path.name)
        try:
            child = self._child()
        except Garbled:
            return [fault("E-OFFICE-DIED", path.name)], False
        self._read += 1
        watch = _Watch(child, size)
        try:
            self._ask(child, path)
            while assembly.answer is None:
                data = _message(child.stdout)
                assembly.take(data)
                watch.hear(assembly.taken)
        except (Garbled, OSError):
            assembly.answer = None
        finally:
            watch.stop()
        answer = assembly.answer
        if answer is None:
            self._end()
            code = watch.over or "E-OFFICE-DIED"
            return [
                fault(code, path.name, values={"seconds": round(watch.seconds)})
            ], not watch.over
        if isinstance(answer, list) and answer[0].code == "E-OFFICE-MEMORY":
            self._end()
            return answer, True
        return answer, False

    def _child(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            # The same places to import from as here, then the place this very package is in;
            # nothing else of the environment, no site packages' start-up code.
            places = [*sys.path, str(Path(pairmatch.__file__).parent.parent)]
            with self._changing:
                if self._closed:
                    raise Garbled
                self._process = subprocess.Popen(
                    [
                        sys.executable,
                        "-I",
                        "-S",
                        "-c",
                        _START,
                        json.dumps(places),
                        str(MEMORY_BYTES),
                    ],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
        return self._process

    def _ask(self, child: subprocess.Popen[bytes], path: Path) -> None:
        assert child.stdin is not None
        child.stdin.write(json.dumps({"path": str(path.absolute())}).encode() + b"\n")
        child.stdin.flush()

    def _end(self) -> None:
        """End the child; a thread that is reading from it is let go by that."""
        with self._changing:
            child, self._process, self._read = self._process, None, 0
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):  # what was not yet sent to it
                        pipe.close()


def _size(path: Path) -> int | None:
    """Return the bytes of a file, None if it is none; a pipe would never be read to its end."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _message(pipe: IO[bytes] | None) -> bytes:
    assert pipe is not None
    length = int.from_bytes(_exactly(pipe, 4), "big")
    if length > FRAME_BYTES:
        raise Garbled
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    data = pipe.read(count)
    if len(data) < count:
        raise Garbled
    return data


class _Watch:
    """A thread that ends the child when it has used too much; ``over`` then says what.

    It may compute for so many ``seconds``, which grow with what is heard of it, as far as the ``size`` of
    its file in bytes allows.
    """

    def __init__(self, child: subprocess.Popen[bytes], size: int) -> None:
        self.over = ""
        self._size = size
        self.seconds = seconds_for(0, size)
        self._heard = 0
        self._child = child
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def hear(self, cells: int) -> None:
        """Note that the child has said something, and has sent so many cells by now."""
        self._heard += 1
        self.seconds = seconds_for(cells, self._size)

    def stop(self) -> None:
        """Watch no longer; afterwards ``over`` stays as it is."""
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            process = psutil.Process(self._child.pid)
            began = _computed(process)
            moved, ticks, idle = (0.0, 0), 0, 0
            # Counted in ticks: a computer that slept meanwhile has not kept the child waiting.
            while not self._done.wait(_TICK_S):
                ticks += 1
                now = round(_computed(process) - began, 1), self._heard
                idle = idle + 1 if now == moved else 0
                moved = now
                slow = now[0] > self.seconds or ticks * _TICK_S > self.seconds * SLOWEST
                if slow or idle * _TICK_S > _IDLE_S:
                    self._kill("E-OFFICE-TIME")
                elif process.memory_info().rss > MEMORY_BYTES:
                    self._kill("E-OFFICE-MEMORY")
        except psutil.Error:
            return  # it has ended by itself, and the reader of its pipe has noticed

    def _kill(self, code: str) -> None:
        self.over = self.over or code
        self._child.kill()


def _computed(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
