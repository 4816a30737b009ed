"""Fingerprint: a hash of all that one component's model depends on, for every component at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pairmatch.history import is_seed, kept_pairs, partnerships, recalled_people, records
from pairmatch.scenario import Scenario
from pairmatch.schema import HistoryRow, Lock, Row, School, Table, Unit
from pairmatch.settings import MOVED_MAX
from pairmatch.vocabulary import WORDS


@dataclass(frozen=True)
class Fingerprint:
    """What one component's model depends on: a hash of all but its decisions, and a hash of each of these.

    What decisions change beside what they require and forbid, pairs let go and people called on, is
    among the facts.
    Components with the same units and the same fingerprint have the same model.
    """

    facts: str
    decisions: tuple[str, ...] = ()

    def narrows(self, other: Fingerprint) -> bool:
        """Return whether a model of this has just the plans of ``other`` that more decisions allow.

        Decisions are hard rules (L1, L2) and count in no term: each takes plans away and leaves the
        others what they are worth.
        """
        return self.facts == other.facts and set(self.decisions) > set(other.decisions)


def fingerprints(
    scenario: Scenario, components: Sequence[tuple[str, ...]], codes: Iterable[str]
) -> list[Fingerprint]:
    """Return the fingerprint of each component, given by its unit codes; ``codes`` are the active rules.

    Its SHA-256 hashes cover the rows that name one of its units, schools or people, the settings, and of
    each table whether it has rows anywhere: some rules ask whether there are any. Of
    history only what counts is covered: a row may be of no effect for what stands elsewhere.
    """
    of_unit = {unit: i for i, units in enumerate(components) for unit in units}
    owner = {"units": of_unit, "schools": {s: of_unit[u] for s, u in scenario.homes.items()}}
    settings = _settings(scenario)
    # It is nothing to those of which nothing is published.
    most = settings["numbers"].pop(MOVED_MAX)
    common = json.dumps([sorted(codes), settings, _kinds(scenario)], sort_keys=True)
    digests = [hashlib.sha256(common.encode()) for _ in components]
    for units, digest in zip(components, digests, strict=True):
        floors = {x: n for x, n in scenario.settings.floors.items() if x in units}
        digest.update(
            json.dumps([units, _limits(scenario, units), floors], sort_keys=True).encode()
        )
    for code, home in scenario.homes.items():
        # A city's school stands in a county of perhaps another component, whose row says where it is.
        unit = scenario.units[scenario.schools[code].unit_code]
        digests[of_unit[home]].update(f"{code} {home} {unit.model_dump_json()}".encode())
    for i, said in _of_earlier_years(scenario, owner["schools"]):
        digests[i].update(said)
    decisions: list[list[str]] = [[] for _ in components]
    for table in scenario.tables:
        if table.past:
            continue
        if table.model is Lock:
            for i, said in _rows_said(scenario, table, owner, len(digests)):
                decisions[i].append(hashlib.sha256(said).hexdigest())
            continue
        made = partial(_told, scenario, table, owner, len(digests))
        told = scenario.made_of((table.model, Unit, School), (table.name, *components), made)
        for digest, said in zip(digests, told, strict=True):
            digest.update(said)
            if table.bonds and said:
                digest.update(f" {most}".encode())
    return [
        Fingerprint(digest.hexdigest(), tuple(sorted(own)))
        for digest, own in zip(digests, decisions, strict=True)
    ]


def _told(
    scenario: Scenario, table: Table, owner: Mapping[str, Mapping[str, int]], count: int
) -> list[bytes]:
    """Return a hash of the rows of a table that each component is to know, nothing where it has none."""
    digests: dict[int, Any] = {}
    for i, said in _rows_said(scenario, table, owner, count):
        if i not in digests:
            digests[i] = hashlib.sha256()
        digests[i].update(said)
    return [digests[i].digest() if i in digests else b"" for i in range(count)]


def _rows_said(
    scenario: Scenario, table: Table, owner: Mapping[str, Mapping[str, int]], count: int
) -> Iterator[tuple[int, bytes]]:
    """Yield each row of a table as text, with the component that is to know it."""
    columns = [(column, owner[of]) for column, of in references(table).items()]
    # What model_dump_json gives, in half the time.
    to_json, name = table.model.__pydantic_serializer__.to_json, f"{table.name} ".encode()
    for row in scenario.rows(table.model):
        said = name + to_json(row)
        for i in _owners(row, columns) or range(count):
            yield i, said


def _of_earlier_years(scenario: Scenario, owner: Mapping[str, int]) -> Iterator[tuple[int, bytes]]:
    """Yield what components are to know of earlier years: records, pairs kept, people called on."""
    for row in records(scenario):
        person = scenario.people.get(row.person_id or "")
        schools = {row.recipient_school, row.supporting_school or ""}
        schools |= set() if person is None else {person.school_code}
        seed = is_seed(scenario, row.recipient_school)
        said = f"history {seed} {person is not None} {row.model_dump_json()}".encode()
        yield from ((i, said) for i in {owner[code] for code in schools & owner.keys()})
    for pair in sorted(kept_pairs(scenario)):
        yield owner[pair[0]], f"kept {pair}".encode()
    for one in sorted(recalled_people(scenario)):
        yield owner[scenario.people[one].school_code], f"called on {one}".encode()


def references(table: Table) -> Mapping[str, str]:
    """Return the columns of a table that name a unit or a school, each with 'units' or 'schools'."""
    own = {Unit: {"unit_code": "units"}, School: {"school_code": "schools"}}
    named = {**own.get(table.model, {}), **(table.references or {})}
    return {column: of for column, of in named.items() if of in ("units", "schools")}


def _owners(row: Row, columns: Sequence[tuple[str, Mapping[str, int]]]) -> set[int]:
    """Return the components whose units or schools a row names; none if it is about all of them."""
    named = ((getattr(row, column), of) for column, of in columns)
    return {of[code] for code, of in named if code}


def _settings(scenario: Scenario) -> dict[str, Any]:
    settings = scenario.settings
    return {
        "round": settings.round,
        "year": settings.year,
        "seed": settings.seed,
        "maximise": settings.maximise,
        "numbers": {name: given.value for name, given in settings.numbers.items()},
        "weights": {code: given.value for code, given in settings.weights.items()},
        "forces": dict(settings.forces),
        "limits": _limits(scenario, WORDS["side"]),
    }


def _limits(scenario: Scenario, names: Iterable[str]) -> dict[str, tuple[int | None, int | None]]:
    known = scenario.settings.limits
    return {name: (known[name].people, known[name].money) for name in names if name in known}


def _kinds(scenario: Scenario) -> dict[str, bool]:
    """Return by table whether it has rows; of history, whether it has pairs that could be again.

    Nobody asks whether others have decided anything, or whether anything of theirs is published.
    """
    found: dict[str, bool] = {}
    for table in scenario.tables:
        rows = scenario.rows(table.model)
        if table.model is HistoryRow:
            found[table.name] = bool(partnerships(scenario))
        elif table.model is not Lock and not table.bonds:
            found[table.name] = bool(rows)
    return found
