"""Parts: a scenario as components to be solved one by one, each with its model and what it depends on."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from functools import cached_property, partial

from pairmatch.component import Component, component, split
from pairmatch.fingerprint import Fingerprint, fingerprints
from pairmatch.model import build
from pairmatch.post import Model, Variables
from pairmatch.programmes import rules_of
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Rule
from pairmatch.scenario import Scenario
from pairmatch.solve.board import Source
from pairmatch.solve.earlier import Earlier
from pairmatch.solve.job import Column
from pairmatch.solve.shared import SharedRow
from pairmatch.solve.stored import Stored
from pairmatch.state import Rows, State

JOINED = 400
"""Schools up to which components that share rows are solved as one, exactly and without prices."""


class Parts:
    """The components of a scenario, each given by its ``units``; a model is made when a child needs it.

    ``shared`` are the rows that all of them share, ``seconds`` what making models took.
    """

    def __init__(self, scenario: Scenario, rooms: Sequence[Room], rules: Collection[Rule]) -> None:
        self.scenario, self.rooms, self.rules = scenario, rooms, rules
        self.seconds = 0.0
        self._state: State | None = None
        self._variables: dict[int, Stored[Variables]] = {}
        self._components: dict[int, Component] = {}
        self.units = split(scenario)
        self.shared = self._shared_rows()
        if self._joined() or (self.shared and len(scenario.schools) <= JOINED):
            self.units = [tuple(scenario.units)]
            self.shared = []
        self._variables.clear()
        self._components.clear()

    def _joined(self) -> bool:
        """Return whether there are no components: a rule that keeps them apart is not active."""
        active = {rule.code for rule in self.rules}
        return any(rule.apart and rule.code not in active for rule in rules_of(self.rooms))

    @property
    def sources(self) -> list[Source]:
        """Return the components as the coordinator takes them."""
        counties = {unit.unit_code for unit in self.scenario.recipient_counties}
        return [
            Source(i, self.size(i), partial(self.model, i), len(counties.intersection(units)))
            for i, units in enumerate(self.units)
        ]

    def size(self, number: int) -> int:
        """Return how many schools a component has."""
        return sum(len(self.scenario.schools_of[unit]) for unit in self.units[number])

    def component(self, number: int) -> Component:
        """Return the arrays of a component."""
        if number not in self._components:
            self._components[number] = component(self.scenario, self.units[number])
        return self._components[number]

    @cached_property
    def fingerprints(self) -> list[Fingerprint]:
        """Return what the model of each component depends on, as hashes."""
        return fingerprints(self.scenario, self.units, [rule.code for rule in self.rules])

    def earlier(self, state: State | None) -> Earlier | None:
        """Return what this run may begin with."""
        if state is None:
            return None
        self._state = state
        return state.earlier(self.units, self.fingerprints)

    def known_rows(self, number: int, column: Column) -> Rows | None:
        """Return the rows of the plan of a component that has kept just the plan it had."""
        if self._state is None:
            return None
        return self._state.rows_if(self.units[number], self.fingerprints[number], column)

    def model(self, number: int) -> Model:
        """Build the model of a component."""
        start = time.monotonic()
        model, variables = build(self.component(number), self.rooms, self.rules)
        self._variables[number] = Stored(variables)
        self.seconds += time.monotonic() - start
        return model

    def variables(self, number: int) -> Variables:
        """Return the rooms' variables in a component's model."""
        if number not in self._variables:
            self.model(number)
        return self._variables[number].taken_out()

    def names(self, number: int) -> str:
        """Return the names of a component's units."""
        units = self.scenario.units
        return ", ".join(units[u].name for u in self.units[number])

    def _shared_rows(self) -> list[SharedRow]:
        """Return the rows that all components share; each component posts a part of every one."""
        if len(self.units) < 2 or all(rule.scope != "province" for rule in self.rules):
            return []
        smallest = min(range(len(self.units)), key=self.size)
        forces, weights = self.scenario.force, self.scenario.settings.weights
        return [
            SharedRow.of(
                use, forces(use.code), self.scenario.weight(use.code) if use.code in weights else 0
            )
            for use in self.model(smallest).uses
        ]
