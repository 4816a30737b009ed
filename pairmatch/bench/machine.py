"""The machine that a run was measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

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
