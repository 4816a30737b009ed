"""One measured reading: from the files of a scenario to the validated scenario, every row accounted for."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from pairmatch.bench.line import PHASE_NAMES, timed
from pairmatch.bench.memory import PeakMemory
from pairmatch.bench.row import CIRCUMSTANCES, Row, circumstances, megabytes, moment, seconds
from pairmatch.bench.subject import Subject
from pairmatch.errors import Lang, Text
from pairmatch.generate.folder import RECORD
from pairmatch.io.declared import Declared
from pairmatch.io.read import accounted, read_raw
from pairmatch.programmes import ROOMS
from pairmatch.solve.versions import own_versions
from pairmatch.uncollected import uncollected

PHASES = ("read", "validate")
"""Files to cells; cells to a scenario and to what became of each row."""
COLUMNS = (
    "case",
    "started",
    *(f"{phase}_s" for phase in PHASES),
    "total_s",
    "cpu_s",
    "peak_mb",
    "files",
    "files_mb",
    "rows",
    *CIRCUMSTANCES,
)
"""Of the table of readings."""


@dataclass(frozen=True)
class MeasuredReading:
    """What reading took: seconds by phase, on the clock and of all processors; peak of all processes.

    ``files`` and their ``size`` in bytes are what was read, ``rows`` those of the scenario.
    """

    case: str
    subject: Subject
    started: datetime
    seconds: Mapping[str, float]
    cpu_s: float
    peak_bytes: int
    files: int
    size: int
    rows: int

    @property
    def total_s(self) -> float:
        """Seconds on the clock, from the first file to the scenario."""
        return sum(self.seconds.values())


def measure_reading(case: str, folder: Path) -> MeasuredReading:
    """Read and validate a scenario as ``check`` and ``solve`` do; raise what they raise."""
    paths = [path for path in folder.iterdir() if path.name != RECORD]
    started = datetime.now(UTC)
    with PeakMemory() as memory, uncollected():
        clock, before_s = [time.monotonic()], _computed_s()
        declared = Declared.of(ROOMS)
        raw = read_raw(folder, declared.tables)
        clock.append(time.monotonic())
        reading = accounted(raw, declared)
        clock.append(time.monotonic())
        cpu_s = _computed_s() - before_s
    return MeasuredReading(
        case=case,
        subject=Subject.of(reading.checked(), folder),
        started=started,
        seconds={"read": clock[1] - clock[0], "validate": clock[2] - clock[1]},
        cpu_s=cpu_s,
        peak_bytes=memory.peak_bytes,
        files=len(paths),
        size=sum(path.stat().st_size for path in paths),
        rows=sum(entry.used for entry in reading.ledger),
    )


def _computed_s() -> float:
    """Return the processor time of this process and of the children that have ended."""
    times = psutil.Process().cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def reading_row(read: MeasuredReading) -> Row:
    """Return a reading under :data:`COLUMNS`."""
    found = {
        "case": read.case,
        "started": moment(read.started),
        **{f"{phase}_s": seconds(spent) for phase, spent in read.seconds.items()},
        "total_s": seconds(read.total_s),
        "cpu_s": seconds(read.cpu_s),
        "peak_mb": megabytes(read.peak_bytes),
        "files": str(read.files),
        "files_mb": f"{read.size / 1e6:.2f}",
        "rows": str(read.rows),
        **circumstances(read.subject, dict(own_versions())),
    }
    return {name: found[name] for name in COLUMNS}


def reading_line(read: MeasuredReading, lang: Lang) -> str:
    """Return phases, time and memory of a reading in one line."""
    parts = [
        *(f"{PHASE_NAMES[x].say(lang)} {timed(read.seconds[x], lang)}" for x in PHASES),
        f"{Text('共', 'total').say(lang)} {timed(read.total_s, lang)}",
        f"{Text('处理器', 'processors').say(lang)} {timed(read.cpu_s, lang)}",
        f"{Text('内存峰值', 'peak').say(lang)} {megabytes(read.peak_bytes)} MB",
        Text(f"{read.files} 个文件 {read.rows} 行", f"{read.files} files, {read.rows} rows").say(
            lang
        ),
    ]
    return Text(f"{read.case}：", f"{read.case}: ").say(lang) + " · ".join(parts)
