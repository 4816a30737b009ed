"""Shown: a diagnosis as plain data for scripts, with its words beside the codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pairmatch.diagnose.elastic import Demand
from pairmatch.diagnose.found import Argument, Conflict, Diagnosis, Item, Mending, Needed
from pairmatch.diagnose.says import Words


def as_dict(found: Diagnosis, words: Words) -> dict[str, Any]:
    """Return everything: codes, ids, numbers, and each sentence in the language of ``words``."""
    return {
        "conflicts": [_conflict(one, words) for one in found.conflicts],
        "province": [_needed(one, words) for one in found.province],
        "doubted": found.doubted,
        "given": _given(found.given),
        "together": None if found.together is None else _mending(found.together, words),
        "unexplained": _given(found.unexplained),
        "unknown": [list(units) for units in found.unknown],
        "questions": found.questions,
    }


def _conflict(one: Conflict, words: Words) -> dict[str, Any]:
    return {
        "last": {**_demand(one.last), "amount": one.amount},
        "demands": [
            {
                **_demand(x.demand),
                "clause": words.rules[x.demand.code].clause,
                "number": x.number,
                "least": x.least,
                "eased": x.eased,
                "text": words.demand(x),
            }
            for x in one.stated
        ],
        "argument": None if one.argument is None else _argument(one.argument, words),
        "repairs": [_mending(mending, words) for mending in one.mendings],
        "cheapest": one.cheapest,
        "untried": one.untried,
    }


def _needed(one: Needed, words: Words) -> dict[str, Any]:
    return {
        **_demand(one.demand),
        "number": one.number,
        "least": one.least,
        "amount": one.amount,
        "needs": [{"units": list(units), "need": need} for units, need in one.needs],
        "repairs": [_mending(mending, words) for mending in one.mendings],
    }


def _argument(one: Argument, words: Words) -> dict[str, Any]:
    return {
        "needed": one.needed,
        "at_most": one.at_most,
        "asked": [_item(item) for item in one.asked],
        "there": [_item(item) for item in one.there],
        "since": [_demand(demand) for demand in one.since],
        "text": words.argument(one),
    }


def _item(item: Item) -> dict[str, Any]:
    named = None if item.demand is None else _demand(item.demand)
    return {"demand": named, "number": item.number, "times": item.times}


def _mending(one: Mending, words: Words) -> dict[str, Any]:
    return {
        "cost": one.cost,
        "steps": [
            {
                "what": repair.name,
                "ids": list(repair.ids),
                "count": count,
                "text": repair.says(count).say(words.lang),
            }
            for repair, count in one.steps
        ],
        "remaining": _given(one.remaining),
    }


def _given(given: Mapping[Demand, int]) -> list[dict[str, Any]]:
    return [{**_demand(demand), "amount": amount} for demand, amount in given.items()]


def _demand(demand: Demand) -> dict[str, Any]:
    return {"rule": demand.code, "ids": list(demand.ids)}
