"""What a column of a sheet takes and how people go wrong in it, read off the schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pairmatch.errors import Lang, Text, both, catalogue
from pairmatch.io.headers import header_key
from pairmatch.io.layout import display_width
from pairmatch.io.template.words import EXAMPLE, REQUIRED
from pairmatch.schema import Row, Table, column_words
from pairmatch.vocabulary import LANGS, WORDS, label

Kind = Literal["code", "text", "word", "flag", "whole", "number"]
Value = str | int | float | None

_LISTED = 8
"""Longer closed lists are not written out: the dropdown list shows them."""
_ANY = 100_000
"""The upper limit of counts without one of their own."""
_WIDTHS: Mapping[Kind, int] = {
    "code": 13,
    "text": 14,
    "word": 10,
    "flag": 7,
    "whole": 7,
    "number": 10,
}
_LONG_WIDTH = 26


@dataclass(frozen=True)
class Form:
    """One column to fill in.

    ``blank`` says what an empty cell means where there may be one. ``words`` names a closed list and
    ``allowed`` its values that may stand here; ``low`` and ``high`` are the limits of a number, None
    where it has none. ``unique`` means that no two rows say the same, ``long`` that whole names of
    schools or units stand here. What is not ``kept`` stands beside a code for people to read, and is
    the ``sample`` in the example.
    """

    name: str
    header: Text
    kind: Kind
    required: bool
    takes: Text
    blank: Text
    mistake: Text
    words: str = ""
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    unique: bool = False
    long: bool = False
    kept: bool = True
    sample: Value = None

    def heading(self, lang: Lang) -> str:
        """Return the header as it stands in the sheet, with the mark of a required column."""
        return self.header.say(lang) + REQUIRED * self.required

    def written(self, row: Row, lang: Lang) -> Value:
        """Return what stands in the column for a row; closed lists in the words of the language."""
        value: Value = getattr(row, self.name) if self.kept else self.sample
        return label(self.words, str(value), lang) if self.words and value is not None else value

    def width(self, lang: Lang) -> int:
        """Return the width of the column, its header in at most two lines."""
        longest = max((display_width(label(self.words, x, lang)) for x in self.allowed), default=0)
        header = self.heading(lang)
        asked = display_width(header) if header.isascii() else (display_width(header) + 5) // 2
        usual = _LONG_WIDTH if self.long else _WIDTHS[self.kind]
        return max(usual, asked + 2, longest + 4 if longest else 0)


def forms_of(table: Table, tables: Iterable[Table]) -> tuple[Form, ...]:
    """Return the columns of a table in their order; ``tables`` are those it may refer to."""
    properties = table.model.model_json_schema()["properties"]
    titles = {each.name: each for each in tables}
    found: list[Form] = []
    for name in table.model.model_fields:
        found.append(_form(table, name, properties[name], titles))
        if name in (table.beside or {}):
            found.append(_beside(table, name, titles))
    return tuple(found)


def example_of(table: Table, forms: Iterable[Form], lang: Lang) -> list[Value]:
    """Return the row that shows how to fill in, its first cell marked; empty if there is none."""
    row = table.example
    if row is None:
        return []
    first, *others = (form.written(row, lang) for form in forms)
    return [f"{EXAMPLE.say(lang)}{first}", *others]


def _form(table: Table, name: str, schema: Mapping[str, Any], titles: Mapping[str, Table]) -> Form:
    field = table.model.model_fields[name]
    filled = _filled(schema)
    words = column_words(field) or ""
    kind = _kind(filled, words)
    allowed = tuple(str(x) for x in filled.get("enum", [filled.get("const", "")]) if words and x)
    target = (table.references or {}).get(name, "")
    place = f"{table.name}.{header_key(name)}"
    about = Text(str(schema.get("about_zh", "")), str(schema.get("about_en", "")))
    note = _looked_up(f"note.{place}")
    if target:
        takes = _referred(target, titles)
    elif kind == "text" and note.zh:
        takes = Text("", "")
    else:
        takes = _taken(kind, filled, words, allowed, about)
    mistake = _looked_up(f"mistake.{place}")
    return Form(
        name=name,
        header=Text(field.title or name, header_key(name)),
        kind=kind,
        required=field.is_required(),
        takes=_joined([takes, note]),
        blank=Text("", "") if field.is_required() else _blank(place),
        mistake=mistake if mistake.zh else both(f"mistake.{'reference' if target else kind}"),
        words=words,
        allowed=allowed,
        low=filled.get("minimum"),
        high=filled.get("maximum"),
        unique=table.key == (name,),
        long=name == "name" and len(table.key) == 1,
    )


def _beside(table: Table, name: str, titles: Mapping[str, Table]) -> Form:
    """Return the column of names beside one of codes; its sample is the name in the other example."""
    header = (table.beside or {})[name].header
    other = titles[(table.references or {})[name]]
    return Form(
        name=header.en,
        header=header,
        kind="text",
        required=False,
        takes=both("template.beside", table=other.title),
        blank=both("template.beside-blank"),
        mistake=both("mistake.beside"),
        long=True,
        kept=False,
        sample=getattr(other.example, "name", None),
    )


def _filled(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a filled cell: that of an optional column without its null."""
    return next((dict(x) for x in schema.get("anyOf", ()) if x.get("type") != "null"), schema)


def _kind(filled: Mapping[str, Any], words: str) -> Kind:
    if words:
        return "word"
    if filled.get("type") == "number":
        return "number"
    if filled.get("type") == "integer":
        return "flag" if (filled.get("minimum"), filled.get("maximum")) == (0, 1) else "whole"
    return "code" if "pattern" in filled else "text"


def _taken(
    kind: Kind, filled: Mapping[str, Any], words: str, allowed: tuple[str, ...], about: Text
) -> Text:
    """Return what a column takes that names no row of another table."""
    if kind == "word":
        if len(allowed) > _LISTED:
            return both("template.listed")
        each = [Text(WORDS[words][x].label.zh, WORDS[words][x].label.en) for x in allowed]
        return Text("、".join(x.zh for x in each), ", ".join(x.en for x in each))
    if kind in ("code", "text"):
        return about
    low, high = filled.get("minimum"), filled.get("maximum")
    name = "number" if kind == "number" else "whole"
    if kind == "flag":
        return both("expected.flag")
    if low is None or high is None or high == _ANY:
        return both(f"expected.{name}")
    return both(f"expected.{name}-range", low=f"{low:g}", high=f"{high:g}")


def _referred(target: str, titles: Mapping[str, Table]) -> Text:
    name, _, column = target.partition(".")
    other = titles[name]
    column = column or other.key[0]
    field = other.model.model_fields[column]
    header = Text(field.title or column, header_key(column))
    return both("template.reference", table=other.title, column=header)


def _blank(place: str) -> Text:
    """Return what a blank cell of an optional column says."""
    said = _looked_up(f"blank.{place}")
    return said if said.zh else both("template.unknown")


def _looked_up(code: str) -> Text:
    """Return a message in both languages, nothing if the catalogue has none."""
    return both(code) if all(code in catalogue(lang) for lang in LANGS) else Text("", "")


def _joined(texts: Iterable[Text]) -> Text:
    said = [text for text in texts if text.zh]
    return Text("；".join(x.zh for x in said), "; ".join(x.en for x in said))
