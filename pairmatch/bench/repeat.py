"""Several runs of a case, each in a process of its own: none inherits another's memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pairmatch.bench.cases import Case
from pairmatch.errors import Lang


def repeat(
    cases: Sequence[Case],
    runs: int,
    out: Path,
    time_limit_s: int | None,
    lang: Lang | None,
    as_json: bool,
) -> int:
    """Measure each case some times and return the exit code of the last run; a failed one ends it.

    Runs of the cases take turns, so that a machine that slows down does so for all of them.
    """
    code = 0
    for _ in range(runs):
        for case in cases:
            code = subprocess.call(_call(case, out, time_limit_s, lang, as_json))
            if code:
                return code
    return code


def _call(
    case: Case, out: Path, time_limit_s: int | None, lang: Lang | None, as_json: bool
) -> list[str]:
    call = [sys.executable, "-m", "pairmatch", "bench", case.argument, "--out", str(out)]
    if case.seed is not None:
        call += ["--seeds", str(case.seed)]
    if time_limit_s is not None:
        call += ["--time-limit", str(time_limit_s)]
    if lang is not None:
        call += ["--lang", lang]
    if as_json:
        call += ["--json"]
    return call
