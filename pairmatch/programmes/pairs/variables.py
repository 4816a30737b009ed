"""The pairing variables: one binary column a possible pair, with its affinity and load as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pairmatch.arrays import FloatArray, IntArray
from pairmatch.component import SUBJECTS, Component
from pairmatch.history import partnerships
from pairmatch.plan import Assignment, Plan
from pairmatch.post import Post, Variables, foremost
from pairmatch.programmes.excepted import excepted
from pairmatch.programmes.pairs import affinity as facts
from pairmatch.programmes.pairs.scores import NOT_LISTED, scores
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.schema import School

UNKNOWN = -1
NEVER = -(2**20)
SKETCHED = 3
"""Partners of each school with the highest affinity that do for a first idea of the relaxation."""


@dataclass(frozen=True)
class PairVariables:
    """Possible pairs as parallel arrays, length N, ordered by recipient, then supporting school.

    ``recipient`` and ``supporter`` are school positions; ``column`` is 1 when the pair is chosen.
    """

    recipient: IntArray
    supporter: IntArray
    column: IntArray
    affinity: IntArray
    load: IntArray


def variables(post: Post, earlier: Variables) -> PairVariables:
    """Add one column for each possible pair that P1, P4 and P9 allow.

    A pair that is by itself too heavy for the supporting school's load_max is never chosen.
    """
    part = post.component
    recipient, supporter = post.candidates("pair", part.recipients, part.supporters)
    affinity, load = affinities(part, recipient, supporter), _loads(part, recipient, supporter)
    fits = np.ones(len(load), dtype=bool) if post.soften else load <= _room(part)[supporter]
    fits |= excepted(part, "P3-load", supporting_school=supporter)
    worth = np.where(fits, affinity, NEVER)
    few = foremost(recipient, worth, SKETCHED) | foremost(supporter, worth, SKETCHED)
    return PairVariables(
        recipient=recipient,
        supporter=supporter,
        column=post.columns(
            len(recipient),
            fits.astype(np.int64),
            block=post.block(recipient, supporter),
            sketch=few & fits,
        ),
        affinity=affinity,
        load=load,
    )


def extract(
    part: Component, variables: Variables, values: FloatArray, earlier: Plan
) -> Mapping[type[Assignment], list[Assignment]]:
    """Read the chosen pairs off the solver's values."""
    v = variables.of(PairVariables)
    chosen = np.flatnonzero(values[v.column] > 0.5)
    return {
        SchoolPair: [
            SchoolPair(
                recipient_school=part.schools[v.recipient[i]],
                supporting_school=part.schools[v.supporter[i]],
            )
            for i in chosen
        ]
    }


