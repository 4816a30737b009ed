"""From the header of a table to its columns: which cell is which field, and what it takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal

from pydantic.fields import FieldInfo

from pairmatch.errors import Issue, Text, both
from pairmatch.io.faults.reason import REASON
from pairmatch.io.intake.decoding import garbled
from pairmatch.io.raw import RawTable
from pairmatch.io.shown import NOTHING, hint, listed, nearest, shown
from pairmatch.schema import (
    Row,
    Table,
    column_headers,
    column_month,
    column_words,
    table_called,
)
from pairmatch.vocabulary import WORDS

Kind = Literal["word", "flag", "whole", "number", "code", "month", "name", "text"]
"""What a column takes: a word of a closed list, 1 or 0, a whole number, any number, a code, a month
of a year, the name of somebody or something, free text."""
FAULTS = frozenset({REASON.zh, REASON.en.casefold()})
"""Headers of the columns that this program adds itself, as they are compared."""
IGNORED = FAULTS | {"序号", "备注", "说明", "no.", "no", "remarks", "notes"}
"""Headers of columns that people add for themselves, or that a list of faults was handed back with."""
_MARKS = re.compile(r"^[*＊]+|[*＊]+$")
_UNIT = re.compile(r"[(\[【].*[)\]】]$")


@dataclass(frozen=True)
class Column:
    """One column of a file: its field, place, header as spelled, and what it takes.

    ``words`` names a closed list, ``allowed`` its values; ``expected`` says it to people. The only
    column of a table's key is ``unique``.
    """

    name: str
    index: int
    header: str
    required: bool
    words: str | None
    allowed: tuple[str, ...]
    kind: Kind
    expected: Text
    unique: bool = False


def header_key(name: str) -> str:
    """Return the header of a field in the English form of the table: ``from_`` stands as from."""
    return name.rstrip("_")


def squeezed(text: str) -> str:
    """Return a header or word without white space and with half-width signs, for comparison."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=65_536)
def spelling(header: str) -> str:
    """Return a header for comparison, without the mark of a required column."""
    return _MARKS.sub("", squeezed(header)).casefold()


@cache
def _headers(model: type[Row]) -> Mapping[str, str]:
    """Return the field by every header that it may stand under, in the form for comparison."""
    return {
        spelling(header): name
        for name, field in model.model_fields.items()
        for header in (header_key(name), *column_headers(name, field))
    }


def header_words(table: Table) -> Mapping[str, str]:
    """Return the field of a table by every header it may stand under, in the form for comparison."""
    return _headers(table.model)


def field_of(header: str, known: Mapping[str, str]) -> str | None:
    """Return the field that a header names; what stands behind it in brackets may be its unit."""
    said = spelling(header)
    return known.get(said) or known.get(_UNIT.sub("", said))


def beside_at(table: Table, header: Sequence[str]) -> dict[str, int]:
    """Return where the names beside columns of codes stand, by the field of the codes."""
    words = {
        spelling(x): name for name, beside in (table.beside or {}).items() for x in beside.headers
    }
    found: dict[str, int] = {}
    for index, text in enumerate(header) if words else ():
        name = field_of(text, words)
        if name is not None:
            found.setdefault(name, index)
    return found


def match_header(table: Table, raw: RawTable) -> tuple[dict[str, Column], list[Issue]]:
    """Return the columns of a file by field, and the faults of its header."""
    known = header_words(table)
    broken = next((x for x in raw.header if field_of(x, known) is None and garbled(x)), None)
    if broken is not None:
        before: dict[str, object] = {"before": shown(garbled(broken) or "")}
        return {}, [raw.issue("E-FILE-GARBLED", raw.head, value=shown(broken), values=before)]
    found: dict[str, Column] = {}
    issues: list[Issue] = []
    strangers: list[str] = []
    beside = beside_at(table, raw.header).values()
    columns = _described(table.model, table.key, tuple((table.references or {}).items()))
    for index, header in enumerate(raw.header):
        name = field_of(header, known)
        if name is None and index in beside:
            continue
        if name is None:
            stranger = _unknown(raw, index, header, known)
            if stranger is not None:
                strangers.append(header)
                issues.append(stranger)
        elif name in found:
            first: dict[str, object] = {"first": found[name].header}
            issues.append(raw.issue("E-COLUMN-TWICE", raw.head, index, header, header, first))
        else:
            found[name] = replace(columns[name], index=index, header=shown(header))
    meant = {known.get(nearest(squeezed(x), known) or "") for x in strangers}
    issues.extend(_missing(table, raw, found, meant))
    return found, issues


