"""What an official should know of last year's pairs: which of them cannot go on."""

from __future__ import annotations

from collections.abc import Iterator

from pairmatch.errors import Text, both
from pairmatch.history import Pair, fits, kept_pairs, records
from pairmatch.programmes.faults import called
from pairmatch.programmes.memory.rules import listed
from pairmatch.programmes.room import Fault
from pairmatch.scenario import Scenario


def faults(scenario: Scenario) -> Iterator[Fault]:
    """Warn of each pair of last year that should stay and cannot."""
    lost = {pair: why for pair in kept_pairs(scenario) if (why := _why(scenario, pair))}
    told: set[Pair] = set()
    for row in reversed(records(scenario) if lost else ()):
        pair = (row.recipient_school, row.supporting_school or "")
        if row.what == "pair" and pair in lost and pair not in told:
            told.add(pair)
            values = {
                "recipient": called(scenario, pair[0]),
                "supporting": called(scenario, pair[1]),
                "why": lost[pair],
            }
            yield Fault("W-HISTORY-PAIR", row, "supporting_school", values, ("units", "links"))


def _why(scenario: Scenario, pair: Pair) -> Text | None:
    recipient, supporting = pair
    if not scenario.linked(supporting, recipient):
        return both("why.pair-link")
    if not fits(scenario, pair):
        return both("why.pair-stage")
    return None if listed(scenario, pair) else both("why.pair-score")
