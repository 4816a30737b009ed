"""Scenario: one complete validated input, and the plain facts that follow from it."""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar

from pairmatch.schema import Commitment, Link, Lock, Quota, Row, School, Staff, Table, Unit
from pairmatch.settings import Force, Settings
from pairmatch.vocabulary import HALF_TERMS, STAGES_OF, PersonStage, Term

R = TypeVar("R", bound=Row)
T = TypeVar("T")

EARTH_RADIUS_M = 6_371_000
HALVES: tuple[Term, ...] = ("autumn", "spring")


class GroupKey(NamedTuple):
    """People who are alike for planning: school, role, subjects and stage; '' where blank."""

    school_code: str
    role: str
    subject: str
    second_subject: str
    stage: str


def sort_key(row: Row, key: Sequence[str]) -> tuple[str, ...]:
    """Return the canonical sort key of a row: its key columns as text, blanks first."""
    return tuple(["" if (v := getattr(row, name)) is None else str(v) for name in key])


class Scenario:
    """One complete validated input: settings and tables, in canonical order.

    Rows are sorted by their table's key when the scenario is made, so nothing later depends on
    the order of rows in the files. All references resolve; :mod:`pairmatch.io.validate` sees to it.
    ``base`` is the scenario that this one is, but for the rows of a table or the settings; ``made`` what
    was made of some tables alone (:meth:`made_of`).
    """

    def __init__(
        self, settings: Settings, tables: Sequence[Table], rows: Mapping[str, Sequence[Row]]
    ) -> None:
        self.settings = settings
        self.tables = tuple(tables)
        self._rows: dict[type[Row], tuple[Row, ...]] = {
            table.model: tuple(
                sorted(rows.get(table.name, ()), key=lambda row, t=table: sort_key(row, t.key))  # type: ignore[misc]
            )
            for table in tables
        }
        self.made: dict[Hashable, Any] = {}
        self.base: Scenario | None = None

    def rows(self, model: type[R]) -> tuple[R, ...]:
        """Return the rows of one table, sorted by its key; empty if the table is absent."""
        return self._rows.get(model, ())  # type: ignore[return-value]

    def with_settings(self, settings: Settings) -> Scenario:
        """Return the same tables under other settings."""
        same = Scenario(settings, self.tables, {})
        same._rows, same.base = self._rows, self
        same._knows(self, MADE_OF)
        return same

    def with_rows(self, model: type[R], rows: Sequence[R]) -> Scenario:
        """Return the same settings and tables, but for one table that has other rows."""
        same = Scenario(self.settings, self.tables, {})
        key = next(table.key for table in self.tables if table.model is model)
        same._rows = {**self._rows, model: tuple(sorted(rows, key=lambda row: sort_key(row, key)))}
        same.base = self
        same._knows(self, (name for name, models in MADE_OF.items() if model not in models))
        return same

    def _knows(self, other: Scenario, names: Iterable[str]) -> None:
        """Take over properties of another scenario that has made them already."""
        for name in names:
            if name in other.__dict__:
                self.__dict__[name] = other.__dict__[name]

    def made_of(self, models: Sequence[type[Row]], what: Hashable, make: Callable[[], T]) -> T:
        """Return ``make()``, known as ``what`` and made once of the rows of some tables alone.

        All scenarios have it together that are one with other rows of other tables (:meth:`with_rows`)
        or other settings.
        """
        owner = self
        while owner.base is not None and all(
            owner.base.rows(model) is owner.rows(model) for model in models
        ):
            owner = owner.base
        if what not in owner.made:
            owner.made[what] = make()
        found: T = owner.made[what]
        return found

    @cached_property
    def input_hash(self) -> str:
        """SHA-256 of the canonical input; the same for any row order.

        The time limit and the language are left out: they do not change what is asked. Floors of counties
        are found from the rest.
        """
        digest = hashlib.sha256()
        said = asdict(self.settings)
        del said["time_limit_s"], said["language"], said["floors"]
        if self.settings.objective == "total":
            # The hash that it had before there was a choice.
            del said["objective"]
        digest.update(json.dumps(said, sort_keys=True, default=str).encode())
        for table in self.tables:
            digest.update(table.name.encode())
            made = partial(_hash_of, self._rows[table.model])
            digest.update(self.made_of((table.model,), ("hash", table.name), made))
        return digest.hexdigest()

    # -- policy ---------------------------------------------------------------------------

    def number(self, name: str) -> int:
        """Return a policy number that must have a value."""
        value = self.settings.numbers[name].value
        if not isinstance(value, int):
            raise TypeError(f"policy number {name} has no integer value")
        return value

    def terms(self, name: str) -> tuple[Term, ...]:
        """Return a policy number that lists terms."""
        value = self.settings.numbers[name].value
        if not isinstance(value, tuple):
            raise TypeError(f"policy number {name} is not a list of terms")
        return tuple(term for term in HALF_TERMS if term in value)

    def weight(self, code: str) -> int:
        """Return the weight of a rule's breaches or of an objective term."""
        value = self.settings.weights[code].value
        if not isinstance(value, int):
            raise TypeError(f"weight {code} has no integer value")
        return value

    def force(self, code: str) -> Force:
        """Return the force a rule has in this scenario."""
        return self.settings.forces[code]

    # -- units and links ------------------------------------------------------------------

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Units by code, in code order."""
        return {unit.unit_code: unit for unit in self.rows(Unit)}

    @cached_property
    def schools(self) -> dict[str, School]:
        """Schools by code, in code order."""
        return {school.school_code: school for school in self.rows(School)}

    @cached_property
    def city_units(self) -> dict[tuple[str, str], str]:
        """Unit code of each city by (side, city name)."""
        return {(u.side, u.city): u.unit_code for u in self.rows(Unit) if u.level == "city"}

    @cached_property
    def homes(self) -> dict[str, str]:
        """The unit that each school belongs to: its city for a city-run school, else its county.

        A city-run school of a city that is not in the units stays with its county.
        """
        return {code: self.home_of(school) for code, school in self.schools.items()}

    def home_of(self, school: School) -> str:
        """Return the unit that answers for a school."""
        unit = self.units[school.unit_code]
        if school.run_by == "city":
            return self.city_units.get((unit.side, unit.city), unit.unit_code)
        return unit.unit_code

    def unit_name(self, unit_code: str) -> str:
        """Return the name of a unit with its city in front, as in 梅州市丰顺县."""
        unit = self.units[unit_code]
        return unit.name if unit.name.startswith(unit.city) else unit.city + unit.name

    @cached_property
    def schools_of(self) -> dict[str, tuple[School, ...]]:
        """Schools by home unit, every unit present."""
        found: dict[str, list[School]] = {code: [] for code in self.units}
        for code, school in self.schools.items():
            found[self.homes[code]].append(school)
        return {code: tuple(schools) for code, schools in found.items()}

    def side(self, school_code: str) -> str:
        """Return 'supporting' or 'recipient'."""
        return self.units[self.schools[school_code].unit_code].side

    def schools_on(self, side: str) -> tuple[School, ...]:
        """Return the schools of one side in code order."""
        return self._sides[side]

    @cached_property
    def _sides(self) -> dict[str, tuple[School, ...]]:
        found: dict[str, list[School]] = {"supporting": [], "recipient": []}
        for code, school in self.schools.items():
            found[self.side(code)].append(school)
        return {side: tuple(schools) for side, schools in found.items()}

    @cached_property
    def recipient_counties(self) -> tuple[Unit, ...]:
        """The recipient units that the policy's numbers for counties apply to."""
        return tuple(u for u in self.rows(Unit) if u.side == "recipient" and u.level != "city")

    @cached_property
    def linked_units(self) -> frozenset[tuple[str, str]]:
        """(supporting, recipient) units joined by a link."""
        return frozenset((x.supporting_unit, x.recipient_unit) for x in self.rows(Link))

    @cached_property
    def reaching_units(self) -> frozenset[tuple[str, str]]:
        """(supporting, recipient) units between which people may go.

        The linked ones; with ``city_pool`` also every unit of two linked cities.
        """
        if not self.number("city_pool"):
            return self.linked_units
        found = set(self.linked_units)
        cities = {
            (self.units[a].city, self.units[b].city)
            for a, b in self.linked_units
            if self.units[a].level == self.units[b].level == "city"
        }
        by_city: dict[tuple[str, str], list[str]] = defaultdict(list)
        for unit in self.rows(Unit):
            by_city[unit.side, unit.city].append(unit.unit_code)
        for supporting, recipient in cities:
            for a in by_city["supporting", supporting]:
                found.update((a, b) for b in by_city["recipient", recipient])
        return frozenset(found)

    def linked(self, supporting_school: str, recipient_school: str) -> bool:
        """Whether two schools lie inside one link."""
        return (self.homes[supporting_school], self.homes[recipient_school]) in self.linked_units

    def reaches(self, supporting_school: str, recipient_school: str) -> bool:
        """Whether people may go between two schools."""
        pair = (self.homes[supporting_school], self.homes[recipient_school])
        return pair in self.reaching_units

    def stages(self, school_code: str) -> frozenset[PersonStage]:
        """Return the stages that a school teaches."""
        return STAGES_OF[self.schools[school_code].stage]

    @cached_property
    def quotas(self) -> dict[tuple[str, str], tuple[Quota, ...]]:
        """Quotas by (unit, programme)."""
        found: dict[tuple[str, str], list[Quota]] = defaultdict(list)
        for quota in self.rows(Quota):
            found[quota.unit_code, quota.programme].append(quota)
        return {key: tuple(rows) for key, rows in found.items()}

    # -- people ---------------------------------------------------------------------------

    @cached_property
    def available(self) -> tuple[Staff, ...]:
        """Staff rows of people who can be counted on.

        Who said no (``willing`` 0) is left out, unless a decision already requires the person.
        """
        return tuple(x for x in self.rows(Staff) if self.counts_on(x))

    def counts_on(self, row: Staff) -> bool:
        """Whether the people of a staff row can be counted on."""
        return row.willing != 0 or row.person_id in self.required_people

    @cached_property
    def available_people(self) -> dict[str, Staff]:
        """Named people who can be counted on, by id."""
        return {row.person_id: row for row in self.available if row.person_id is not None}

    @cached_property
    def all_staff_of(self) -> dict[str, tuple[Staff, ...]]:
        """Staff rows by school, whether available or not."""
        found: dict[str, list[Staff]] = defaultdict(list)
        for row in self.rows(Staff):
            found[row.school_code].append(row)
        return {code: tuple(rows) for code, rows in found.items()}

    @cached_property
    def staff_of(self) -> dict[str, tuple[Staff, ...]]:
        """Available staff rows by school."""
        found: dict[str, list[Staff]] = defaultdict(list)
        for row in self.available:
            found[row.school_code].append(row)
        return {code: tuple(rows) for code, rows in found.items()}

    @cached_property
    def group_counts(self) -> dict[GroupKey, int]:
        """How many alike people there are of each kind, named ones included."""
        counts: dict[GroupKey, int] = defaultdict(int)
        for row in self.available:
            counts[group_key(row)] += row.count
        return dict(sorted(counts.items()))

    @cached_property
    def people(self) -> dict[str, Staff]:
        """Named people by id, whether available or not."""
        return {row.person_id: row for row in self.rows(Staff) if row.person_id is not None}

    @cached_property
    def _commitments(self) -> dict[tuple[str, str], tuple[Commitment, ...]]:
        found: dict[tuple[str, str], list[Commitment]] = defaultdict(list)
        for row in self.rows(Commitment):
            found[row.school_code, row.what].append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def commitments(self, school_code: str, what: str) -> tuple[Commitment, ...]:
        """Return the commitments of a school, 'release' or 'host'."""
        return self._commitments.get((school_code, what), ())

    def committed(self, school_code: str, what: str, half: Term) -> int:
        """Return how many people other tasks take, or lodge, at a school in one half-year."""
        rows = self.commitments(school_code, what)
        return sum(row.count for row in rows if half in HALF_TERMS[row.term])

    def release_left(self, school_code: str, half: Term) -> int:
        """Return how many people a school may still let go in one half-year, at least 0."""
        limit = self.schools[school_code].release_max
        most = self.number("release_max") if limit is None else limit
        return max(0, most - self.committed(school_code, "release", half))

    @cached_property
    def locks(self) -> tuple[Lock, ...]:
        """The decisions already made."""
        return self.rows(Lock)

    @cached_property
    def locked_people(self) -> frozenset[str]:
        """Ids of the people whom some lock names."""
        return frozenset(x.person_id for x in self.locks if x.person_id is not None)

    @cached_property
    def required_people(self) -> frozenset[str]:
        """Ids of the people whom some lock requires."""
        found = (x.person_id for x in self.locks if x.force == "require")
        return frozenset(person_id for person_id in found if person_id is not None)

    # -- distance -------------------------------------------------------------------------

    @cached_property
    def positions(self) -> dict[str, tuple[int, int, int] | None]:
        """Place of each school on the globe in metres (its unit's where it has none)."""
        found: dict[str, tuple[int, int, int] | None] = {}
        for code, school in self.schools.items():
            unit = self.units[school.unit_code]
            if school.lat is not None and school.lon is not None:
                found[code] = _on_globe(school.lat, school.lon)
            elif unit.lat is not None and unit.lon is not None:
                found[code] = _on_globe(unit.lat, unit.lon)
            else:
                found[code] = None
        return found

    def distance_km(self, a: str, b: str) -> int | None:
        """Return the whole kilometres between two schools as the crow flies, None if unknown."""
        here, there = self.positions[a], self.positions[b]
        if here is None or there is None:
            return None
        square = sum((x - y) ** 2 for x, y in zip(here, there, strict=True))
        return int(math.sqrt(square) / 1000)


