"""What can be approved against the rules of pairs, and what an approval must name."""

from __future__ import annotations

from collections.abc import Mapping

from pairmatch.programmes.rule import Excepted

_PAIR = Excepted((("recipient_school", "supporting_school"),))
_RECIPIENT = Excepted((("recipient_school",),))
_SUPPORTING = Excepted((("supporting_school",),))
_UNIT = Excepted((("unit_code",), ("unit_code", "stage")))
_PROVINCE = Excepted(((),))

EXCEPTED: Mapping[str, Excepted] = {
    **dict.fromkeys(("P1", "P4", "P9"), _PAIR),
    **dict.fromkeys(("P2", "P2-min"), _RECIPIENT),
    **dict.fromkeys(("P3", "P3-min", "P3-load"), _SUPPORTING),
    **dict.fromkeys(("P5", "P5-max"), _PROVINCE),
    **dict.fromkeys(("P6", "P6-max"), _UNIT),
}
