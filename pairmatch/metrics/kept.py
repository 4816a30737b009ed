"""The metrics of a run as they are kept: with the names that they need, without scenario or plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pairmatch.programmes.metric import Measured
from pairmatch.scenario import Scenario

FILE = "metrics.json"


@dataclass(frozen=True)
class RunMetrics:
    """What a run measured, by the code of the metric.

    ``units`` and ``schools`` are the full names of the units of the scenario, and of the schools that
    stand among the ids of a value.
    """

    scenario: str
    title: str
    round: str
    year: int
    units: Mapping[str, str]
    schools: Mapping[str, str]
    metrics: Mapping[str, Measured]

    @classmethod
    def of(cls, scenario: Scenario, metrics: Mapping[str, Measured]) -> RunMetrics:
        """Add names to what was measured."""
        said = scenario.settings
        named = sorted({one for x in metrics.values() for one in x.at} & set(scenario.schools))
        return cls(
            scenario=said.name,
            title=said.title,
            round=said.round,
            year=said.year,
            units={code: scenario.unit_name(code) for code in scenario.units},
            schools={code: scenario.schools[code].name for code in named},
            metrics=metrics,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON values; numbers stand beside their exact fractions."""
        return {
            "scenario": self.scenario,
            "title": self.title,
            "round": self.round,
            "year": self.year,
            "units": dict(self.units),
            "schools": dict(self.schools),
            "metrics": {
                code: {
                    **_number(x.value),
                    "parts": {key: _number(part) for key, part in x.parts.items()},
                    "at": list(x.at),
                }
                for code, x in self.metrics.items()
            },
        }

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> RunMetrics:
        """Return what :meth:`to_dict` gave; raise one of many errors if it is something else."""
        return cls(
            scenario=_text(found["scenario"]),
            title=_text(found["title"]),
            round=_text(found["round"]),
            year=int(found["year"]),
            units={_text(code): _text(name) for code, name in found["units"].items()},
            schools={_text(code): _text(name) for code, name in found["schools"].items()},
            metrics={_text(code): _measured(x) for code, x in found["metrics"].items()},
        )


def _number(value: Fraction | None) -> dict[str, Any]:
    if value is None:
        return {"value": None, "exact": None}
    return {"value": float(value), "exact": str(value)}


def _measured(found: Mapping[str, Any]) -> Measured:
    exact = found["exact"]
    return Measured(
        None if exact is None else Fraction(_text(exact)),
        {_text(key): Fraction(_text(part["exact"])) for key, part in found["parts"].items()},
        tuple(_text(one) for one in found["at"]),
    )


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError(f"{found!r} is no text")
    return found
