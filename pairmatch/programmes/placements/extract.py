"""From solver values to placements: who lends to whom, who goes to which host, who answers which seat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pairmatch.arrays import FloatArray, IntArray
from pairmatch.component import Component
from pairmatch.errors import Defect
from pairmatch.plan import Assignment, Plan
from pairmatch.post import Variables
from pairmatch.programmes.placements.index import answers
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.placements.variables import CLASSES, PlacementVariables, kind_of
from pairmatch.programmes.teams.index import site_of, teams
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables

Cell = tuple[int, int]
"""(index of a site, index of a term)."""


@dataclass
class Staying:
    """People whose place is settled before the others': groups lent to a site, and groups at a host.

    Each is in the solver's values, one entry a person; who is lent is among those lodged as well.
    """

    lent: list[tuple[int, Cell]] = field(default_factory=list)
    lodged: dict[Cell, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))


def extract(
    part: Component, variables: Variables, values: FloatArray, earlier: Plan
) -> Mapping[type[Assignment], list[Assignment]]:
    """Read the placements off the solver's values, against the seats already read."""
    return placed(part, variables, values, earlier, Staying())


def placed(
    part: Component, variables: Variables, values: FloatArray, earlier: Plan, staying: Staying
) -> Mapping[type[Assignment], list[Assignment]]:
    """Read the placements off the solver's values, with some people where they stay."""
    t, v = variables.of(TeamVariables), variables.of(PlacementVariables)
    people = _people(part, t, v, values, staying.lent)
    hosts, stays = _hosts(v, values), _named_stays(v, values)
    seats = {site_of(team): team for team in teams(earlier).values()}
    rows: list[Assignment] = []
    for (at, term), groups in sorted(people.items()):
        team = seats[part.schools[t.site[at]]]
        places = [host for host, count in sorted(hosts[at, term]) for _ in range(count)]
        persons = [
            _person(part, group, host, team[0].team_id, v.terms[term])
            for group, host in _lodged(
                part, groups, places, [*stays.get((at, term), ()), *staying.lodged[at, term]]
            )
        ]
        rows.extend(_answering(part, team, persons))
    return {Placement: rows}


def _named_stays(v: PlacementVariables, values: FloatArray) -> dict[Cell, list[tuple[int, int]]]:
    """Return the host of each group of one whom a lock names, by site and term."""
    found: dict[Cell, list[tuple[int, int]]] = defaultdict(list)
    for i, _ in _positive(values[v.stay]):
        own = v.stay_own[i]
        cell = (int(v.own_at[own]), int(v.own_term[own]))
        found[cell].append((int(v.own_group[own]), int(v.stay_host[i])))
    return found


