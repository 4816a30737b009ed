"""What can be approved against the rules of what earlier years leave, and what an approval must name."""

from __future__ import annotations

from collections.abc import Mapping

from pairmatch.programmes.rule import Excepted

_POST = ("supporting_school", "role")

EXCEPTED: Mapping[str, Excepted] = {
    "H1": Excepted((("recipient_school", "supporting_school"),)),
    "H2": Excepted(
        (
            (*_POST, "subject", "stage"),
            (*_POST, "subject"),
            (*_POST, "stage"),
            _POST,
        )
    ),
    "H3": Excepted((("recipient_school",),)),
}
