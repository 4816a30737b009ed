"""A scenario as a folder that can be read again: tables with Chinese headers and words, and settings."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pairmatch.io.settings import FILE as SETTINGS_FILE
from pairmatch.scenario import Scenario
from pairmatch.schema import Row, Table, column_words
from pairmatch.vocabulary import label

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write_scenario(folder: Path, scenario: Scenario, said: Mapping[str, Any]) -> None:
    """Write every table that has rows, and `scenario.toml` from the data that TOML would nest."""
    for table in scenario.tables:
        rows = scenario.rows(table.model)
        if rows:
            write_rows(folder / f"{table.name}.csv", table, rows, used_columns(table, rows))
    (folder / SETTINGS_FILE).write_text(toml_text(said), encoding="utf-8")


def used_columns(table: Table, rows: Sequence[Row]) -> list[str]:
    """Return the columns of a table that are not blank in every row."""
    return [x for x in table.model.model_fields if any(getattr(row, x) is not None for row in rows)]


def write_rows(
    path: Path,
    table: Table,
    rows: Sequence[Row],
    columns: Sequence[str],
    mode: Literal["w", "a"] = "w",
) -> None:
    """Write rows in the order of their key, or add them to a file that has these columns."""
    fields = table.model.model_fields
    words = {x: column_words(fields[x]) for x in columns}
    said: dict[tuple[str, object], str] = {}

    def cell(column: str, value: object) -> str:
        key = (column, value)
        if key not in said:
            closed = words[column]
            text = "" if value is None else str(value)
            said[key] = label(closed, text, "zh") if closed and text else text
        return said[key]

    def order(row: Row) -> tuple[str, ...]:
        return tuple(str(getattr(row, x) or "") for x in table.key)

    new = mode == "w" or not path.exists()
    # The mark of UTF-8 stands at the beginning of a file only.
    with path.open(mode, encoding="utf-8-sig" if new else "utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if new:
            writer.writerow(fields[x].title or x for x in columns)
        for row in sorted(rows, key=order):
            writer.writerow([cell(x, getattr(row, x)) for x in columns])


# -- settings -------------------------------------------------------------------------------------


def toml_text(data: Mapping[str, Any]) -> str:
    """Return nested data as TOML: plain keys first, a section for each table, deeper ones inside lines.

    The limits of each unit are a section of their own.
    """
    plain = {key: value for key, value in data.items() if not isinstance(value, Mapping)}
    lines = [*_lines(plain)]
    for section, values in data.items():
        if isinstance(values, Mapping) and section == "limits":
            for who, limit in values.items():
                lines += [f"\n[{section}.{_key(who)}]\n", *_lines(limit)]
        elif isinstance(values, Mapping):
            lines += [f"\n[{_key(section)}]\n", *_lines(values)]
    return "".join(lines)


def _lines(values: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {toml_value(value)}\n" for key, value in values.items()]


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else toml_value(key)


def toml_value(value: Any) -> str:
    """Return one value as TOML spells it, a table in one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {toml_value(x)}" for key, x in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
