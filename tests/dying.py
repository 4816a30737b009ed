"""A process that dies over some variants of scenarios/tiny; in a module that is quickly loaded."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection

from pairmatch.scenario import Scenario


def serve_dying(pipe: Connection) -> None:
    """Die over the variants that let nobody leave, plan the others."""
    while True:
        try:
            scenario: Scenario = pipe.recv()
        except EOFError:
            return
        if scenario.schools["9900000001"].release_max == 0:
            os._exit(1)
        # Who dies need not load what plans.
        from pairmatch.solve.workers import Workers
        from pairmatch.sweep.task import plan

        with Workers(1) as hands:
            pipe.send(plan(scenario, hands))
