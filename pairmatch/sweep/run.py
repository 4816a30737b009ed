"""Running a sweep: what is still to be planned is planned side by side and kept as it comes."""

from __future__ import annotations

from collections.abc import Callable

from pairmatch.sweep.crew import Crew
from pairmatch.sweep.folder import SweepFolder
from pairmatch.sweep.table import Row
from pairmatch.sweep.task import Refused

Tell = Callable[[Row], None]


def run(folder: SweepFolder, crew: Crew, tell: Tell = lambda row: None) -> None:
    """Plan what is still to be planned; ``tell`` is told each variant once it is on disk.

    Only this process writes. Raises KeyboardInterrupt and ExecutorLost; what is kept by then stays,
    and the next call goes on with the rest.
    """
    variants = {variant.name: variant for variant in folder.waiting}
    folder.begin()
    planned = crew.plan(list(variants), lambda name: folder.sweep.scenario(variants[name]))
    for name, scenario, answer in planned:
        if not (isinstance(answer, Refused) and answer.reason == "stopped"):
            tell(folder.keep(variants[name], scenario, answer))
