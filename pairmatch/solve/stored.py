"""Stored: what is kept for later with its arrays as narrow as can be, outside the heap."""

from __future__ import annotations

import io
import mmap
import pickle
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
Array = npt.NDArray[Any]
NARROW = tuple(np.dtype(kind) for kind in (np.int8, np.int16, np.int32, np.float32))
ALIGNED = 64
"""Arrays begin at multiples of this many bytes."""


class Stored(Generic[T]):
    """Something that can be pickled, most of it arrays of numbers that need few of their bytes.

    What stays on the heap lies between what solvers have freed, and the C library keeps these holes:
    after hundreds of solves they are as large as all that stays. So arrays are kept in memory of their
    own, which goes back to the system when nobody has them any more.
    """

    def __init__(self, thing: T) -> None:
        """Store a copy."""
        buffers: list[pickle.PickleBuffer] = []
        rest = io.BytesIO()
        _Pickler(rest, protocol=5, buffer_callback=buffers.append).dump(thing)
        self._rest, self._arrays = rest.getvalue(), _together([x.raw() for x in buffers])

    def taken_out(self) -> T:
        """Return what was stored, as it was; some of its arrays cannot be written."""
        thing: T = pickle.loads(self._rest, buffers=self._arrays)
        return thing


class _Pickler(pickle.Pickler):
    def reducer_override(self, thing: Any) -> Any:
        """Have an array made from a narrower one where that gives the same bits."""
        if type(thing) is np.ndarray and thing.dtype.kind in "if":
            for kind in NARROW:
                if kind.itemsize < thing.itemsize and _is_exact(thing, kind):
                    return _widened, (thing.astype(kind), thing.dtype)
        return NotImplemented


def _is_exact(array: Array, kind: np.dtype[Any]) -> bool:
    with np.errstate(invalid="ignore", over="ignore"):
        return array.astype(kind).astype(array.dtype).tobytes() == array.tobytes()


def _widened(array: Array, kind: np.dtype[Any]) -> Array:
    return array.astype(kind)


def _together(arrays: Sequence[memoryview]) -> list[memoryview]:
    """Copy arrays into one piece of memory and return where each of them is there."""
    sizes = [-(-array.nbytes // ALIGNED) * ALIGNED for array in arrays]
    memory, begin = memoryview(mmap.mmap(-1, max(ALIGNED, sum(sizes)))), 0
    places: list[memoryview] = []
    for array, size in zip(arrays, sizes, strict=True):
        place = memory[begin : begin + array.nbytes]
        place[:] = array
        places.append(place.toreadonly())
        begin += size
    return places
