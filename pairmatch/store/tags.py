"""Tags: the names that people give to a run; they stand in its folder and are not hashed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

from pairmatch.errors import BadInput, Issue

FILE = "tags.json"
_GOOD = re.compile(r"[^\W_][\w.-]{0,39}")


def refuse_bad(tag: str) -> None:
    """Raise BadInput if a tag has other characters than letters, digits, '-', '_' and '.'."""
    if not _GOOD.fullmatch(tag):
        raise BadInput([Issue("E-STORE-TAG", value=tag)])


def read_tags(folder: Path) -> tuple[str, ...]:
    """Return the tags of a run, sorted; raises BadInput if their file is damaged."""
    path = folder / FILE
    try:
        if path.exists() and not path.is_file():  # a pipe would never end
            raise OSError
        found = json.loads(path.read_text(encoding="utf-8"))["tags"]
        if isinstance(found, list) and all(
            isinstance(x, str) and _GOOD.fullmatch(x) for x in found
        ):
            return tuple(sorted(set(found)))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        pass
    raise BadInput([Issue("E-STORE-TAGS", str(path))])


def write_tags(folder: Path, tags: Iterable[str]) -> None:
    """Write the tags of a run as a whole or not at all; without any there is no file."""
    path, kept = folder / FILE, sorted(set(tags))
    making = folder / f".{FILE}.tmp-{os.getpid()}"
    try:
        if not kept:
            path.unlink(missing_ok=True)
            return
        text = json.dumps({"tags": kept}, ensure_ascii=False, indent=2)
        making.write_text(text + "\n", encoding="utf-8")
        making.replace(path)
    except OSError as error:
        making.unlink(missing_ok=True)
        values: dict[str, object] = {"reason": error.strerror or str(error)}
        raise BadInput([Issue("E-STORE-WRITE", str(path), values=values)]) from error
