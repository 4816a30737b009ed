"""Sparse: an array of numbers most of which are zero, held as those that are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairmatch.arrays import FloatArray


@dataclass(frozen=True)
class Sparse:
    """An array of ``length`` numbers, all zero but those ``at`` some places, which are ``filled``."""

    length: int
    at: npt.NDArray[np.int32]
    filled: FloatArray

    @classmethod
    def of(cls, values: FloatArray) -> Sparse:
        """Return an array in this form."""
        at = np.flatnonzero(values).astype(np.int32)
        return cls(len(values), at, values[at])

    def dense(self) -> FloatArray:
        """Return all of the numbers."""
        values = np.zeros(self.length)
        values[self.at] = self.filled
        return values