def _unknown(raw: RawTable, index: int, header: str, known: Mapping[str, str]) -> Issue | None:
    """Return the fault of a column that is none of the table, None where it does not matter."""
    if not header:
        at = next((n for n, cells in raw.rows if index < len(cells) and cells[index]), None)
        blank = raw.sheet and at is None
        return None if blank else raw.issue("E-COLUMN-BLANK", raw.head, index)
    said = spelling(header)
    if said in IGNORED and (raw.sheet or said in FAULTS):
        return None
    near = hint(said, known)
    # People keep columns of their own in a sheet; a file made for this program has none.
    code = "W-COLUMN-EXTRA" if raw.sheet and near is NOTHING else "E-COLUMN-UNKNOWN"
    return raw.issue(code, raw.head, index, shown(header), shown(header), {"hint": near})


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
        raw.issue(
            "E-COLUMN-MISSING",
            raw.head,
            column=header_key(name),
            values={"column": header_key(name), "title": field.title or name},
        )
        for name, field in absent
    ]


@cache
def _described(
    model: type[Row], key: tuple[str, ...], references: tuple[tuple[str, str], ...]
) -> Mapping[str, Column]:
    """Return what every column of a table takes; a province has hundreds of sheets of each."""
    describe = _Descriptions(model, key, dict(references))
    return {name: describe.column(name) for name in model.model_fields}


class _Descriptions:
    """What the columns of a table take, read off the JSON schema of its row model."""

    def __init__(
        self, model: type[Row], key: tuple[str, ...], references: Mapping[str, str]
    ) -> None:
        self._fields = model.model_fields
        self._references = references
        self._alone = key[0] if len(key) == 1 else ""
        self._properties: Mapping[str, Any] = model.model_json_schema()["properties"]

    def column(self, name: str) -> Column:
        """Describe one column, whatever its place and header in a file."""
        field = self._fields[name]
        kind = _value_schema(self._properties[name])
        words = column_words(field)
        allowed = tuple(str(value) for value in kind.get("enum", [kind.get("const", "")]) if value)
        return Column(
            name=name,
            index=-1,
            header=header_key(name),
            required=field.is_required(),
            words=words,
            allowed=allowed,
            kind=_kind(name, field, kind, words),
            expected=self._expected(name, kind, words, allowed),
            unique=name == self._alone,
        )

    def _expected(
        self, name: str, kind: Mapping[str, Any], words: str | None, allowed: tuple[str, ...]
    ) -> Text:
        if words is not None:
            zh = listed(WORDS[words][value].label.zh for value in allowed)
            en = listed(f"{value} ({WORDS[words][value].label.zh})" for value in allowed)
            return Text(zh.zh, en.en)
        if kind.get("type") in ("integer", "number"):
            return _numeric(kind)
        if name in self._references:
            target = table_called(self._references[name].split(".")[0])
            return both("expected.reference", target=target)
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


def _kind(name: str, field: FieldInfo, kind: Mapping[str, Any], words: str | None) -> Kind:
    if words is not None:
        return "word"
    if kind.get("type") == "integer":
        return "flag" if (kind.get("minimum"), kind.get("maximum")) == (0, 1) else "whole"
    if kind.get("type") == "number":
        return "number"
    if column_month(field):
        return "month"
    if "pattern" in kind or name.endswith("_id"):
        return "code"
    return "name" if "maxLength" in kind else "text"


def _numeric(kind: Mapping[str, Any]) -> Text:
    """Return what a column of numbers takes."""
    low, high = kind.get("minimum"), kind.get("maximum")
    name = "whole" if kind["type"] == "integer" else "number"
    if (low, high) == (0, 1):
        return both("expected.flag")
    if low is None or high is None:
        return both(f"expected.{name}")
    return both(f"expected.{name}-range", low=f"{low:g}", high=f"{high:g}")
