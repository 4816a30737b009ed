"""Spoiled workbooks by the thousand: ``python -m tests.io.office.fuzz 2000`` says what became of them."""

from __future__ import annotations

import io
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pairmatch.io.office.grid import Workbook
from pairmatch.io.office.keeper import Keeper
from tests.io.office.biff import compound, stream
from tests.io.office.packages import parts, sheet_xml, zipped
from tests.io.office.random_books import by_openpyxl, by_xlsxwriter, random_rows
from tests.io.office.test_cells import CASES, SHARED
from tests.io.office.test_old import MIME, SHEETS, cell, content_of, row, table, value

_WORDS = (
    b"-1", b"0", b"A0", b"XFD1048576", b"A1:XFD1048576", b"1e400", b"1e9999", b"", b"NaN", b"s",
    b"inlineStr", b"99999999999999999999", b"\xff\xfe", b"&a;", b"<", b"]]>", b"\0", b"true", b"_x0000_",
    b"0;0;0", b"[h]:mm", b"yyyy", b"../x", b"rId1", "县".encode(), b"x" * 40_000,
)  # fmt: skip
_HOLDS = re.compile(rb'"[^"<>]*"|>[^<>]+<')
SLOWEST_S = 6.0
"""A file that takes longer is a finding."""


def sound_books(folder: Path) -> list[bytes]:
    """Return sound workbooks of every kind that is read."""
    kinds = [sheet_xml(f'<row r="1">{xml}</row>') for xml, _ in CASES]
    rows = "".join(
        f'<row r="{n}" hidden="{n % 2}"><c r="A{n}" s="{n % 8}"><v>{n}</v></c>'
        f'<c r="C{n}" t="s"><v>{n % 5}</v></c><c r="D{n}"><f>A{n}*2</f><v>{2 * n}</v></c></row>'
        for n in range(1, 40)
    )
    merges = '<mergeCells><mergeCell ref="A1:C2"/></mergeCells>'
    shaped = sheet_xml(rows, before='<cols><col min="2" max="3" hidden="1"/></cols>', after=merges)
    names = '<definedName name="版本">"1"</definedName>'
    more = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": "<x/>"}
    written = [
        by_xlsxwriter(folder / "a.xlsx", [random_rows(1)], constant_memory=False).read_bytes(),
        by_xlsxwriter(folder / "b.xlsx", [random_rows(2)], constant_memory=True).read_bytes(),
        by_openpyxl(folder / "c.xlsx", [random_rows(3)]).read_bytes(),
    ]
    cells = row(cell("<text:p>甲<text:s text:c='2'/></text:p>"), value("float", "12", "12人"))
    content = content_of(table("".join(cells * 5)), table(row(cell("x")), "二"))
    old = stream(*SHEETS)
    return [
        *written,
        zipped(parts(*kinds, shared=SHARED)),
        zipped(parts(shaped, shaped, shared=SHARED, names=names, **more)),
        zipped({"mimetype": MIME, "content.xml": content}),
        compound(old),
        old,
    ]


def spoiled(data: bytes, r: random.Random) -> bytes:
    """Return a workbook with something wrong: bytes of the file, a part, or a value inside a part."""
    if not data.startswith(b"PK") or r.random() < 0.3:
        return _bytes_wrong(data, r)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(r.randrange(1, 4)):
        name = r.choice(sorted(inside))
        way = r.random()
        if way < 0.1 and len(inside) > 1:
            del inside[name]
        elif way < 0.3:
            inside[name] = _bytes_wrong(inside[name], r)
        elif way < 0.35:
            inside[name] = inside[r.choice(sorted(inside))]
        else:
            inside[name] = _value_wrong(inside[name], r)
    return zipped(inside)


def _bytes_wrong(data: bytes, r: random.Random) -> bytes:
    if not data or r.random() < 0.3:
        return data[: r.randrange(len(data) + 1)]
    found = bytearray(data)
    for _ in range(r.choice((1, 1, 2, 5, 30))):
        found[r.randrange(len(found))] = r.randrange(256)
    return bytes(found)


def _value_wrong(data: bytes, r: random.Random) -> bytes:
    """Return a part with the value of an attribute or an element replaced."""
    places = list(_HOLDS.finditer(data))
    if not places:
        return _bytes_wrong(data, r)
    place = r.choice(places)
    return data[: place.start() + 1] + r.choice(_WORDS) + data[place.end() - 1 :]


def run(count: int, seed: int = 1) -> Iterator[tuple[str, float]]:
    """Spoil and read so many workbooks one after the other; yield what each came to and its seconds.

    Every answer is a workbook or one fault that can be said; anything else raises here.
    """
    with tempfile.TemporaryDirectory() as folder, Keeper() as keeper:
        books = sound_books(Path(folder))
        path = Path(folder) / "spoiled.xlsx"
        for number in range(count):
            r = random.Random(seed * 1_000_003 + number)
            path.write_bytes(spoiled(books[number % len(books)], r))
            began = time.perf_counter()
            answer = keeper.read(path)
            took = time.perf_counter() - began
            if isinstance(answer, Workbook):
                yield "read", took
                continue
            (issue,) = answer
            assert issue.say("zh")
            assert issue.say("en")
            yield issue.code, took


def main() -> None:
    count = int(sys.argv[1])
    answers = list(run(count, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
    for code, times in sorted(Counter(code for code, _ in answers).items()):
        print(f"{times:6d} {code}")  # noqa: T201
    seconds = [took for _, took in answers]
    print(f"{count} files, {sum(seconds):.1f} s, slowest {max(seconds):.2f} s")  # noqa: T201
    assert max(seconds) < SLOWEST_S


if __name__ == "__main__":
    main()
