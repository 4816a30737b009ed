"""Files that were made to do harm, or that something has gone wrong with: name, bytes, fault expected.

An expectation of None means that the file is read and the harm is left lying.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO

from tests.io.office.packages import TRANSITIONAL, parts, sheet_xml, zipped

_ONE = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
SOUND = zipped(parts(_ONE))
_TENFOLD = [f"&l{n};" * 10 for n in range(9)]
_LAUGHS = "".join(f'<!ENTITY l{n + 1} "{ten}">' for n, ten in enumerate(_TENFOLD))
Attack = tuple[str, bytes, str | None]


def with_part(name: str, content: str | bytes, *sheets: str) -> bytes:
    """Return a sound workbook with one part replaced or added."""
    return zipped({**parts(*(sheets or (_ONE,))), name: content})


def _doctype(inside: str, said: str) -> bytes:
    text = f'<?xml version="1.0"?><!DOCTYPE sst [{inside}]><sst><si><t>{said}</t></si></sst>'
    return with_part("xl/sharedStrings.xml", text)


def markup() -> Iterator[Attack]:
    """Document types, references that lead outside, bombs of text and of cells."""
    yield "A01 billion laughs", _doctype(f'<!ENTITY l0 "ha">{_LAUGHS}', "&l9;"), "E-OFFICE-DTD"
    text = "x" * 50_000
    big = f'<!ENTITY a "{text}">'
    yield "A02 quadratic blow-up", _doctype(big, "&a;" * 20_000), "E-OFFICE-DTD"
    file = '<!ENTITY a SYSTEM "file:///etc/hostname">'
    yield "A03 a file of ours", _doctype(file, "&a;"), "E-OFFICE-DTD"
    net = '<!ENTITY a SYSTEM "http://127.0.0.1:9/x">'
    yield "A04 an address", _doctype(net, "&a;"), "E-OFFICE-DTD"
    no_subset = '<!DOCTYPE worksheet SYSTEM "x.dtd">' + _ONE.partition("\n")[2]
    yield (
        "A05 an outside document type",
        with_part("xl/worksheets/sheet1.xml", no_subset),
        "E-OFFICE-DTD",
    )
    late = _ONE.replace("<sheetData>", "<sheetData>&undefined;")
    yield "an entity nobody declares", zipped(parts(late)), "E-OFFICE-DAMAGED"
    yield "A06 a text of 450 MB", _inflating(), "E-OFFICE-LARGE"
    start, cell = sheet_xml("").partition("</sheetData>")[0], "<row><c><v>1</v></c></row>" * 1000
    cells = bomb(parts(""), "xl/worksheets/sheet1.xml", start, cell, 40_000)
    yield "A07 40 million cells", cells, "E-OFFICE-LARGE"
    yield "A08 the corners of the sheet", zipped(parts(sheet_xml(_CORNERS))), None
    merged = sheet_xml("", after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    yield "A09 all cells merged", zipped(parts(merged)), None
    deep = sheet_xml("<a>" * 100_000 + "</a>" * 100_000)
    yield "elements in elements", zipped(parts(deep)), None


_CORNERS = (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)


def _inflating() -> bytes:
    """Return a workbook with one shared text of 450 MB, in half a megabyte."""
    row = sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    start = f'<sst xmlns="{TRANSITIONAL}"><si><t>'
    return bomb(parts(row), "xl/sharedStrings.xml", start, "x" * (1 << 20), 450)


def bomb(others: Mapping[str, str | bytes], name: str, start: str, piece: str, times: int) -> bytes:
    """Return an archive in which one file begins with ``start`` and goes on with ``piece`` for ever.

    The piece is packed once, so this takes no longer than to say it; its checksum is wrong.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(start.encode()) + packer.flush(zlib.Z_FULL_FLUSH)
    once = packer.compress(piece.encode()) + packer.flush(zlib.Z_FULL_FLUSH)
    data += once * times + packer.flush(zlib.Z_FINISH)
    sound = zipped({**{n: c for n, c in others.items() if n != name}, name: data}, stored=True)
    size = len(start.encode()) + len(piece.encode()) * times
    spoiled = bytearray(sound)
    for mark, method, length in ((b"PK\x03\x04", 8, 22), (b"PK\x01\x02", 10, 24)):
        at = sound.rindex(mark)
        struct.pack_into("<H", spoiled, at + method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<L", spoiled, at + length, size)
    return bytes(spoiled)


def archives() -> Iterator[Attack]:
    """Archives that two readers could read in two ways, or that unpack to more than they say."""
    nested = with_part("xl/embeddings/inner.xlsx", SOUND)
    yield "A12 a workbook in the workbook", nested, None
    yield "A13 100,000 files", _many(100_000), "E-OFFICE-LARGE"
    for name in ("../../x", "/etc/x", "C:/x", "..\\x", "xl/../../x"):
        yield f"A14 {name}", with_part(name, "x"), "E-OFFICE-ARCHIVE"
    link = zipfile.ZipInfo("xl/link")
    link.external_attr = 0o120777 << 16
    yield "A14 a link", _added(link, b"/etc/hostname"), "E-OFFICE-ARCHIVE"
    twice = zipfile.ZipInfo("XL/worksheets\\SHEET1.xml")
    yield "A15 a name twice", _added(twice, _ONE.encode()), "E-OFFICE-ARCHIVE"
    yield "A16 one archive after another", SOUND + SOUND, "E-OFFICE-ARCHIVE"
    yield "A16 files that overlap", _overlapping(), "E-OFFICE-ARCHIVE"
    yield "A17 sizes that lie", _lying(), "E-OFFICE-DAMAGED"
    yield "an unknown compression", zipped_by(zipfile.ZIP_BZIP2), "E-OFFICE-ARCHIVE"
    yield "encrypted files", _flagged(0x1), "E-OFFICE-PASSWORD"
    yield "A18 a page before the archive", b"<html>" + SOUND, "E-OFFICE-HTML"
    yield "A18 a PDF before the archive", b"%PDF-1.7\n" + SOUND, "E-OFFICE-OTHER"
    yield "bytes after the archive", SOUND + b"\0" * 100, None
    at = SOUND.index(b"xl/worksheets/sheet1.xml") + 60
    wrong = SOUND[:at] + bytes([SOUND[at] ^ 0x55]) + SOUND[at + 1 :]
    yield "one byte of the data wrong", wrong, "E-OFFICE-DAMAGED"


def zipped_by(method: int) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts(_ONE).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _added(info: zipfile.ZipInfo, content: bytes) -> bytes:
    buffer = BytesIO(SOUND)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(info, content)
    return buffer.getvalue()


def _many(count: int) -> bytes:
    """Return an archive of so many empty files, its directory written by hand for speed."""
    local, central = bytearray(), bytearray()
    for n in range(count):
        name = f"{n:06d}".encode()
        entry = struct.pack("<5H3L2H", 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0)
        central += b"PK\x01\x02\x14\0" + entry + struct.pack("<3H2L", 0, 0, 0, 0, len(local)) + name
        local += b"PK\x03\x04" + entry + name
    zip64 = b"PK\x06\x06" + struct.pack(
        "<Q2H2L4Q", 44, 45, 45, 0, 0, count, count, len(central), len(local)
    )
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, len(local) + len(central), 1)
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 65535, 65535, len(central), len(local), 0)
    return bytes(local + central + zip64 + locator + end)


