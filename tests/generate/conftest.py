"""One province, generated once for all tests here, as the generator itself read it back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pairmatch.generate import FACTS, Generated, generate
from pairmatch.generate.facts import Facts, read_facts
from pairmatch.io.read import read_scenario
from pairmatch.scenario import Scenario

SOURCE = Path(__file__).parents[2] / "scenarios" / "guangdong-2021"


@dataclass(frozen=True)
class Made:
    folder: Path
    generated: Generated
    scenario: Scenario


@pytest.fixture(scope="session")
def facts() -> Facts:
    return read_facts(SOURCE / FACTS)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("province") / "guangdong-2021"
    back: list[Scenario] = []

    def read_back(written: Path) -> Scenario:
        back.append(read_scenario(written))
        return back[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pairmatch.generate.read_scenario", read_back)
        generated = generate(SOURCE, folder)
    (scenario,) = back
    return Made(folder, generated, scenario)
