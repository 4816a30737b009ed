"""What a file is, by its bytes; a name that promises something else is told."""

from __future__ import annotations

import re

from pairmatch.io.office.refused import Refused

HEAD_BYTES = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00")
_OTHERS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "rtf"),
)
_NEW = (".xlsx", ".xlsm")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|table|head|meta)"
)


def kind_of(head: bytes, *, whole: bool) -> str:
    """Return ``zip`` or ``ole`` from the first bytes of a file; raise what else it is.

    ``whole`` says that ``head`` is all of the file.
    """
    if not head:
        raise Refused("E-OFFICE-EMPTY")
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith((_OLE, *_BIFF)):
        return "ole"
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise Refused("E-OFFICE-OTHER", what=what)
    if _PAGE.match(head.decode("latin-1").lower()):
        raise Refused("E-OFFICE-HTML")
    text = _as_text(head, whole=whole)
    if text is None or not text.strip("\0 \r\n\t"):
        raise Refused("E-OFFICE-UNKNOWN")
    start = text.lower()
    if _PAGE.match(start) or start.lstrip().startswith(("mime-version:", "from:")):
        raise Refused("E-OFFICE-HTML")
    if "urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise Refused("E-OFFICE-OTHER", what="xml2003")
    raise Refused("E-OFFICE-TEXT")


def refuse_named_new(ending: str, what: str) -> None:
    """Raise if a workbook of an older kind bears the name of a new one.

    Excel does not open such a file either, and it is often another than the one that was meant. A new
    workbook under an older name is opened by all, and read here.
    """
    if ending in _NEW:
        raise Refused("E-OFFICE-NAMED", what=what, ending=ending)


def _as_text(head: bytes, *, whole: bool) -> str | None:
    """Return the bytes as text if they are text in an encoding that offices use."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return head[len(bom) :].decode(encoding, "replace")
    if b"\0" in head:
        return None
    for encoding in ("utf-8", "gb18030"):
        for cut in range(1 if whole else 4):  # a character may be cut in two at the end
            try:
                return head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None
