"""Hard rules that clash, said with the names that a scenario gives to codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pairmatch.errors import HardRulesClash, Lang

if TYPE_CHECKING:
    from pairmatch.errors import Breach
    from pairmatch.scenario import Scenario


@contextmanager
def named_in(scenario: Scenario) -> Iterator[None]:
    """Say the breaches of a clash inside with the names of a scenario."""
    try:
        yield
    except HardRulesClash as clash:
        raise HardRulesClash([_Named(scenario, x) for x in clash.breaches]) from clash


class _Named:
    """A breach that is said with the names of a scenario."""

    def __init__(self, scenario: Scenario, breach: Breach) -> None:
        self._scenario, self._breach = scenario, breach

    def say(self, lang: Lang) -> str:
        from pairmatch.explain.words import clash_said

        return clash_said(self._scenario, self._breach, lang)
