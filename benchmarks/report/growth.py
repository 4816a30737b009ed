"""How time and memory grow with the number of provinces: medians, and a fitted exponent for each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from benchmarks.report.runs import Run, middle

MEASURES = (
    "read_s",
    "validate_s",
    "build_s",
    "solve_s",
    "verify_s",
    "export_s",
    "total_s",
    "peak_mb",
)
"""What is fitted: seconds of phases and in all, memory."""


@dataclass(frozen=True)
class Growth:
    """Runs of one revision by number of provinces, and for each measure c and e of c · provinces^e."""

    runs: Mapping[int, Sequence[Run]]
    fits: Mapping[str, tuple[float, float]]

    @property
    def revision(self) -> str:
        """The revision that made the runs."""
        return next(iter(self.runs.values()))[0]["revision"]

    @classmethod
    def of(cls, runs: Sequence[Run]) -> Growth | None:
        """Fit the runs of whole provinces made by the revision that was last measured on more than one.

        None where there are fewer than two sizes.
        """
        whole = [run for run in runs if run.ours and _provinces(run) is not None]
        several = [run for run in whole if _provinces(run) != 1]
        last = (
            [run for run in whole if run["revision"] == several[-1]["revision"]] if several else []
        )
        ordered = sorted(last, key=lambda run: int(run["provinces"]))
        by_size = {n: list(each) for n, each in groupby(ordered, lambda x: int(x["provinces"]))}
        if len(by_size) < 2:
            return None
        fits = {}
        for measure in MEASURES:
            points = {n: middle(each, measure) for n, each in by_size.items()}
            known = {n: x for n, x in points.items() if x}
            if len(known) > 1:
                fits[measure] = fitted(list(known), list(known.values()))
        return cls(by_size, fits)


def _provinces(run: Run) -> int | None:
    return run.whole("provinces") if run["case"].startswith(("province", "nation")) else None


def fitted(sizes: Sequence[float], amounts: Sequence[float]) -> tuple[float, float]:
    """Return c and e of the least squares fit amount = c · size^e, in logarithms."""
    exponent, constant = np.polyfit(np.log(sizes), np.log(amounts), 1)
    return math.exp(float(constant)), float(exponent)