def _overlapping() -> bytes:
    """Return an archive in which the last file's data are those of the first."""
    data = bytearray(SOUND)
    last = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, last + 42, 0)
    return bytes(data)


def _lying() -> bytes:
    """Return an archive that says each file is one byte long when unpacked."""
    data = bytearray(SOUND)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", data, at + 24, 1)
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


def _flagged(bit: int) -> bytes:
    data = bytearray(SOUND)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= bit
    return bytes(data)


def active() -> Iterator[Attack]:
    """Content that would run or fetch something in a spreadsheet program."""
    yield "A20 macros", with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"), None
    yield "A21 a macro sheet", with_part("xl/macrosheets/sheet1.xml", "<x/>"), None
    yield "A22 an object", with_part("xl/embeddings/oleObject1.bin", b"MZ"), None
    yield "A24 connections", with_part("xl/connections.xml", "<x/>"), None
    yield "A27 another file", with_part("xl/externalLinks/externalLink1.xml", "<x/>"), None
    dde = "<f>cmd|'/c calc'!A0</f><v>7</v>"
    web = '<f>WEBSERVICE("http://127.0.0.1:9/")</f><v>学校</v>'
    cells = f'<row r="1"><c r="A1">{dde}</c><c r="B1" t="str">{web}</c></row>'
    yield "A25 and A26 formulas that run or fetch", zipped(parts(sheet_xml(cells))), None


