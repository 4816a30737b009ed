"""Prices of a plan: every question that is asked of it, in an order that finds the dear ones first."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from pairmatch.prices.asked import About, Asker, Priced
from pairmatch.prices.binding import DECIDED, Unit, bindings
from pairmatch.prices.footing import Footing, with_floors_proved
from pairmatch.prices.start import Start
from pairmatch.programmes import rules_of
from pairmatch.programmes.rule import Rule, order_of
from pairmatch.result import Price
from pairmatch.schema import Lock
from pairmatch.solve.hands import Hands

ENOUGH = 60
"""Seconds that a question has at least, so that the last ones are no worse answered than the first."""
Watch = Callable[[int, int], None]
"""Told how many questions are answered, and of how many."""


@dataclass(frozen=True)
class Prices:
    """What one more unit is worth and what each rule and decision costs, with what was not tried.

    ``shared`` are the prices of the rows of the province that the run was coordinated with. ``untried``
    are questions for which there was no time; ``more_units`` and ``more_locks`` count those beyond the number
    asked for, which are likely to be worth less.
    """

    start: Start
    units: tuple[Priced, ...]
    rules: tuple[Priced, ...]
    locks: tuple[Priced, ...]
    shared: tuple[Price, ...]
    untried: tuple[About, ...]
    more_units: int
    more_locks: int


def prices(
    start: Start,
    workers: Hands,
    *,
    only: Collection[str] = (),
    top: int,
    limit_s: int,
    watch: Watch = lambda done, all_: None,
) -> Prices:
    """Ask what ``top`` more units are worth and as many decisions cost, the likeliest, and all rules.

    ``only`` names the rules that are asked about, all where it is empty; L1 and L2 are the decisions. After
    ``limit_s`` seconds no new question is begun.
    """
    ends_at = time.monotonic() + limit_s
    known = [Footing.of(start, part) for part in start.state.parts]
    footings = with_floors_proved(known, workers, start.scenario.settings.seed, limit_s)
    binds = bindings(start, footings)
    every = [x for x in binds.units if not only or x.rule.code in only]
    locks = [x for x in binds.locks if not only or DECIDED[x.force] in only]
    # The dearest first, those last that make all of the model anew.
    rules = sorted(
        (
            x
            for x in rules_of(start.rooms)
            if x.code not in DECIDED.values() and (not only or x.code in only)
        ),
        key=lambda x: (x.build is None, -binds.weights[x.code], order_of(x.code)),
    )
    asked: list[About] = _by_turns([every[:top], rules, locks[:top]])
    asker, found = Asker(start, footings, workers), dict[int, Priced]()
    for number, about in enumerate(asked):
        said = asker.at_once(about)
        if said is not None:
            found[number] = said
    for number, about in enumerate(asked):
        left = math.floor(ends_at - time.monotonic())
        if number not in found and left >= 1 and not workers.interrupted:
            watch(len(found), len(asked))
            found[number] = asker.ask(about, max(left, ENOUGH))
    done = sorted(found.values(), key=lambda x: order_of(code_of(x.about)))
    shown = [x for x in start.result.prices if not only or x.rule in only]
    return Prices(
        start,
        tuple(x for x in done if isinstance(x.about, Unit)),
        tuple(x for x in done if isinstance(x.about, Rule)),
        tuple(x for x in done if isinstance(x.about, Lock)),
        tuple(shown),
        tuple(about for number, about in enumerate(asked) if number not in found),
        max(0, len(every) - top),
        max(0, len(locks) - top),
    )


def code_of(about: About) -> str:
    """Return the code of the rule that something asked about belongs to."""
    if isinstance(about, Unit):
        return about.rule.code
    return about.code if isinstance(about, Rule) else DECIDED[about.force]


def _by_turns(some: Sequence[Sequence[About]]) -> list[About]:
    """Return the first of each, then the second of each, and so on."""
    return [x for turn in zip_longest(*some) for x in turn if x is not None]
