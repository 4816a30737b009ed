"""What can be approved against the rules of placements, and what an approval must name.

Not against W1-max: everybody who is placed answers a seat. Nor against what schools and hosts have to
give: W4, W5, W6-stage, W8; nor against the limits of T11-province, which the scenario sets itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from pairmatch.plan import Plan
from pairmatch.post import Ids
from pairmatch.programmes.placements.index import sites
from pairmatch.programmes.rule import Excepted

_SITE_TERM = (("recipient_school", "term"),)


def _of_person(plan: Plan, ids: Ids) -> Ids:
    """Return the site and term of a person placed: (team, seat, term, school)."""
    return (sites(plan).get(ids[0], ""), ids[2])


def _of_host(plan: Plan, ids: Ids) -> Ids:
    """Return the site and host of a person placed: (team, seat, term, host)."""
    return (sites(plan).get(ids[0], ""), ids[3])


EXCEPTED: Mapping[str, Excepted] = {
    "P8": Excepted((("recipient_school",), ("supporting_school",))),
    "T11": Excepted((("unit_code", "limit"),)),
    **dict.fromkeys(("W1", "W1-own", "W3"), Excepted(_SITE_TERM)),
    **dict.fromkeys(("W2", "W2-role"), Excepted(_SITE_TERM, _of_person)),
    "W6": Excepted((("recipient_school", "supporting_school"),), _of_host),
    "W7": Excepted((("recipient_school", "subject", "term"),)),
}