def others() -> Iterator[Attack]:
    """What people send that is no workbook, or no whole one."""
    yield "an empty file", b"", "E-OFFICE-EMPTY"
    yield "a page", "\ufeff\n<HTML><table><tr><td>县</td>".encode(), "E-OFFICE-HTML"
    yield "a page saved whole", b"MIME-Version: 1.0\nX-Document-Type: Workbook\n", "E-OFFICE-HTML"
    yield "a table of a page", b"<table border=1><tr><td>1", "E-OFFICE-HTML"
    yield "CSV", "县,学校\n".encode("gb18030") * 3000, "E-OFFICE-TEXT"
    yield "CSV in UTF-16", "县\t学校\n".encode("utf-16"), "E-OFFICE-TEXT"
    yield "CSV in UTF-8", ("县,学校\n" * 3000).encode(), "E-OFFICE-TEXT"
    old = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    yield "XML of 2003", old.encode(), "E-OFFICE-OTHER"
    yield "a picture", b"\x89PNG\r\n\x1a\n", "E-OFFICE-OTHER"
    yield "an archive", zipped({"县.xlsx": SOUND}), "E-OFFICE-OTHER"
    yield "zeros", b"\0" * 10_000, "E-OFFICE-UNKNOWN"
    yield "noise", bytes(range(256)) * 40, "E-OFFICE-UNKNOWN"
    yield "a document", zipped(parts(main="word/document.xml")), "E-OFFICE-OTHER"
    yield "slides", zipped(parts(main="ppt/presentation.xml")), "E-OFFICE-OTHER"
    yield "a binary workbook", zipped(parts(main="xl/workbook.bin")), "E-OFFICE-OTHER"
    yield (
        "a text document",
        zipped({"mimetype": "application/vnd.oasis.opendocument.text"}),
        "E-OFFICE-OTHER",
    )
    yield "no sheets", zipped(parts()), "E-OFFICE-SHEETS"
    missing = {n: c for n, c in parts(_ONE).items() if n != "xl/worksheets/sheet1.xml"}
    yield "a sheet that is missing", zipped(missing), "E-OFFICE-DAMAGED"
    yield "an end that is missing", zipped(parts(_ONE[:-20])), "E-OFFICE-DAMAGED"
    for share in range(1, 10):
        yield f"A19 {share}0 % of a file", SOUND[: len(SOUND) * share // 10], "E-OFFICE-CUT"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    for stream, code in (
        ("EncryptedPackage", "E-OFFICE-PASSWORD"),
        ("WordDocument", "E-OFFICE-OTHER"),
        ("Workbook", "E-OFFICE-DAMAGED"),
        ("其他", "E-OFFICE-UNKNOWN"),
    ):
        name = stream.encode("utf-16-le") + b"\0\0"
        yield f"OLE with {stream}", ole + name.ljust(512, b"\0"), code


def cells() -> Iterator[Attack]:
    """Cells that are not what they say."""
    for xml, code in (
        ('<c r="A1"><v>abc</v></c>', "E-OFFICE-CELL"),
        ('<c r="A1"><v>NaN</v></c>', "E-OFFICE-CELL"),
        ('<c r="A1"><v>1e99999</v></c>', "E-OFFICE-CELL"),
        ('<c r="A1" t="s"><v>7</v></c>', "E-OFFICE-CELL"),
        ('<c r="A1" t="s"><v>-1</v></c>', "E-OFFICE-CELL"),
        ('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>', "E-OFFICE-TWICE"),
        ('<c r="A1" t="str"><v>' + "长" * 32_768 + "</v></c>", "E-OFFICE-LONG"),
        ('<c r="A1" t="inlineStr"><is><t>' + "长" * 40_000 + "</t></is></c>", "E-OFFICE-LONG"),
        ('<c r="A2"><v>1</v></c>', "E-OFFICE-DAMAGED"),
        ('<c r="ZZZ1"><v>1</v></c>', "E-OFFICE-DAMAGED"),
        ('<c r="A0"><v>1</v></c>', "E-OFFICE-DAMAGED"),
        ('<c r="A1" s="x"><v>1</v></c>', "E-OFFICE-DAMAGED"),
        ('<c r="A1" s="999"><v>1</v></c>', None),
    ):
        yield xml[:40], zipped(parts(sheet_xml(f'<row r="1">{xml}</row>'))), code
    row = '<row r="3"><c r="B3"><v>1</v></c></row>'
    yield "a row twice", zipped(parts(sheet_xml(row + row))), "E-OFFICE-TWICE"
    for number in ("0", "1048577", "-1", "x", "9" * 30):
        xml = sheet_xml(f'<row r="{number}"><c><v>1</v></c></row>')
        yield f"row {number}", zipped(parts(xml)), "E-OFFICE-DAMAGED"
    shared = with_part("xl/sharedStrings.xml", _long_shared(), sheet_xml(_SHARED_ROW))
    yield "a shared text too long", shared, "E-OFFICE-LONG"


_SHARED_ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


def _long_shared() -> str:
    text = "长" * 40_000
    return f'<sst xmlns="{TRANSITIONAL}"><si><t>{text}</t></si></sst>'
