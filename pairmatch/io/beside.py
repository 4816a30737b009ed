"""Names that people write beside codes: each must be that of what the code stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pairmatch.errors import Issue
from pairmatch.io.cells import Part, TypedTable
from pairmatch.io.headers import beside_at
from pairmatch.io.intake.doubts import alike
from pairmatch.io.raw import stripped
from pairmatch.io.shown import NOTHING, listed, shown
from pairmatch.schema import Table


def names_beside(typed: Mapping[str, TypedTable]) -> Iterator[Issue]:
    """Yield a fault for each name that its code does not have; codes that stand for nothing have others.

    Spaces, width of signs and traditional characters make no other name.
    """
    for each in typed.values():
        for code in each.table.beside or {}:
            other = typed.get((each.table.references or {})[code])
            names = _names(other) if other is not None else {}
            for part in each.parts:
                yield from _amiss(each.table, part, code, names)


def _names(typed: TypedTable) -> dict[str, list[str]]:
    """Return the names of each code; a code that stands there twice may have two."""
    found: dict[str, list[str]] = {}
    for part in typed.parts:
        codes, names = (part.tidied.cells.get(x, ()) for x in (typed.table.key[0], "name"))
        for code, name in zip(codes, names, strict=False):
            if code and name:
                found.setdefault(code, []).append(name)
    return found


def _amiss(
    table: Table, part: Part, code: str, names: Mapping[str, Sequence[str]]
) -> Iterator[Issue]:
    at = beside_at(table, part.raw.header).get(code)
    codes = part.tidied.cells.get(code)
    if at is None or codes is None:
        return
    for (line, cells), said in zip(part.raw.rows, codes, strict=True):
        written = cells[at] if at < len(cells) else ""
        # A number, an error or a formula without a result is no name, and nothing is taken from here.
        if not isinstance(written, str) or not (name := stripped(written)):
            continue
        meant = names.get(said, ())
        if meant and alike(name) not in map(alike, meant):
            values = {"stands": said, "meant": listed(meant), "hint": NOTHING}
            header = shown(part.raw.header[at])
            yield part.raw.issue("E-NAME-BESIDE", line, at, header, shown(name), values)
