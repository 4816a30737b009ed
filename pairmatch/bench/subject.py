"""What a run was measured on: the size of a scenario and what it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pairmatch.bench.cases import parameters
from pairmatch.scenario import Scenario
from pairmatch.schema import Link


@dataclass(frozen=True)
class Subject:
    """A scenario's size, data seed ('' if it was not generated), number of provinces, input hash."""

    links: int
    schools: int
    people: int
    data_seed: str
    provinces: int
    seed: int
    input_hash: str

    @classmethod
    def of(cls, scenario: Scenario, folder: Path) -> Subject:
        """Return what is to be said of a scenario that was read from a folder."""
        data_seed, provinces = parameters(folder)
        return cls(
            links=len(scenario.rows(Link)),
            schools=len(scenario.schools),
            people=sum(scenario.group_counts.values()),
            data_seed=data_seed,
            provinces=provinces,
            seed=scenario.settings.seed,
            input_hash=scenario.input_hash,
        )
