"""The sections of a report, in the order in which a director reads them."""

from __future__ import annotations

from pairmatch.webpage.content import Section
from pairmatch.webpage.sections.breaches import breaches, every_breach
from pairmatch.webpage.sections.compared import compared
from pairmatch.webpage.sections.counties import counties
from pairmatch.webpage.sections.decided import decided, targets
from pairmatch.webpage.sections.flows import flows
from pairmatch.webpage.sections.measured import metrics
from pairmatch.webpage.sections.proof import files, proof
from pairmatch.webpage.sections.spread import spread
from pairmatch.webpage.sections.subjects import subjects
from pairmatch.webpage.sections.trend import has_trend, trend
from pairmatch.webpage.view import View


def sections_of(view: View) -> tuple[Section, ...]:
    """Return the sections; trend and comparison only where there are runs to set side by side."""
    return (
        decided(view),
        targets(view),
        counties(view),
        flows(view),
        subjects(view),
        spread(view),
        breaches(view),
        *((trend(view),) if has_trend(view) else ()),
        *((compared(view),) if len(view.runs) > 1 else ()),
        proof(view),
        metrics(view),
        Section("lists", view.say("清单", "Lists"), (*every_breach(view), files(view))),
    )
