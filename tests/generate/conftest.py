"""One province, generated and read back once for all tests here."""

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
    generated = generate(SOURCE, folder)
    return Made(folder, generated, read_scenario(folder))
