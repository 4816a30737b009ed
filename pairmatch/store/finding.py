"""Finding a run by what people call it: a folder, a name, the beginning of one, or a tag."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pairmatch.errors import BadInput, Issue, Text
from pairmatch.io.shown import hint
from pairmatch.store.entry import Entry
from pairmatch.store.folders import is_folder, is_run
from pairmatch.store.index import entries

ROOT = Path("runs")
"""Where runs are, unless somebody says otherwise."""
NAMED = 5
"""How many of the runs that could be meant are named."""


def find(text: str, root: Path = ROOT) -> Path:
    """Return the folder of the run that a text names.

    A folder that is a run, then a name under the root, a tag, and the beginning of one name (or of
    its last part). Raises BadInput if that names no run, or several.
    """
    if text and is_run(Path(text)):
        return Path(text)
    if text and is_run(root / text):
        return root / text
    known = entries(root)
    for meant in (_tagged(text, known), _called(text, known), _beginning(text, known)):
        if len(meant) == 1:
            return root / meant[0]
        if meant:
            raise BadInput([_ambiguous(text, meant)])
    raise BadInput([_unknown(text, root, known)])


def _tagged(text: str, known: Sequence[Entry]) -> list[str]:
    return [entry.name for entry in known if text in entry.tags]


def _called(text: str, known: Sequence[Entry]) -> list[str]:
    return [entry.name for entry in known if _last(entry.name) == text]


def _beginning(text: str, known: Sequence[Entry]) -> list[str]:
    names = (entry.name for entry in known)
    return [x for x in names if text and (x.startswith(text) or _last(x).startswith(text))]


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _ambiguous(text: str, names: Sequence[str]) -> Issue:
    some, more = sorted(names)[:NAMED], len(names) > NAMED
    said = Text("、".join(some) + " 等" * more, ", ".join(some) + ", …" * more)
    return Issue("E-STORE-AMBIGUOUS", value=text, values={"names": said, "count": len(names)})


def _unknown(text: str, root: Path, known: Sequence[Entry]) -> Issue:
    if is_folder(text):
        return Issue("E-STORE-NOT-RUN", text)
    called = [name for x in known for name in (x.name, _last(x.name), *x.tags)]
    near = hint(text, called)
    return Issue("E-STORE-UNKNOWN", value=text, values={"root": root, "hint": near})
