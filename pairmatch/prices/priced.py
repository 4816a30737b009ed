"""Prices of a plan: every question that is asked of it, in an order that finds the dear ones first."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pairmatch.prices.asked import About, Asker, Priced, refused
from pairmatch.prices.binding import Unit, units
from pairmatch.prices.footing import Footing
from pairmatch.prices.start import Start
from pairmatch.programmes import rules_of
from pairmatch.programmes.rule import Rule, order_of
from pairmatch.result import Price
from pairmatch.schema import Lock
from pairmatch.solve.hands import Hands

Watch = Callable[[int, int], None]
"""Told how many questions are answered, and of how many."""


@dataclass(frozen=True)
class Prices:
    """What one more unit is worth and what each rule and decision costs, with what was not tried.

    ``shared`` are the prices of the rows of the province that the run was coordinated with. ``untried``
    are questions for which there was no time; ``less_likely`` counts units beyond those asked for.
    """

    start: Start
    units: tuple[Priced, ...]
    rules: tuple[Priced, ...]
    locks: tuple[Priced, ...]
    shared: tuple[Price, ...]
    untried: tuple[About, ...]
    less_likely: int


def prices(
    start: Start,
    workers: Hands,
    *,
    only: Collection[str] = (),
    top: int,
    limit_s: int,
    watch: Watch = lambda done, all_: None,
) -> Prices:
    """Ask what ``top`` more units are worth, the likeliest ones, and what each rule and decision costs.

    ``only`` names the rules that are asked about, all where it is empty; L1 and L2 are the decisions. After
    ``limit_s`` seconds no new question is begun, and none lasts longer.
    """
    ends_at = time.monotonic() + limit_s
    footings = [Footing.of(start, part) for part in start.state.parts]
    every = [x for x in units(start, footings) if not only or x.rule.code in only]
    asked: list[About] = [*every[:top], *_rules(start, footings, only), *_locks(start, only)]
    asker, found = Asker(start, footings, workers), dict[int, Priced]()
    for number in _order(start, asked):
        watch(len(found), len(asked))
        left = math.floor(ends_at - time.monotonic())
        about = asked[number]
        if isinstance(about, Rule) and (why := refused(start, about)) is not None:
            found[number] = Priced(about, why)
        elif left >= 1 and not workers.interrupted:
            found[number] = asker.ask(about, left)
    done = [found[number] for number in sorted(found)]
    shown = [x for x in start.result.prices if not only or x.rule in only]
    return Prices(
        start,
        tuple(x for x in done if isinstance(x.about, Unit)),
        tuple(x for x in done if isinstance(x.about, Rule)),
        tuple(x for x in done if isinstance(x.about, Lock)),
        tuple(shown),
        tuple(about for number, about in enumerate(asked) if number not in found),
        max(0, len(every) - top),
    )


def _rules(start: Start, footings: Sequence[Footing], only: Collection[str]) -> list[Rule]:
    """Return the rules to be dropped, in policy order; decisions are dropped one by one."""
    rules = (x for x in rules_of(start.rooms) if not x.decision and (not only or x.code in only))
    return sorted(rules, key=lambda x: order_of(x.code))


def _locks(start: Start, only: Collection[str]) -> list[Lock]:
    code = {"require": "L1", "forbid": "L2"}
    return [lock for lock in start.scenario.locks if not only or code[lock.force] in only]


def _order(start: Start, asked: Sequence[About]) -> list[int]:
    """Return the numbers of the questions as they are asked: decisions, units and rules by turns."""
    sorts: Counter[type] = Counter()
    places: list[tuple[Fraction, int]] = []
    every = Counter(type(about) for about in asked)
    for number, about in enumerate(asked):
        sorts[type(about)] += 1
        places.append((Fraction(sorts[type(about)], every[type(about)]), number))
    return [number for _, number in sorted(places)]
