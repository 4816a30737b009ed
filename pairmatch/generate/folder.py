"""A scenario as files: tables with Chinese headers and words, and where they come from."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pairmatch.errors import BadInput
from pairmatch.io.cells import type_table
from pairmatch.io.intake.csv_file import read_table
from pairmatch.io.scenario_folder import used_columns, write_rows
from pairmatch.schema import SHARED_TABLES, Row, Table

RECORD = "generated.toml"


def table_named(name: str) -> Table:
    """Return a shared table by its name."""
    return next(table for table in SHARED_TABLES if table.name == name)


def write_table(folder: Path, name: str, rows: Sequence[Row]) -> None:
    """Write one table in the order of its key; columns that are blank in every row are left out."""
    table = table_named(name)
    write_rows(folder / f"{name}.csv", table, rows, used_columns(table, rows))


def append_table(folder: Path, name: str, rows: Sequence[Row]) -> None:
    """Add rows, in the order of their key, to a table that has all columns."""
    table = table_named(name)
    write_rows(folder / f"{name}.csv", table, rows, list(table.model.model_fields), "a")


def read_rows(folder: Path, name: str) -> list[Row]:
    """Return the rows of one table of a folder; raise :class:`BadInput` with its faults."""
    table = table_named(name)
    raw, issues = read_table(folder / f"{name}.csv", table)
    if raw is None or issues:
        raise BadInput(issues)
    typed = type_table(table, [raw])
    if typed.issues:
        raise BadInput(typed.issues)
    return [row for row in typed.rows if row is not None]


def write_record(folder: Path, values: Mapping[str, str | int], counts: Mapping[str, int]) -> None:
    """Write where a generated folder comes from, its hash and what it holds."""
    lines = ["# Synthetic data, made by pairmatch; safe to delete, it is made again.\n"]
    lines += [f"{key} = {_toml(value)}\n" for key, value in values.items()]
    lines.append("\n[counts]\n")
    lines += [f"{_toml(key)} = {value}\n" for key, value in counts.items()]
    (folder / RECORD).write_text("".join(lines), encoding="utf-8")


def _toml(value: str | int) -> str:
    return json.dumps(value, ensure_ascii=False)


def fingerprint(files: Iterable[Path]) -> str:
    """Return the SHA-256 of some files, names and contents."""
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda x: (x.parent.name, x.name)):
        digest.update(f"{path.parent.name}/{path.name}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def refuse_foreign(target: Path) -> None:
    """Raise FileExistsError if a folder holds something that was not generated."""
    if target.exists() and any(target.iterdir()) and not (target / RECORD).exists():
        raise FileExistsError(f"{target} holds something that was not generated")


@contextmanager
def filled_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder beside the target; move it into the target's place when it is filled.

    If filling it fails, nothing of it stays. Whoever fills one for the same target at the same time has
    another; the last to be filled takes the place.
    """
    new = target.with_name(f".{target.name}.{os.getpid()}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        yield new
        if target.exists():
            shutil.rmtree(target)
        new.rename(target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
