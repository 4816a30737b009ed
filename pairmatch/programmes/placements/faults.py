"""What is wrong in the locks of placements: site, host, and the person placed once."""

from __future__ import annotations

from collections.abc import Iterator

from pairmatch.programmes.faults import called, required_locks, spoken
from pairmatch.programmes.room import Fault
from pairmatch.programmes.teams.faults import site_fault
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock

WHERE = ("units", "links")


def faults(scenario: Scenario) -> Iterator[Fault]:
    """Judge the placement locks against the hard rules."""
    first: dict[str, Lock] = {}
    for lock in required_locks(scenario, "placement"):
        yield from site_fault(scenario, lock)
        yield from _host(scenario, lock)
        if lock.person_id is None:
            continue
        other = first.setdefault(lock.person_id, lock)
        if _stay(other) != _stay(lock):
            yield Fault("E-LOCK-TWICE", lock, "person_id", {"other": other}, rule="W5")


def _stay(lock: Lock) -> tuple[str | None, ...]:
    return (lock.recipient_school, lock.supporting_school, lock.term)


def _host(scenario: Scenario, lock: Lock) -> Iterator[Fault]:
    site, host = lock.recipient_school, lock.supporting_school or ""
    values = {
        "recipient": called(scenario, site),
        "supporting": called(scenario, host),
        "recipient_stages": spoken("person_stage", scenario.stages(site)),
        "supporting_stages": spoken("person_stage", scenario.stages(host)),
    }
    if not scenario.reaches(host, site):
        yield Fault("E-LOCK-HOST", lock, "supporting_school", values, WHERE, "W6")
    if not scenario.stages(host) & scenario.stages(site):
        yield Fault("E-PAIR-STAGE", lock, "supporting_school", values, rule="W6-stage")
    elif lock.person_id is not None:
        stage = scenario.people[lock.person_id].stage
        if stage not in scenario.stages(host):
            values["stage"] = spoken("person_stage", [stage])
            yield Fault("E-LOCK-STAGE", lock, "supporting_school", values, ("staff",), "W6-stage")
