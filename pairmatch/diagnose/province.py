"""Province: rows that all components share, broken by what each component needs of them at the least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from pairmatch.diagnose.elastic import ASKED, Demand, Elastic
from pairmatch.diagnose.found import Mending, Needed
from pairmatch.diagnose.oracle import Oracle
from pairmatch.diagnose.survey import Surveyed
from pairmatch.post import Model, Use
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Rule


def shared(
    surveyed: Sequence[Surveyed], rooms: Sequence[Room], rules: Sequence[Rule], oracle: Oracle
) -> Iterator[Needed]:
    """Yield each row of the province that no plan keeps in which no component gives way more.

    Where the components' good plans keep a row together, nothing more is asked. Else each component's
    relaxation says how little of the row it can do with, or how much of it there can be at most; if
    that adds up to more, or to less, than the row allows, this proves it.
    """
    found: dict[Demand, list[tuple[tuple[str, ...], int]]] = {}
    total: Counter[Demand] = Counter()
    for one in surveyed:
        total.update(one.uses)
    first = next((one for one in surveyed if one.uses), None)
    if first is None:
        return
    rows = Elastic.of(first.part, rooms, rules).uses
    doubtful = [use for use in rows if _missed(use, total[Demand(use.code, use.ids)]) > 0]
    if not doubtful:
        return
    for one in surveyed:
        elastic = Elastic.of(one.part, rooms, rules).eased(one.given or {})
        mine = [use for use in elastic.uses if _is_among(use, doubtful)]
        answers = oracle.relaxed([partial(_model, elastic, use) for use in mine])
        for use, least in zip(mine, answers, strict=True):
            need = least.cost if _is_limit(use) else -least.cost
            found.setdefault(Demand(use.code, use.ids), []).append((one.part.units, need))
    scenario, by_code = surveyed[0].part.scenario, {rule.code: rule for rule in rules}
    for use in doubtful:
        demand = Demand(use.code, use.ids)
        needs = [(units, need) for units, need in found[demand] if need]
        missed = _missed(use, sum(need for _, need in needs))
        if missed > 0 and scenario.force(use.code) in ASKED:
            spoken = by_code[use.code].spoken
            ways = list(spoken.repairs(scenario, use.ids)) if spoken and spoken.repairs else []
            side = int(use.high if _is_limit(use) else use.low)
            mendings = tuple(Mending(((way, missed),), {}) for way in ways if way.direct)
            yield Needed(demand, side, not _is_limit(use), missed, tuple(needs), mendings)


def _is_limit(use: Use) -> bool:
    return bool(np.isfinite(use.high))


def _is_among(use: Use, some: Sequence[Use]) -> bool:
    return any((use.code, use.ids) == (x.code, x.ids) for x in some)


def _missed(use: Use, used: int) -> int:
    return int(used - use.high) if _is_limit(use) else int(use.low - used)


def _model(elastic: Elastic, use: Use) -> Model:
    """Return the model in which every demand holds and each unit of the row costs, or earns, one."""
    model = elastic.asked(elastic.slack, {})
    points = np.zeros(len(model.points))
    np.add.at(points, use.column, use.amount * (-1.0 if _is_limit(use) else 1.0))
    return replace(model, points=points)
