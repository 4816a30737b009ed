"""What can be approved against the rules of teams, and what an approval must name.

Not against T2: fewer than three people are no team. Nor against what schools have to give: T5, T6, T10.
"""

from __future__ import annotations

from collections.abc import Mapping

from pairmatch.programmes.rule import Excepted

_SITE = (("recipient_school",),)
_PAIR = (("recipient_school", "supporting_school"),)

EXCEPTED: Mapping[str, Excepted] = {
    **dict.fromkeys(("T1", "T1-max"), Excepted((("unit_code",),))),
    "T3": Excepted((("recipient_school", "role"),)),
    "T4": Excepted(_SITE, lambda plan, ids: ids[1:]),
    "T4-fallback": Excepted(_SITE),
    **dict.fromkeys(("T7", "T9"), Excepted(_PAIR, lambda plan, ids: ids[2:])),
    "T8": Excepted((("unit_code", "subject"),)),
}
