"""Reads published assignment instances into scenarios of pairs alone; data/README.md says whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pairmatch.scenario import Scenario
from tests.assignment.tiny import FIRST, Scores, paired

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Generalised:
    """Agents with a room; what each job costs, and takes of the room, with each agent (by agent)."""

    cost: list[list[int]]
    weight: list[list[int]]
    room: list[int]


def numbers_of(path: Path) -> Iterator[int]:
    """The whole numbers of a file, one after the other."""
    return (int(word) for word in path.read_text(encoding="ascii").split())


def assignment(path: Path) -> Scenario:
    """The assignment problem: a size, then the cost of each pair. One partner each, at the least cost."""
    words = numbers_of(path)
    size = next(words)
    scores: Scores = {
        (FIRST + i, 1 + j): (next(words), None) for i in range(size) for j in range(size)
    }
    one = {"recipient_pair_min": 1, "supporting_pair_max": 1}
    return paired(size, size, scores, maximise=False, numbers=one)


def generalised(words: Iterator[int]) -> Generalised:
    """The next instance: agents and jobs, costs and weights by agent, and the room of each."""
    agents, jobs = next(words), next(words)
    cost = [[next(words) for _ in range(jobs)] for _ in range(agents)]
    weight = [[next(words) for _ in range(jobs)] for _ in range(agents)]
    return Generalised(cost, weight, [next(words) for _ in range(agents)])


def as_scenario(one: Generalised, *, maximise: bool) -> Scenario:
    """Jobs are recipient schools with one partner, agents supporting schools with a load_max."""
    agents, jobs = len(one.room), len(one.cost[0])
    scores: Scores = {
        (FIRST + j, 1 + i): (one.cost[i][j], one.weight[i][j])
        for j in range(jobs)
        for i in range(agents)
    }
    limits: dict[int, dict[str, int | None]] = {
        1 + i: {"load_max": room} for i, room in enumerate(one.room)
    }
    numbers = {"recipient_pair_min": 1, "supporting_pair_max": jobs}
    return paired(jobs, agents, scores, limits, maximise=maximise, numbers=numbers)
