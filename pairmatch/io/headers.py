"""From the header of a table to its columns: which cell is which field, and what it takes."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pairmatch.errors import Issue, Text, both
from pairmatch.io.raw import RawTable
from pairmatch.io.shown import hint, listed, nearest, shown
from pairmatch.schema import Table, column_headers, column_words
from pairmatch.vocabulary import WORDS


@dataclass(frozen=True)
class Column:
    """One column of a file: its field, place, header as spelled, and what it takes.

    ``words`` names a closed list, ``allowed`` its values; ``expected`` says it to people.
    """

    name: str
    index: int
    header: str
    required: bool
    words: str | None
    allowed: tuple[str, ...]
    number: bool
    expected: Text


def header_key(name: str) -> str:
    """Return the header of a field in the English form of the table: ``from_`` stands as from."""
    return name.rstrip("_")


def squeezed(text: str) -> str:
    """Return a header or word without white space and with half-width signs, for comparison."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def match_header(table: Table, raw: RawTable) -> tuple[dict[str, Column], list[Issue]]:
    """Return the columns of a file by field, and the faults of its header."""
    by_header = {
        squeezed(header): name
        for name, field in table.model.model_fields.items()
        for header in (header_key(name), *column_headers(name, field))
    }
    found: dict[str, Column] = {}
    issues: list[Issue] = []
    strangers: list[str] = []
    describe = _Descriptions(table)
    for index, header in enumerate(raw.header):
        name = by_header.get(squeezed(header))
        if name is None:
            strangers.append(header)
            issues.append(_unknown(raw, header, by_header))
        elif name in found:
            first = found[name].header
            issues.append(Issue("E-COLUMN-TWICE", raw.file, 1, header, header, {"first": first}))
        else:
            found[name] = describe.column(name, index, header)
    meant = {by_header.get(nearest(squeezed(x), by_header) or "") for x in strangers}
    issues.extend(_missing(table, raw, found, meant))
    return found, issues


def _unknown(raw: RawTable, header: str, known: Mapping[str, str]) -> Issue:
    if not header:
        return Issue("E-COLUMN-BLANK", raw.file, 1)
    near: dict[str, object] = {"hint": hint(squeezed(header), known)}
    return Issue("E-COLUMN-UNKNOWN", raw.file, 1, shown(header), shown(header), near)


def _missing(
    table: Table, raw: RawTable, found: Mapping[str, Column], meant: set[str | None]
) -> list[Issue]:
    # A misspelt header is one fault, not an unknown column and a missing one.
    absent = [
        (name, field)
        for name, field in table.model.model_fields.items()
        if field.is_required() and name not in found and name not in meant
    ]
    return [
        Issue(
            "E-COLUMN-MISSING",
            raw.file,
            1,
            header_key(name),
            values={
                "column": header_key(name),
                "title": field.title or name,
            },
        )
        for name, field in absent
    ]


class _Descriptions:
    """What the columns of a table take, read off the JSON schema of its row model."""

    def __init__(self, table: Table) -> None:
        self._fields = table.model.model_fields
        self._references = table.references or {}
        self._properties = table.model.model_json_schema()["properties"]

    def column(self, name: str, index: int, header: str) -> Column:
        """Describe one column of a file."""
        field = self._fields[name]
        kind = _value_schema(self._properties[name])
        words = column_words(field)
        allowed = tuple(str(value) for value in kind.get("enum", [kind.get("const", "")]) if value)
        return Column(
            name=name,
            index=index,
            header=shown(header),
            required=field.is_required(),
            words=words,
            allowed=allowed,
            number=kind.get("type") in ("integer", "number"),
            expected=self._expected(name, kind, words, allowed),
        )

    def _expected(
        self, name: str, kind: Mapping[str, Any], words: str | None, allowed: tuple[str, ...]
    ) -> Text:
        if words is not None:
            zh = listed(f"{WORDS[words][value].label.zh}({value})" for value in allowed)
            en = listed(f"{value} ({WORDS[words][value].label.zh})" for value in allowed)
            return Text(zh.zh, en.en)
        if kind.get("type") in ("integer", "number"):
            return _numeric(kind)
        if name in self._references:
            return both("expected.reference", target=self._references[name].split(".")[0])
        if "maxLength" in kind:
            return both("expected.text", longest=kind["maxLength"])
        about = self._properties[name]
        return Text(str(about.get("about_zh", "")), str(about.get("about_en", "")))


def _value_schema(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a filled cell: that of an optional column without its null."""
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            return dict(choice)
    return schema


def _numeric(kind: Mapping[str, Any]) -> Text:
    """Return what a column of numbers takes."""
    low, high = kind.get("minimum"), kind.get("maximum")
    name = "whole" if kind["type"] == "integer" else "number"
    if (low, high) == (0, 1):
        return both("expected.flag")
    if low is None or high is None:
        return both(f"expected.{name}")
    return both(f"expected.{name}-range", low=f"{low:g}", high=f"{high:g}")
