"""The search for a group's levels against plans that are listed, whatever relaxations overlook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import pytest

from pairmatch.programmes.teams.floors import asked_points, floor_of, level_of
from pairmatch.result import Level
from pairmatch.scenario import Scenario
from pairmatch.worst.search import Answer, Levels, Question, has, levels_of
from tests.builders import link, need, one_link, scenario, school, unit

POINTS = (10, 10, 20)
NOBODY = (0, 0, 0)
CHOICES = (610, 713, 1862, 3373)
"""Seeds with several choices of who stays behind, of which the better one is hidden."""
Met = tuple[int, ...]


def three_counties() -> Scenario:
    """Three counties whose one school each asks for some points."""
    return scenario(
        one_link(
            units=[unit(3, "recipient"), unit(4, "recipient")],
            links=[link(1, 3), link(1, 4)],
            schools=[
                school(3, 3, kind="township_central"),
                school(4, 4, kind="township_central"),
            ],
            needs=[
                need(n, "teacher", points, 1, "chinese")
                for n, points in zip((2, 3, 4), POINTS, strict=True)
            ],
        )
    )


@dataclass
class Oracle:
    """Answers for a group whose plans meet just the points listed.

    ``blind`` is by how many points relaxations see less missed than is; there is no time to find what is
    ``hidden``.
    """

    scenario: Scenario
    plans: list[Met]
    blind: int = 0
    hidden: Sequence[Met] = ()
    had: list[Levels] = field(default_factory=list)
    planned: int = 0

    def levels(self, met: Met) -> dict[str, int]:
        counties = asked_points(self.scenario)
        return {x: level_of(self.scenario, x, n) for x, n in zip(counties, met, strict=True)}

    def missed(self, wanted: Levels, met: Met) -> int:
        points = dict(zip(asked_points(self.scenario), met, strict=True))
        return sum(max(0, floor_of(self.scenario, x, n) - points[x]) for x, n in wanted.items())

    def answer(self, asked: Question) -> Answer:
        if any(has(levels, asked.levels) for levels in self.had):
            return Answer(True, 0, self.had)
        best = min(self.plans, key=lambda met: self.missed(asked.levels, met))
        least = self.missed(asked.levels, best)
        if asked.relaxed:
            seen = max(0, least - self.blind)
            return Answer(not seen, seen, self.had)
        self.planned += 1
        if best in self.hidden:
            return Answer(False, 0, self.had)
        self.had.append(self.levels(best))
        return Answer(not least, least, self.had)

    def search(self) -> Mapping[str, Level]:
        asking = levels_of(self.scenario, tuple(asked_points(self.scenario)))
        asked = next(asking)
        while True:
            try:
                asked = asking.send(self.answer(asked))
            except StopIteration as end:
                found: Mapping[str, Level] = end.value
                return found

    @property
    def truth(self) -> list[int]:
        return max(sorted(self.levels(met).values()) for met in self.plans)


def oracle(seed: int) -> Oracle:
    r = Random(seed)
    # Some points are common, so that several choices of who stays behind are left.
    plans = [
        tuple(r.choice((points // 5, r.randint(0, points))) for points in POINTS)
        for _ in range(r.choice((1, 2, 5, 20)))
    ]
    return Oracle(three_counties(), plans, blind=r.choice((0, 0, 1, 4, 50)))


@pytest.mark.parametrize("seed", range(100))
def test_the_levels_are_the_greatest_of_all_plans(seed: int) -> None:
    asked = oracle(seed)
    found = asked.search()
    assert sorted(x.level for x in found.values()) == asked.truth
    assert all(x.proved for x in found.values())


@pytest.mark.parametrize("seed", [*range(60), *CHOICES])
def test_what_there_was_no_time_for_is_not_called_proved(seed: int) -> None:
    """What is proved comes first among the levels and is true; no county is promised what no plan has."""
    asked = oracle(seed)
    asked.hidden = [met for met in asked.plans if Random(str(met)).random() < 0.5]
    found = sorted(asked.search().values(), key=lambda x: (x.level, not x.proved))
    proved = [x.level for x in found if x.proved]
    assert proved == asked.truth[: len(proved)]
    wanted = {x.county: x.level for x in found}
    assert any(not asked.missed(wanted, met) for met in [*asked.plans, NOBODY])


def test_where_relaxations_tell_the_truth_few_plans_are_asked_for() -> None:
    """One plan where all counties have their own best at once; a few more where they hinder each other."""
    together = Oracle(three_counties(), [(3, 4, 20), (1, 4, 20)])
    together.search()
    assert together.planned == 1
    apart = Oracle(three_counties(), [(7, 1, 5), (2, 12, 5), (3, 5, 25), (3, 4, 30)])
    apart.search()
    assert apart.planned <= 4
