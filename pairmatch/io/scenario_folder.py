"""A scenario as a folder of files that reads back as just this scenario."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pairmatch.errors import Defect
from pairmatch.io.declared import Declared
from pairmatch.io.read import SETTINGS_FILE, read_scenario
from pairmatch.programmes.room import Room
from pairmatch.scenario import Scenario, sort_key
from pairmatch.schema import Row, Table, column_words
from pairmatch.settings import Given, Limit, Settings
from pairmatch.vocabulary import label


def write_scenario(folder: Path, scenario: Scenario, rooms: Sequence[Room]) -> None:
    """Write tables and settings to a new folder; tables without rows are left out.

    Raises Defect if they do not read back as the same input.
    """
    folder.mkdir()
    for table in scenario.tables:
        rows = scenario.rows(table.model)
        if rows:
            write_rows(folder / f"{table.name}.csv", table, rows, columns_used(table, rows))
    text = "\n".join(_lines(scenario.settings, Declared.of(rooms))) + "\n"
    (folder / SETTINGS_FILE).write_text(text, encoding="utf-8")
    if read_scenario(folder, rooms=rooms).input_hash != scenario.input_hash:
        raise Defect("the scenario that was written does not read back as the same input")


# -- tables ---------------------------------------------------------------------------------------


def columns_used(table: Table, rows: Sequence[Row]) -> list[str]:
    """Return the columns of a table that some row fills, in the order of the schema."""
    return [
        name
        for name in table.model.model_fields
        if any(getattr(row, name) is not None for row in rows)
    ]


def write_rows(
    path: Path, table: Table, rows: Sequence[Row], columns: Sequence[str], *, more: bool = False
) -> None:
    """Write rows in the order of their key, with Chinese headers and words.

    With ``more`` they are added to a file that may be there already, and has these columns.
    """
    fields = table.model.model_fields
    words = {name: column_words(fields[name]) for name in columns}
    said: dict[tuple[str, object], str] = {}

    def cell(column: str, value: object) -> str:
        key = (column, value)
        if key not in said:
            closed = words[column]
            text = "" if value is None else str(value)
            said[key] = label(closed, text, "zh") if closed and text else text
        return said[key]

    new = not (more and path.exists())
    # The mark of UTF-8 stands at the beginning of a file only.
    encoding = "utf-8-sig" if new else "utf-8"
    with path.open("w" if new else "a", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if new:
            writer.writerow(fields[name].title or name for name in columns)
        for row in sorted(rows, key=lambda row: sort_key(row, table.key)):
            writer.writerow([cell(name, getattr(row, name)) for name in columns])


# -- settings -------------------------------------------------------------------------------------


def _lines(settings: Settings, declared: Declared) -> Iterator[str]:
    """Yield scenario.toml: what everybody must say, and all that differs from the defaults."""
    for name in ("name", "title", "round", "year", "language", "seed"):
        yield f"{name} = {_value(getattr(settings, name))}"
    for name in ("time_limit_s", "target_gap_percent", "maximise"):
        yield f"{name} = {_value(getattr(settings, name))}"
    numbers = {x.name: Given(x.default, x.clause) for x in declared.numbers}
    yield from _given("policy", settings.numbers, numbers)
    weights = {
        code: Given(x.weight, x.clause, reason=x.why.say(settings.language))
        for code, x in declared.priced.items()
    }
    yield from _given("weights", settings.weights, weights)
    usual = {rule.code: rule.force for rule in declared.rules}
    yield "\n[force]"
    for code, force in sorted(settings.forces.items()):
        if force != usual[code]:
            yield f"{_value(code)} = {_value(force)}"
    for code, limit in sorted(settings.limits.items()):
        yield f"\n[limits.{_value(code)}]"
        yield from _limit(limit)


def _given(section: str, found: Mapping[str, Given], usual: Mapping[str, Given]) -> Iterator[str]:
    yield f"\n[{section}]"
    for name, given in sorted(found.items()):
        if given != usual[name]:
            sources = {"clause": given.clause, "document": given.document, "reason": given.reason}
            parts = [f"value = {_value(given.value)}"]
            parts += [f"{key} = {_value(text)}" for key, text in sources.items() if text]
            yield f"{_value(name)} = {{ {', '.join(parts)} }}"


def _limit(limit: Limit) -> Iterator[str]:
    for name, value in (("people", limit.people), ("money", limit.money)):
        if value is not None:
            yield f"{name} = {value}"


def _value(value: object) -> str:
    """Return a value as TOML writes it, which for texts, numbers, truths and lists is as JSON does."""
    return json.dumps(value, ensure_ascii=False)
