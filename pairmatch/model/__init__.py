"""From a component of a scenario to one joint model of all programmes, as arrays."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pairmatch.component import Component
from pairmatch.post import Model, Post, Variables
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Rule


def build(
    part: Component, rooms: Sequence[Room], rules: Collection[Rule], *, soften: bool = False
) -> tuple[Model, Variables]:
    """Return the model of one component and the rooms' variables in it.

    ``rules`` are the active ones; ``soften`` gives hard rules a slack too, to find a clash.
    """
    post, variables = posted(part, rooms, rules, soften=soften)
    return post.model(), variables


def posted(
    part: Component, rooms: Sequence[Room], rules: Collection[Rule], *, soften: bool = False
) -> tuple[Post, Variables]:
    """Return all that makes the model of one component, for those who want to know whose its rows are."""
    terms = [term for room in rooms for term in room.terms]
    post, variables = Post(part, rules, terms, soften=soften), Variables()
    for room in rooms:
        if room.variables is not None:
            variables.add(room.variables(post, variables))
    # Decisions last: one more then leaves all the rows before it where they were.
    for decisions in (False, True):
        for rule in rules:
            if rule.build is not None and rule.decision is decisions:
                rule.build(post, variables)
        if not decisions:
            for term in terms:
                term.build(post, variables)
    return post, variables
