"""Tables of measurements: CSV files that grow by a few rows with every run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from pairmatch.bench.row import Row
from pairmatch.errors import BadInput, Issue


def gap_path(path: Path) -> Path:
    """Return where the gaps over time stand beside a table of runs."""
    return path.with_name(f"{path.stem}-gap.csv")


def refuse_unwritable(path: Path, columns: Sequence[str]) -> None:
    """Raise :class:`BadInput` if rows of these columns cannot be added; leave no empty table."""
    new = not path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+", encoding="utf-8", newline="") as file:
            file.seek(0)
            header = file.readline()
        if new:
            path.unlink()
    except OSError as error:
        raise _unwritable(path, error) from error
    except UnicodeDecodeError as error:
        raise BadInput([Issue("E-BENCH-COLUMNS", str(path))]) from error
    if header and header.rstrip("\r\n") != ",".join(columns):
        raise BadInput([Issue("E-BENCH-COLUMNS", str(path))])


def append(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Add rows to a table, with a header if it is new."""
    try:
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            if file.tell() == 0:
                writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> BadInput:
    values: dict[str, object] = {"reason": error.strerror or str(error)}
    return BadInput([Issue("E-BENCH-WRITE", str(path), values=values)])
