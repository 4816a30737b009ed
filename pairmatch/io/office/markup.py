"""XML without document types and entities: the standard library's expat with everything else off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from xml.parsers import expat

from pairmatch.io.office.refused import Refused, damaged

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Words = Callable[[str], None]


def parser_of(start: Start, end: End, words: Words) -> expat.XMLParserType:
    """Return a parser that calls back with names as ``namespace name``.

    It raises :class:`Refused` at a document type, so there is never an entity to be expanded or a
    file to be fetched.
    """
    parser = expat.ParserCreate(None, " ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise Refused("E-OFFICE-DTD")


@contextmanager
def well_formed(part: str) -> Iterator[None]:
    """Turn what expat raises into a refusal that names the part."""
    try:
        yield
    except (expat.ExpatError, LookupError, UnicodeError, ValueError):
        raise damaged(part) from None


def parse(part: str, pieces: Iterable[bytes], start: Start, end: End, words: Words) -> None:
    """Parse one part from its pieces."""
    parser = parser_of(start, end, words)
    with well_formed(part):
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)
