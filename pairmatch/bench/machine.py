"""The machine that a run was measured on, and the revision of the program that ran."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

import pairmatch

CPU_INFO = Path("/proc/cpuinfo")


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cpu() -> str:
    """Return the model of the processor, empty if unknown."""
    if CPU_INFO.exists():
        for said in CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines():
            if said.startswith("model name"):
                return said.partition(":")[2].strip()
    return platform.processor()


def revision() -> str:
    """Return the revision of the checkout that runs, '' if it is none.

    It is marked if the package was changed; that results are written beside it does not matter.
    """
    found = _git("rev-parse", "--short", "HEAD")
    changed = found and _git("status", "--porcelain", "--", ".")
    return f"{found}-dirty" if changed else found


def _git(*words: str) -> str:
    """Return what git says in the package's folder, '' if it is no checkout or git is not there."""
    home = Path(pairmatch.__file__).parent
    try:
        done = subprocess.run(
            ["git", *words], cwd=home, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
