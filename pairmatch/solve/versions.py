"""Versions: of what decides which plan comes out, since another version may choose another one."""

from __future__ import annotations

import platform
from importlib.metadata import version

Versions = tuple[tuple[str, str], ...]


def own_versions() -> Versions:
    """Return name and version of this program, its solvers and Python, as they are in this process."""
    return (
        ("pairmatch", version("pairmatch")),
        ("ortools", version("ortools")),
        ("python", platform.python_version()),
    )
