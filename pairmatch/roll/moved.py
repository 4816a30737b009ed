"""Moved settings: those of a scenario as they are said in another year, and the number of its forecast."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pairmatch.errors import Text
from pairmatch.roll.spans import RollYear
from pairmatch.settings import Settings

TAKEOVER = "takeover_percent"
"""The policy number that says how many of the people placed take work over, as long as none is confirmed."""
FORECAST = 80
"""What it is in a roll if the scenario does not say: a guess of the project's own."""
WHY = Text(
    "逐年推演的预测口径，由本程序自定，文件没有规定",
    "forecast of a roll, the project's own guess; no figure of the policy",
)


def moved(data: Mapping[str, Any], one: RollYear, base: Settings) -> dict[str, Any]:
    """Return the data of `scenario.toml` in another year: year, round, and the school year of the title.

    A scenario that does not say how many of the people placed take work over gets the forecast's number.
    """
    title = re.sub(rf"{base.year}(?=学年|年度)", str(one.year), base.title)
    policy = data.get("policy", {})
    if TAKEOVER not in policy:
        policy = {**policy, TAKEOVER: {"value": FORECAST, "reason": WHY.say(base.language)}}
    return {**data, "title": title, "year": one.year, "round": one.round, "policy": policy}