def affinities(part: Component, r: IntArray, s: IntArray) -> IntArray:
    """Return the affinity of each pair; the arrays' version of :func:`affinity.affinity`."""
    scenario = part.scenario
    outside = scores(scenario)
    if outside:
        sign = 1 if scenario.settings.maximise else -1
        place = outside.places(part, r, s)
        return np.where(place == NOT_LISTED, 0, sign * outside.affinity[place])
    total = np.zeros(len(r), dtype=np.int64)
    shares = np.zeros(len(r), dtype=np.int64)
    for name, values in _parts(part, r, s).items():
        share = np.where(values != UNKNOWN, scenario.number(f"affinity_{name}"), 0)
        total += share * values
        shares += share
    return np.where(shares > 0, total // np.maximum(shares, 1), 0)


def _loads(part: Component, r: IntArray, s: IntArray) -> IntArray:
    outside = scores(part.scenario)
    if not outside:
        return np.ones(len(r), dtype=np.int64)
    place = outside.places(part, r, s)
    return np.where(place == NOT_LISTED, 1, outside.load[place])


def _room(part: Component) -> IntArray:
    """Return the load_max of each school, more than any load where it has none."""
    limits = [school.load_max for school in _rows(part)]
    return np.array([2**31 if limit is None else limit for limit in limits], dtype=np.int64)


def _parts(part: Component, r: IntArray, s: IntArray) -> dict[str, IntArray]:
    km = part.distance_km(r, s)
    flat = facts.DISTANCE_FLAT_KM
    return {
        "strength": _strength(part, r, s),
        "stages": _stages(part, r, s),
        "quality": _quality(part, r, s),
        "likeness": _likeness(part, r, s),
        "distance": np.where(
            km < 0, UNKNOWN, facts.FULL - facts.FULL * np.minimum(km, flat) // flat
        ),
        "partnership": _partnership(part, r, s),
    }


def _strength(part: Component, r: IntArray, s: IntArray) -> IntArray:
    needs, offers = facts.teacher_needs(part.scenario), facts.subjects_offered(part.scenario)
    asked = np.zeros((len(part.schools), len(SUBJECTS)), dtype=np.int64)
    offered = np.zeros((len(part.schools), len(SUBJECTS)), dtype=np.int64)
    silent = np.array([code not in offers for code in part.schools], dtype=bool)
    for i, code in enumerate(part.schools):
        for subject, points in needs.get(code, {}).items():
            asked[i, SUBJECTS.index(subject)] = points
        for subject in offers.get(code, ()):
            offered[i, SUBJECTS.index(subject)] = 1
    total = asked.sum(axis=1)
    # A matrix of all schools against all would be large; the columns are few, so add them up.
    met = np.zeros(len(r), dtype=np.int64)
    for column in range(len(SUBJECTS)):
        met += asked[r, column] * offered[s, column]
    value = facts.FULL * met // np.maximum(total[r], 1)
    return np.where((total[r] == 0) | silent[s], UNKNOWN, value)


def _stages(part: Component, r: IntArray, s: IntArray) -> IntArray:
    shared = np.bitwise_count((part.stages[r] & part.stages[s]).astype(np.uint64)).astype(np.int64)
    asked = np.bitwise_count(part.stages[r].astype(np.uint64)).astype(np.int64)
    return facts.FULL * shared // np.maximum(asked, 1)


def _quality(part: Component, r: IntArray, s: IntArray) -> IntArray:
    quality = _known(part, "quality")
    gap = np.clip(quality[s] - quality[r], 0, facts.QUALITY_FLAT)
    unknown = (quality[r] == UNKNOWN) | (quality[s] == UNKNOWN)
    return np.where(unknown, UNKNOWN, facts.FULL * gap // facts.QUALITY_FLAT)


def _likeness(part: Component, r: IntArray, s: IntArray) -> IntArray:
    students, boarding = _known(part, "students"), _known(part, "boarding")
    names = sorted({x.kind for x in _rows(part) if x.kind is not None})
    kinds = np.array(
        [UNKNOWN if x.kind is None else names.index(x.kind) for x in _rows(part)], dtype=np.int64
    )
    total, known = np.zeros(len(r), dtype=np.int64), np.zeros(len(r), dtype=np.int64)
    a, b = students[r], students[s]
    both = (a > 0) & (b > 0)
    total += np.where(both, facts.FULL * np.minimum(a, b) // np.maximum(np.maximum(a, b), 1), 0)
    known += both
    for value in (boarding, kinds):
        both = (value[r] != UNKNOWN) & (value[s] != UNKNOWN)
        total += np.where(both & (value[r] == value[s]), facts.FULL, 0)
        known += both
    return np.where(known > 0, total // np.maximum(known, 1), UNKNOWN)


def _partnership(part: Component, r: IntArray, s: IntArray) -> IntArray:
    known = partnerships(part.scenario)
    if not known:
        return np.full(len(r), UNKNOWN, dtype=np.int64)
    position = part.position
    size = len(part.schools)
    cells = [position[a] * size + position[b] for a, b in known if a in position and b in position]
    return np.where(np.isin(r * size + s, np.array(cells, dtype=np.int64)), facts.FULL, 0)


def _rows(part: Component) -> list[School]:
    return [part.scenario.schools[code] for code in part.schools]


def _known(part: Component, name: str) -> IntArray:
    values = [getattr(school, name) for school in _rows(part)]
    return np.array([UNKNOWN if value is None else value for value in values], dtype=np.int64)
