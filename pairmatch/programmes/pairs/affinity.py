"""Affinity of one possible pair, 0-1000, from public facts: the number an official can recompute."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pairmatch.history import open_needs, partnerships
from pairmatch.programmes.pairs.scores import scores
from pairmatch.scenario import Scenario

PARTS: tuple[str, ...] = (
    "strength",
    "stages",
    "quality",
    "likeness",
    "distance",
    "partnership",
)
FULL = 1000
QUALITY_FLAT = 30
"""A gap of this many quality points, or more, counts as full."""
DISTANCE_FLAT_KM = 500
"""At this distance, or farther, closeness counts nothing."""


def parts_of(scenario: Scenario, recipient: str, supporter: str) -> dict[str, int | None]:
    """Return the parts of the affinity of a pair, 0-1000 each, None where the data are silent."""
    return {
        "strength": _strength(scenario, recipient, supporter),
        "stages": _stages(scenario, recipient, supporter),
        "quality": _quality(scenario, recipient, supporter),
        "likeness": _likeness(scenario, recipient, supporter),
        "distance": _distance(scenario, recipient, supporter),
        "partnership": _partnership(scenario, recipient, supporter),
    }


def affinity(scenario: Scenario, recipient: str, supporter: str) -> int:
    """Return the affinity of a pair: the outside score if there are any, else the parts' mean.

    A pair that is not listed among outside scores has none: 0.
    The mean is weighted with the shares of the policy; a silent part gives its share to the others.
    """
    outside = scores(scenario)
    if outside:
        found = outside.find(recipient, supporter)
        sign = 1 if scenario.settings.maximise else -1
        return 0 if found is None else sign * int(outside.affinity[found])
    known = {n: p for n, p in parts_of(scenario, recipient, supporter).items() if p is not None}
    shares = {name: scenario.number(f"affinity_{name}") for name in known}
    total = sum(shares.values())
    return sum(shares[name] * part for name, part in known.items()) // total if total else 0


def load(scenario: Scenario, recipient: str, supporter: str) -> int:
    """Return how much of the supporting school's load_max the pair uses: 1 unless scored."""
    outside = scores(scenario)
    found = outside.find(recipient, supporter)
    return 1 if found is None else int(outside.load[found])


@lru_cache(maxsize=8)
def teacher_needs(scenario: Scenario) -> Mapping[str, Mapping[str, int]]:
    """Open posts times priority by recipient school and subject, teachers only."""
    found: dict[str, dict[str, int]] = {}
    for need in open_needs(scenario):
        if need.subject is not None:
            found.setdefault(need.school_code, {})[need.subject] = need.posts * need.priority
    return found


@lru_cache(maxsize=8)
def subjects_offered(scenario: Scenario) -> Mapping[str, frozenset[str]]:
    """The subjects in which a school has a teacher to offer, for schools with any staff row."""
    found: dict[str, set[str]] = {}
    for key, count in scenario.group_counts.items():
        offered = found.setdefault(key.school_code, set())
        if key.role == "teacher" and count > 0:
            offered.add(key.subject)
    return {code: frozenset(subjects) for code, subjects in found.items()}


def _strength(scenario: Scenario, recipient: str, supporter: str) -> int | None:
    needs = teacher_needs(scenario).get(recipient, {})
    offered = subjects_offered(scenario).get(supporter)
    if not needs or offered is None:
        return None
    met = sum(points for subject, points in needs.items() if subject in offered)
    return FULL * met // sum(needs.values())


def _stages(scenario: Scenario, recipient: str, supporter: str) -> int:
    asked = scenario.stages(recipient)
    return FULL * len(asked & scenario.stages(supporter)) // len(asked)


def _quality(scenario: Scenario, recipient: str, supporter: str) -> int | None:
    low, high = scenario.schools[recipient].quality, scenario.schools[supporter].quality
    if low is None or high is None:
        return None
    return FULL * min(max(high - low, 0), QUALITY_FLAT) // QUALITY_FLAT


def _likeness(scenario: Scenario, recipient: str, supporter: str) -> int | None:
    a, b = scenario.schools[recipient], scenario.schools[supporter]
    known: list[int] = []
    if a.students and b.students:
        known.append(FULL * min(a.students, b.students) // max(a.students, b.students))
    if a.boarding is not None and b.boarding is not None:
        known.append(FULL if a.boarding == b.boarding else 0)
    if a.kind is not None and b.kind is not None:
        known.append(FULL if a.kind == b.kind else 0)
    return sum(known) // len(known) if known else None


def _distance(scenario: Scenario, recipient: str, supporter: str) -> int | None:
    km = scenario.distance_km(recipient, supporter)
    return None if km is None else FULL - FULL * min(km, DISTANCE_FLAT_KM) // DISTANCE_FLAT_KM


def _partnership(scenario: Scenario, recipient: str, supporter: str) -> int | None:
    known = partnerships(scenario)
    return (FULL if (recipient, supporter) in known else 0) if known else None
