"""The columns of published rows that stay: those that say so already, and new ones where none does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pairmatch.arrays import IntArray
from pairmatch.component import Component
from pairmatch.post import Post, Variables
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.placements.variables import CLASSES, PlacementVariables, kind_of
from pairmatch.programmes.published.lodged import Stays, define_stays
from pairmatch.programmes.published.places import Place, Standing, published_places
from pairmatch.programmes.published.seats import More, define_more
from pairmatch.programmes.teams.variables import TeamVariables


@dataclass(frozen=True)
class Kept:
    """What is published in a component: how many rows, and the columns that count those that stay.

    ``column`` has them all; ``more`` and ``stays`` are those that are here for nothing else. Rows of
    which nobody could stay any longer have no column.
    """

    published: int
    column: IntArray
    more: More
    stays: Stays


def variables(post: Post, earlier: Variables) -> Kept:
    """Find, or add, the columns of the component's published rows."""
    part = post.component
    mine = {
        place: standing
        for place, standing in published_places(part.scenario).items()
        if place.site in part.position
    }
    by_kind = {what: _only(mine, what) for what in ("pair", "seat", "placement")}
    more, seated = _seats(post, earlier.of(TeamVariables), by_kind["seat"])
    named, stays = _placements(post, earlier, by_kind["placement"])
    pairs = _pairs(part, earlier.of(PairVariables), by_kind["pair"])
    columns = [pairs, seated, more.column, named, stays.column]
    published = sum(standing.count for standing in mine.values())
    return Kept(published, np.concatenate(columns), more, stays)


Mine = Sequence[tuple[Place, Standing]]


def _only(mine: Mapping[Place, Standing], what: str) -> Mine:
    return [(place, standing) for place, standing in mine.items() if place.what == what]


def _pairs(part: Component, v: PairVariables, mine: Mine) -> IntArray:
    if not mine:
        return np.zeros(0, dtype=np.int64)
    size, at = len(part.schools), part.position
    cells = [at[x.site] * size + at[x.school] for x, _ in mine if x.school in at]
    wanted = np.isin(v.recipient * size + v.supporter, np.array(cells, dtype=np.int64))
    return v.column[wanted]


def _seats(post: Post, v: TeamVariables, mine: Mine) -> tuple[More, IntArray]:
    """Return the columns that tell of one person of each group at a site, and those of further ones."""
    part = post.component
    groups = _groups(part)
    site = {part.schools[k]: i for i, k in enumerate(v.site)}
    column = (
        {(int(g), int(k)): i for i, (g, k) in enumerate(zip(v.seat_group, v.seat_at, strict=True))}
        if mine
        else {}
    )
    first: list[int] = []
    further: list[tuple[int, int, int]] = []
    for place, standing in mine:
        cell = (groups.get((place.group, place.person), -1), site.get(place.site, -1))
        if cell in column:
            first.append(column[cell])
            if standing.count > 1:
                further.append((*cell, standing.count - 1))
    return define_more(post, v, further), v.seated[np.array(first, dtype=np.int64)]


def _groups(part: Component) -> Mapping[tuple[object, str], int]:
    keys = zip(part.groups.keys, part.groups.person, strict=True)
    return {key: i for i, key in enumerate(keys)}


def _placements(post: Post, earlier: Variables, mine: Mine) -> tuple[IntArray, Stays]:
    """Return the columns of people whom a lock names, and of the others new ones."""
    part, t, v = post.component, earlier.of(TeamVariables), earlier.of(PlacementVariables)
    index = _Placed.of(part, t, v) if mine else _Placed({}, {}, {}, {}, {}, {})
    groups = _groups(part)
    named: list[int] = []
    own: list[tuple[int, int, int]] = []
    lent: list[tuple[int, int, int, int]] = []
    for place, standing in mine:
        group = groups.get((place.group, place.person), -1)
        at, term = index.site.get(place.site, -1), place.term
        host = index.host.get((place.school, at, term))
        if group < 0 or host is None:
            continue
        if place.person:
            stay = index.stay.get((group, at, term, place.school))
            named += [] if stay is None else [stay]
        elif not part.groups.stage[group] & part.stages[v.host[host]]:
            continue
        elif place.group.school_code == place.site:
            entry = index.own.get((group, at, term))
            own += [] if entry is None else [(entry, host, standing.count)]
        else:
            entry = index.lent.get((group, term))
            kind = index.borrowed.get((int(kind_of(part)[group]), at, term))
            if entry is not None and kind is not None:
                lent.append((entry, kind, host, standing.count))
    return v.stay[np.array(named, dtype=np.int64)], define_stays(post, t, v, own, lent)


@dataclass(frozen=True)
class _Placed:
    """Where the columns of placements are: sites, hosts, own and lent people, kinds borrowed, stays."""

    site: Mapping[str, int]
    host: Mapping[tuple[str, int, str], int]
    own: Mapping[tuple[int, int, str], int]
    lent: Mapping[tuple[int, str], int]
    borrowed: Mapping[tuple[int, int, str], int]
    stay: Mapping[tuple[int, int, str, str], int]

    @classmethod
    def of(cls, part: Component, t: TeamVariables, v: PlacementVariables) -> _Placed:
        """Return the indexes of a component's placements."""
        terms, schools = v.terms, part.schools
        kind = v.borrowed_stage * CLASSES + v.borrowed_class
        owns = [
            (int(g), int(at), terms[m])
            for g, at, m in zip(v.own_group, v.own_at, v.own_term, strict=True)
        ]
        hosts = zip(v.host, v.host_at, v.host_term, strict=True)
        lents = zip(v.lent_group, v.lent_term, strict=True)
        kinds = zip(kind, v.borrowed_at, v.borrowed_term, strict=True)
        stays = zip(v.stay_own, v.stay_host, strict=True)
        return cls(
            site={schools[k]: i for i, k in enumerate(t.site)},
            host={(schools[h], int(at), terms[m]): i for i, (h, at, m) in enumerate(hosts)},
            own={key: i for i, key in enumerate(owns)},
            lent={(int(g), terms[m]): i for i, (g, m) in enumerate(lents)},
            borrowed={(int(q), int(at), terms[m]): i for i, (q, at, m) in enumerate(kinds)},
            stay={(*owns[o], schools[h]): i for i, (o, h) in enumerate(stays)},
        )