def _lodged(
    part: Component, groups: list[int], places: list[int], fixed: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return (group, host) for everybody, each at a host that teaches the person's stage.

    ``fixed`` says where the people are whom a lock names, or who stay. W6-stage leaves room for the
    others; a place is found by moving others along where need be (augmenting paths).
    """
    free, lodged, left = list(places), sorted(fixed), list(groups)
    for group, host in lodged:
        free.remove(host)
        left.remove(group)
    waiting = sorted(left, key=lambda g: _order(part, g))
    bed: dict[int, int] = {}
    """Whose each free place is: place -> person."""

    def lodge(person: int, tried: set[int]) -> bool:
        for place, host in enumerate(free):
            fits = part.groups.stage[waiting[person]] & part.stages[host]
            if fits and place not in tried:
                tried.add(place)
                if place not in bed or lodge(bed[place], tried):
                    bed[place] = person
                    return True
        return False

    for person in range(len(waiting)):
        if not lodge(person, set()):
            raise Defect("there is no place for everybody who is placed")
    lodged.extend((waiting[person], free[place]) for place, person in sorted(bed.items()))
    return lodged


def _order(part: Component, group: int) -> tuple[int, int, int]:
    return int(part.groups.role[group]), int(part.groups.subject[group]), group


def _people(
    part: Component,
    t: TeamVariables,
    v: PlacementVariables,
    values: FloatArray,
    staying: Sequence[tuple[int, Cell]],
) -> dict[Cell, list[int]]:
    """Return the groups of the people placed against each site and term, one entry a person."""
    found: dict[Cell, list[int]] = defaultdict(list)
    for i, count in _positive(values[v.own]):
        found[int(v.own_at[i]), int(v.own_term[i])] += [int(v.own_group[i])] * count
    for group, cell in _dealt(part, t, v, values, staying):
        found[cell].append(group)
    return found


def _dealt(
    part: Component,
    t: TeamVariables,
    v: PlacementVariables,
    values: FloatArray,
    staying: Sequence[tuple[int, Cell]],
) -> list[tuple[int, Cell]]:
    """Deal the lent people out to the sites that borrow their kind of post, first those who stay.

    Where a school would lend to itself, its person changes places with one that neither comes from
    there nor goes there; the model leaves room for it.
    """
    groups, kind = part.groups, kind_of(part)
    lent: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    borrowed: dict[tuple[int, int, int], list[Cell]] = defaultdict(list)
    for i, count in _positive(values[v.lent]):
        g = int(v.lent_group[i])
        pool = (int(part.home[groups.school[g]]), int(kind[g]), int(v.lent_term[i]))
        lent[pool] += [g] * count
    for i, count in _positive(values[v.borrowed]):
        cell = (int(v.borrowed_at[i]), int(v.borrowed_term[i]))
        wanted = int(v.borrowed_stage[i]) * CLASSES + int(v.borrowed_class[i])
        borrowed[int(part.home[t.site[cell[0]]]), wanted, cell[1]] += [cell] * count
    dealt: list[tuple[int, Cell]] = list(staying)
    for group, cell in staying:
        pool = (int(part.home[groups.school[group]]), int(kind[group]), cell[1])
        lent[pool].remove(group)
        borrowed[pool].remove(cell)
    for pool, cells in sorted(borrowed.items()):
        people = lent[pool]
        for i, cell in enumerate(cells):
            school = t.site[cell[0]]
            if groups.school[people[i]] == school:
                j = next(
                    j
                    for j, other in enumerate(cells)
                    if groups.school[people[j]] != school and t.site[other[0]] != school
                )
                people[i], people[j] = people[j], people[i]
        dealt.extend(zip(people, cells, strict=True))
    return dealt


def _hosts(v: PlacementVariables, values: FloatArray) -> dict[Cell, list[tuple[int, int]]]:
    """Return (host, people) of each site and term."""
    found: dict[Cell, list[tuple[int, int]]] = defaultdict(list)
    for i, people in _positive(values[v.guests]):
        cell = (int(v.host_at[i]), int(v.host_term[i]))
        found[cell].append((int(v.host[i]), people))
    return found


def _positive(values: FloatArray) -> list[tuple[int, int]]:
    counts: IntArray = np.rint(values).astype(np.int64)
    return [(int(i), int(counts[i])) for i in np.flatnonzero(counts)]


def _person(part: Component, group: int, host: int, team: str, term: str) -> Placement:
    key = part.groups.keys[group]
    return Placement.model_validate(
        {
            "team_id": team,
            "seat": 1,
            "term": term,
            "recipient_school": key.school_code,
            "supporting_school": part.schools[host],
            "role": key.role,
            "subject": key.subject or None,
            "second_subject": key.second_subject or None,
            "stage": key.stage,
            "person_id": part.groups.person[group] or None,
        }
    )


def _answering(
    part: Component, team: tuple[Seat, ...], persons: list[Placement]
) -> list[Placement]:
    """Give each person a seat: the same post where there is one, so that W2 is broken least.

    First seats whose subject is matched exactly, then those that any teacher answers, then those of
    the same role, then the rest.
    """
    free = list(team)
    waiting = list(persons)
    seated: list[Placement] = []

    def exactly(seat: Seat, person: Placement) -> bool:
        return seat.role == person.role and (
            seat.role != "teacher" or seat.subject == person.subject
        )

    def loosely(seat: Seat, person: Placement) -> bool:
        return answers(part.scenario, seat, person)

    def same_role(seat: Seat, person: Placement) -> bool:
        return seat.role == person.role

    for fits in (exactly, loosely, same_role, lambda seat, person: True):
        for person in list(waiting):
            seat = next((s for s in free if fits(s, person)), None)
            if seat is not None:
                free.remove(seat)
                waiting.remove(person)
                seated.append(person.model_copy(update={"seat": seat.seat}))
    return seated
