"""From solver values to seats: who of a pool goes where, and which seat is whose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np

from pairmatch.arrays import FloatArray, IntArray
from pairmatch.component import Component
from pairmatch.errors import Defect
from pairmatch.plan import Assignment, Plan
from pairmatch.post import Variables
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables


def extract(
    part: Component, variables: Variables, values: FloatArray, earlier: Plan
) -> Mapping[type[Assignment], list[Assignment]]:
    """Read the seats off the solver's values; teams are numbered by site code within a county."""
    return seats_in(part, variables, values, {})


def seats_in(
    part: Component,
    variables: Variables,
    values: FloatArray,
    further: Mapping[tuple[int, int], int],
) -> Mapping[type[Assignment], list[Assignment]]:
    """Read the seats off the solver's values.

    ``further`` counts people who are sure to come beside the first, by group and index of a site.
    """
    v = variables.of(TeamVariables)
    numbered: dict[str, int] = defaultdict(int)
    seats: list[Assignment] = []
    for site, people in sorted(_dealt(v, values, further).items()):
        unit = part.units[part.home[site]]
        numbered[unit] += 1
        team = f"{unit}-{part.scenario.settings.year}-{numbered[unit]:02d}"
        seats.extend(_seats(part, team, site, people))
    return {Seat: seats}


def _dealt(
    v: TeamVariables, values: FloatArray, further: Mapping[tuple[int, int], int]
) -> dict[int, list[int]]:
    """Return the groups of the people at each site, one entry a person.

    First those whose school matters, then of every pool the others in the order of groups and sites.
    """
    left, wanted = _whole(values[v.send]), _whole(values[v.come])
    place = {int(group): i for i, group in enumerate(v.group)}
    cell = {key: i for i, key in enumerate(zip(v.come_pool.tolist(), v.at.tolist(), strict=True))}
    found: dict[int, list[int]] = defaultdict(list)
    sure = Counter(further)
    for i in np.flatnonzero(_whole(values[v.seated])):
        sure[int(v.seat_group[i]), int(v.seat_at[i])] += 1
    for (group, at), count in sorted(sure.items()):
        left[place[group]] -= count
        wanted[cell[int(v.pool[place[group]]), at]] -= count
        found[int(v.site[at])] += [group] * count
    if (left < 0).any() or (wanted < 0).any():
        raise Defect("more people are seated than are sent")
    for pool in np.unique(v.come_pool[wanted > 0]):
        of, there = v.pool == pool, v.come_pool == pool
        groups = np.repeat(v.group[of], left[of])
        sites = np.repeat(v.site[v.at[there]], wanted[there])
        for site, group in zip(sites.tolist(), groups.tolist(), strict=True):
            found[site].append(group)
    return found


def _whole(values: FloatArray) -> IntArray:
    return np.rint(values).astype(np.int64)


def _seats(part: Component, team: str, site: int, people: list[int]) -> list[Seat]:
    """Return the seats of one team: leader first, then middle cadres, then teachers by subject."""
    groups = part.groups
    order = sorted(people, key=lambda g: (groups.role[g], groups.subject[g], g))
    return [_seat(part, team, number, site, g) for number, g in enumerate(order, start=1)]


def _seat(part: Component, team: str, number: int, site: int, group: int) -> Seat:
    key = part.groups.keys[group]
    return Seat.model_validate(
        {
            "team_id": team,
            "seat": number,
            "recipient_school": part.schools[site],
            "supporting_school": key.school_code,
            "role": key.role,
            "subject": key.subject or None,
            "second_subject": key.second_subject or None,
            "stage": key.stage,
            "person_id": part.groups.person[group] or None,
        }
    )
