"""Names of combinations: folder names that say what is changed, and stay when a grid grows."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pairmatch.io.changes import Changes

LONGEST = 80
_FOREIGN = re.compile(r"[^\w.\-]+")


def combined_name(changes: Changes) -> str:
    """Return the name of one combination of a grid, such as ``release_max-3_O6-1``.

    A key is named by its last part where no other ends alike. A long name ends in a hash.
    """
    ends = Counter(_end(key) for key in changes)
    parts = (
        f"{_end(key) if ends[_end(key)] == 1 else key}-{spelled(value)}"
        for key, value in changes.items()
    )
    name = _FOREIGN.sub("-", "_".join(parts))
    if len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - 9]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def spelled(value: Any) -> str:
    """Return a value of a change in short, as names and tables show it."""
    if isinstance(value, Mapping):
        if "factor" in value:
            return f"x{spelled(value['factor'])}"
        return spelled(value.get("value", ""))
    if isinstance(value, list):
        return "+".join(spelled(one) for one in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _end(key: str) -> str:
    return key.rpartition(".")[2]
