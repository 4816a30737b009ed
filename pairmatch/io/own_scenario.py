"""The scenario of a run, kept in the run's own folder as files that read back as just this input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pairmatch.errors import Defect
from pairmatch.io.declared import Declared
from pairmatch.io.read import read_scenario
from pairmatch.io.scenario_folder import write_scenario
from pairmatch.io.settings import PLAIN
from pairmatch.programmes.room import Room
from pairmatch.scenario import Scenario
from pairmatch.settings import Given, Settings


def keep_scenario(folder: Path, scenario: Scenario, rooms: Sequence[Room]) -> None:
    """Write tables and settings to a new folder; raises Defect if they do not read back the same."""
    folder.mkdir()
    write_scenario(folder, scenario, said_of(scenario.settings, Declared.of(rooms)))
    if read_scenario(folder, rooms=rooms).input_hash != scenario.input_hash:
        raise Defect("the scenario that was written does not read back as the same input")


def said_of(settings: Settings, declared: Declared) -> dict[str, Any]:
    """Return settings as scenario.toml nests them: what everybody must say, and all but the defaults."""
    numbers = {x.name: Given(x.default, x.clause) for x in declared.numbers}
    weights = {
        code: Given(x.weight, x.clause, reason=x.why.say(settings.language))
        for code, x in declared.priced.items()
    }
    usual = {rule.code: rule.force for rule in declared.rules}
    return {
        **{name: getattr(settings, name) for name in PLAIN},
        "policy": _changed(settings.numbers, numbers),
        "weights": _changed(settings.weights, weights),
        "force": {
            code: force for code, force in sorted(settings.forces.items()) if force != usual[code]
        },
        "limits": {
            who: {name: x for name, x in asdict(limit).items() if x is not None}
            for who, limit in sorted(settings.limits.items())
        },
    }


def _changed(found: Mapping[str, Given], usual: Mapping[str, Given]) -> dict[str, Any]:
    """Return what is not as usual, each value with where it comes from."""
    return {
        name: {key: x for key, x in asdict(given).items() if x != "" or key == "value"}
        for name, given in sorted(found.items())
        if given != usual[name]
    }
