"""Forms sent out, filled in and read back: what counties say of each recipient school's pair."""

from __future__ import annotations

from pathlib import Path

from pairmatch.consult.sent import send
from pairmatch.consult.settled import Settled, settle
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.replan.replanned import AT_WILL, Asked, Change
from pairmatch.solve.workers import Workers
from pairmatch.whatif.opened import OpenedRun
from tests.consult.counties import COUNTIES
from tests.consult.forms import PAIRS, SITES, answered, put

ASKED = Asked("李主任", "2026-08-20T09:00:00+08:00", "征求意见")
Wishes = dict[str, tuple[str | None, str | None]]
"""What is said of the pair, or the team, of each recipient school, and the school instead."""


def planned(run: OpenedRun) -> dict[str, str]:
    return {x.recipient_school: x.supporting_school for x in run.plan.rows(SchoolPair)}


def home(school: str) -> str:
    return next(c for c, some in COUNTIES.items() if int(school[2:]) in some)


def asked(
    run: OpenedRun,
    said: Wishes,
    top: Path,
    workers: Workers,
    sites: Wishes | None = None,
    change: Change = AT_WILL,
) -> Settled:
    """The run planned again with answers about pairs, and about the sites of teams."""
    top.mkdir(exist_ok=True)
    sent = send(run, top / "sent", "zh")
    for name in sent.files:
        changes = [
            put(sheet, x, 意见=wishes[x][0], 调整为=wishes[x][1])
            for sheet, wishes in ((PAIRS, said), (SITES, sites or {}))
            for x in wishes
            if home(x) == name[:6]
        ]
        answered(sent.folder / name, top / "back", changes)
    return settle(run, top / "back", ASKED, workers, change)
