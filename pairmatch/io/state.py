"""The state of a run as a file: what the next run may begin with, as JSON with packed arrays."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pairmatch.fingerprint import Fingerprint
from pairmatch.plan import Assignment, PlanTable
from pairmatch.solve.bound import SCALE
from pairmatch.solve.earlier import Past
from pairmatch.solve.job import Aim, Base, Basis, Column, Outcome
from pairmatch.solve.shared import SharedRow
from pairmatch.solve.sparse import Sparse
from pairmatch.solve.versions import exact_versions
from pairmatch.state import PartState, State

FILE = "state.json"
FORMAT = 1
LONGEST = 50_000_000
"""Numbers in an array: more than ten times the largest joined model that fits a machine."""
LEVEL = 1
"""Of compression: most of an array is one number; more effort takes time and saves little."""


def write_state(path: Path, state: State, tables: Sequence[PlanTable]) -> None:
    """Write the state of a run; the same state gives the same bytes."""
    said = {
        "format": FORMAT,
        "versions": state.versions,
        "aim": state.aim.prices,
        "shared": [asdict(row) for row in state.shared],
        "parts": [_part_said(part, tables) for part in state.parts],
    }
    path.write_text(json.dumps(said, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def read_state(path: Path, tables: Sequence[PlanTable]) -> State:
    """Return what :func:`write_state` wrote; of other versions, nothing but which they are.

    Anything else ends in one of many errors.
    """
    said = json.loads(path.read_text(encoding="utf-8"))
    if said["format"] != FORMAT:
        raise ValueError(f"format {said['format']}")
    versions = tuple((str(name), str(number)) for name, number in said["versions"])
    if versions != exact_versions():
        return State(versions, Aim(), (), ())
    return State(
        versions=versions,
        aim=Aim(tuple(said["aim"])),
        shared=tuple(SharedRow(**{**row, "ids": tuple(row["ids"])}) for row in said["shared"]),
        parts=tuple(_part(part, tables) for part in said["parts"]),
    )


def _part_said(part: PartState, tables: Sequence[PlanTable]) -> dict[str, Any]:
    past = part.past
    pool = list(past.pool)
    return {
        "units": part.units,
        "fingerprint": asdict(part.fingerprint),
        "outcome": _outcome_said(past.outcome),
        "size": past.size,
        "ends": past.ends,
        "pool": [_column_said(column) for column in pool],
        "chosen": next(i for i, column in enumerate(pool) if column is past.chosen),
        "rows": {
            table.name: [
                row.model_dump(exclude_none=True) for row in part.rows.get(table.model, ())
            ]
            for table in tables
        },
    }


def _part(said: Mapping[str, Any], tables: Sequence[PlanTable]) -> PartState:
    pool = tuple(_column(column) for column in said["pool"])
    past = Past(
        outcome=_outcome(said["outcome"]),
        pool=pool,
        chosen=pool[said["chosen"]],
        size=said["size"],
        ends=said["ends"],
    )
    rows: dict[type[Assignment], Sequence[Assignment]] = {
        table.model: [table.model(**row) for row in said["rows"][table.name]] for table in tables
    }
    mark = said["fingerprint"]
    fingerprint = Fingerprint(mark["facts"], tuple(mark["decisions"]))
    return PartState(tuple(said["units"]), fingerprint, past, rows)


PLAIN = tuple(
    x.name for x in fields(Outcome) if x.name not in ("base", "column", "uses", "log", "seconds")
)


def _outcome_said(outcome: Outcome) -> dict[str, Any]:
    plain = {name: getattr(outcome, name) for name in PLAIN}
    base = None if outcome.base is None else _base_said(outcome.base)
    return {**plain, "uses": outcome.uses, "base": base}


def _outcome(said: Mapping[str, Any]) -> Outcome:
    plain = {name: said[name] for name in PLAIN}
    base = None if said["base"] is None else _base(said["base"])
    return Outcome(**plain, uses=tuple(said["uses"]), base=base)


def _base_said(base: Base) -> dict[str, Any]:
    return {
        "aim": base.aim.prices,
        "proves": base.proves,
        "worth": base.worth,
        "uses": base.uses,
        # A proof rounds duals to this unit anyway.
        "duals": _packed(np.rint(base.duals * SCALE).astype(np.int64)),
        "kept": _packed(base.basis.kept.astype(np.int8)),
        "columns": _packed(base.basis.columns),
        "rows": _packed(base.basis.rows),
    }


def _base(said: Mapping[str, Any]) -> Base:
    basis = Basis(
        kept=_unpacked(said["kept"], np.int8).astype(np.bool_),
        columns=_unpacked(said["columns"], np.int8),
        rows=_unpacked(said["rows"], np.int8),
    )
    duals = _unpacked(said["duals"], np.int64) / SCALE
    if len(basis.kept) != len(basis.columns) or len(duals) != len(basis.rows):
        raise ValueError("a basis of another model")
    return Base(
        aim=Aim(tuple(said["aim"])),
        proves=said["proves"],
        worth=said["worth"],
        uses=tuple(said["uses"]),
        duals=duals,
        basis=basis,
    )


def _column_said(column: Column) -> dict[str, Any]:
    return {
        "shortfall": column.shortfall,
        "points": column.points,
        "uses": column.uses,
        "length": column.values.length,
        "some": _packed(column.values.at),
        "values": _packed(column.values.filled),
    }


def _column(said: Mapping[str, Any]) -> Column:
    at, filled = _unpacked(said["some"], np.int32), _unpacked(said["values"], np.float64)
    values = Sparse(_checked(said["length"]), at, filled)
    if len(at) != len(filled) or ((at < 0) | (at >= values.length)).any():
        raise ValueError("a plan of another model")
    return Column(said["shortfall"], said["points"], tuple(said["uses"]), values)


def _packed(array: npt.NDArray[Any]) -> list[Any]:
    little = array.astype(array.dtype.newbyteorder("<"))
    text = base64.b64encode(zlib.compress(little.tobytes(), LEVEL)).decode("ascii")
    return [len(array), text]


def _unpacked(said: Sequence[Any], kind: type[np.generic]) -> npt.NDArray[Any]:
    """Return an array; never more is unpacked than its length says."""
    length, text = said
    bytes_ = _checked(length) * np.dtype(kind).itemsize
    raw = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), bytes_ + 1)
    if len(raw) != bytes_:
        raise ValueError("an array of another length")
    return np.frombuffer(raw, dtype=np.dtype(kind).newbyteorder("<")).astype(kind)


def _checked(length: int) -> int:
    if type(length) is not int or not 0 <= length <= LONGEST:
        raise ValueError("a length that no model has")
    return length
