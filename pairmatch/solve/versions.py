"""Versions: of what decides which plan comes out, since another version may choose another one."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

Versions = tuple[tuple[str, str], ...]


@cache
def own_versions() -> Versions:
    """Return name and version of this program, its solvers and Python, as they are in this process."""
    return (
        ("pairmatch", version("pairmatch")),
        ("ortools", version("ortools")),
        ("python", platform.python_version()),
    )


@cache
def exact_versions() -> Versions:
    """Return the versions with a hash of this program's own code, which may change under one number."""
    digest = hashlib.sha256()
    top = Path(__file__).parents[1]
    for path in sorted(top.rglob("*.py")):
        digest.update(path.relative_to(top).as_posix().encode())
        digest.update(path.read_bytes())
    return (*own_versions(), ("code", digest.hexdigest()))
