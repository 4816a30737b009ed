"""Groups: the levels of all counties, found group by group, with one question to all groups at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pairmatch.programmes.rule import Rule
from pairmatch.programmes.teams.floors import floor_of, level_of, met_points
from pairmatch.result import ComponentResult, Level, Result
from pairmatch.scenario import Scenario
from pairmatch.worst.questions import (
    FLOOR,
    Questions,
    Solution,
    Units,
    counting_only,
    insisting,
    tried,
)
from pairmatch.worst.search import Answer, Asking, Levels, Question, has, levels_of, unproved

NOTHING = Question({}, relaxed=False)


@dataclass(eq=False)
class Group:
    """The search for the levels of some counties, and the question that it waits with.

    Without any levels what falls short is ``least``, proved if ``sure``; ``parts`` are the shortfalls of the
    components, if they are proved to be these in every such plan. ``had`` are the levels of plans that have
    no more shortfall; ``found`` are the levels in the end. ``joined`` tells that components share rows.
    """

    counties: Units
    joined: bool
    asking: Asking[Mapping[str, Level]]
    least: int
    sure: bool
    parts: Mapping[Units, int]
    had: list[Levels] = field(default_factory=list)
    question: Question = NOTHING
    found: Mapping[str, Level] | None = None

    @classmethod
    def of(cls, scenario: Scenario, counties: Units, first: Solution, *, joined: bool) -> Group:
        """Return the group of some counties, with what a plan without any levels has and proves."""
        part = _part(first.result, counties, joined=joined)
        components = [part] if isinstance(part, ComponentResult) else part.components
        parts = {x.units: x.shortfall_bound for x in components}
        sure = part.shortfall == part.shortfall_bound
        alone = sure and sum(parts.values()) == part.shortfall
        asking = levels_of(scenario, counties)
        group = cls(counties, joined, asking, part.shortfall, sure, parts if alone else {})
        group._keep(scenario, first)
        group.question = next(asking)
        group._go_on()
        return group

    def hear(self, *, holds: bool, least: int = 0) -> None:
        """Take an answer, and come to the next question that no plan so far answers."""
        self._answer(holds=holds, least=least)
        self._go_on()

    def judge(self, scenario: Scenario, solved: Solution) -> None:
        """Take what a plan has of the levels that were wanted, and what is proved of them."""
        part = self._part(solved.result)
        self._keep(scenario, solved)
        missed = max(0, part.shortfall_bound - self.least)
        self.hear(holds=part.shortfall <= self.least, least=missed)

    def _keep(self, scenario: Scenario, solved: Solution) -> None:
        """Keep the levels that a plan has, if nothing else falls short for them."""
        met = met_points(scenario, solved.plan)
        missed = sum(
            max(0, floor_of(scenario, x, n) - met[x]) for x, n in self.question.levels.items()
        )
        if self._part(solved.result).shortfall - missed <= self.least:
            self.had.append({x: level_of(scenario, x, met[x]) for x in self.counties})

    def _part(self, result: Result) -> ComponentResult | Result:
        return _part(result, self.counties, joined=self.joined)

    def _answer(self, *, holds: bool, least: int) -> None:
        try:
            self.question = self.asking.send(Answer(holds, least, self.had))
        except StopIteration as end:
            self.found = end.value if self.sure else unproved(end.value)

    def _go_on(self) -> None:
        while self.found is None and any(has(levels, self.question.levels) for levels in self.had):
            self._answer(holds=True, least=0)


def _part(result: Result, counties: Units, *, joined: bool) -> ComponentResult | Result:
    """Return what is proved of the component of some counties; of all where components share rows."""
    if joined:
        return result
    return next(x for x in result.components if set(counties) <= set(x.units))


@dataclass(frozen=True)
class Groups:
    """Groups of counties of one scenario that do not hinder each other, and the rules that they keep."""

    scenario: Scenario
    rules: Sequence[Rule]
    questions: Questions

    def levels(self, groups: Sequence[Units]) -> tuple[dict[str, Level], int | None]:
        """Return the levels of all counties, and the least shortfall that they stand on.

        None, and nothing is proved, if there was no plan in time.
        """
        first = tried(self.questions, insisting(self.scenario, {}), self.rules)
        if first is None:
            return {x: Level(x, 0, proved=False) for units in groups for x in units}, None
        joined = any(rule.scope != "component" for rule in self.rules)
        searches = [Group.of(self.scenario, units, first, joined=joined) for units in groups]
        # Groups that are done keep their question: what has not changed is not planned again.
        asked: dict[Units, Levels] = {}
        while waiting := self._by_relaxations(searches):
            asked.update((group.counties, group.question.levels) for group in waiting)
            solved = tried(self.questions, insisting(self.scenario, _all(asked)), self.rules)
            for group in waiting:
                if solved is None:
                    group.hear(holds=False)
                else:
                    group.judge(self.scenario, solved)
        found = {x: level for group in searches for x, level in (group.found or {}).items()}
        return found, first.result.shortfall

    def _by_relaxations(self, searches: Sequence[Group]) -> list[Group]:
        """Answer what is asked of relaxations until all groups wait for plans; return those that do."""
        while True:
            waiting = [group for group in searches if group.found is None]
            fresh = [group for group in waiting if group.question.relaxed]
            if not fresh:
                return waiting
            missed = self._missed([group for group in fresh if group.parts])
            for group in fresh:
                least = missed.get(group.counties, 0)
                group.hear(holds=not least, least=least)

    def _missed(self, groups: Sequence[Group]) -> dict[Units, int]:
        """Return by how many points groups are proved to miss what they want, at the least."""
        if not groups:
            return {}
        # What counts nothing would only make the models larger.
        counting = [
            x
            for x in self.rules
            if x.code == FLOOR or self.scenario.force(x.code) in ("hard", "relaxable")
        ]
        wanted = _all({group.counties: group.question.levels for group in groups})
        parts = {units: n for group in groups for units, n in group.parts.items()}
        most = self.questions.most(counting_only(self.scenario, wanted), counting, parts)
        return {
            group.counties: max(0, -sum(most[units] for units in group.parts))
            for group in groups
            if all(units in most for units in group.parts)
        }


def _all(wanted: Mapping[Units, Levels]) -> dict[str, int]:
    return {county: n for levels in wanted.values() for county, n in levels.items()}
