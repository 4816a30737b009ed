"""Why a pair: the parts of its affinity and its distance; and the decision that requires it."""

from __future__ import annotations

from collections.abc import Sequence

from pairmatch.errors import Text
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes.pairs import affinity as known
from pairmatch.programmes.pairs.scores import scores
from pairmatch.programmes.pairs.sheets import PART_NAMES
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.room import Fact
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock


def decisions(plan: Plan, row: Assignment) -> Sequence[Lock]:
    """Return the decision that requires a pair."""
    return (Lock(what="pair", force="require", **row.model_dump()),)


def facts(scenario: Scenario, plan: Plan, row: Assignment) -> Sequence[Fact]:
    """Return the affinity of a pair with its parts and their shares, as they add up to it."""
    assert isinstance(row, SchoolPair)
    r, s = row.recipient_school, row.supporting_school
    total = known.affinity(scenario, r, s)
    if scores(scenario):
        return [_fact(Text("契合度（外部给定）", "Affinity, from outside"), total)]
    found = [_fact(Text("契合度", "Affinity"), total)]
    for name, value in known.parts_of(scenario, r, s).items():
        if value is not None:
            share = scenario.number(f"affinity_{name}")
            said = Text(f"{value}（份额 {share}）", f"{value} (share {share})")
            found.append(Fact(_part(PART_NAMES[name]), said))
    km = scenario.distance_km(r, s)
    return found if km is None else [*found, _fact(Text("相距公里", "Kilometres"), km)]


def _part(name: Text) -> Text:
    return Text(f"其中{name.zh}", f"of it {name.en.lower()}")


def _fact(name: Text, value: int) -> Fact:
    return Fact(name, Text(str(value), str(value)))