MADE_OF: Mapping[str, tuple[type[Row], ...]] = {
    "units": (Unit,),
    "schools": (School,),
    "city_units": (Unit,),
    "homes": (Unit, School),
    "schools_of": (Unit, School),
    "_sides": (Unit, School),
    "positions": (Unit, School),
    "all_staff_of": (Staff,),
    "people": (Staff,),
}
"""The tables that properties are made of; with other rows of others they stay."""


def _hash_of(rows: Sequence[Row]) -> bytes:
    digest = hashlib.sha256()
    for row in rows:
        # What model_dump_json gives, in half the time.
        digest.update(type(row).__pydantic_serializer__.to_json(row))
    return digest.digest()


def group_key(row: Staff) -> GroupKey:
    """Return the group of alike people that a staff row belongs to."""
    return GroupKey(
        row.school_code, row.role, row.subject or "", row.second_subject or "", row.stage
    )


def _on_globe(lat: float, lon: float) -> tuple[int, int, int]:
    phi, lam = math.radians(lat), math.radians(lon)
    return (
        round(EARTH_RADIUS_M * math.cos(phi) * math.cos(lam)),
        round(EARTH_RADIUS_M * math.cos(phi) * math.sin(lam)),
        round(EARTH_RADIUS_M * math.sin(phi)),
    )
