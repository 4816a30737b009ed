"""Several runs of a case, each in a process of its own: none inherits another's memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pairmatch.bench.cases import Case
from pairmatch.errors import Lang


def repeat(
    case: Case, runs: int, out: Path, time_limit_s: int | None, lang: Lang | None, as_json: bool
) -> int:
    """Measure a case some times and return the exit code of the last run; a failed one ends it."""
    call = [sys.executable, "-m", "pairmatch", "bench", case.name, "--out", str(out)]
    if time_limit_s is not None:
        call += ["--time-limit", str(time_limit_s)]
    if lang is not None:
        call += ["--lang", lang]
    if as_json:
        call += ["--json"]
    code = 0
    for _ in range(runs):
        code = subprocess.call(call)
        if code:
            break
    return code
