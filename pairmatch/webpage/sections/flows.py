"""Who helps whom: pairs and people from supporting cities to recipient ones, drawn and in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pairmatch.webpage.content import Grid, Part, Section
from pairmatch.webpage.flow import colours, drawing, ordered
from pairmatch.webpage.rows import Move
from pairmatch.webpage.sections.cells import counted, counts, said, summed, words
from pairmatch.webpage.view import View


def flows(view: View) -> Section:
    """Return the section with the flow of pairs and of people between cities."""
    rows = view.rows
    named = (
        (view.say("学校结对（对）", "School pairs"), rows.pairs),
        (view.say("派出支教（人）", "People sent to teach"), rows.sent),
        (view.say("跟岗学习（人次）", "Shadow placements"), rows.placed),
    )
    between = [_between(moves) for _, moves in named]
    targets = dict.fromkeys(row.city for row in rows.counties)
    targets |= dict.fromkeys(target for found in between for _, target in found)
    colour = colours(ordered(sum(between, Counter()), targets))
    drawings = tuple(
        drawing(found, targets, colour, title)
        for (title, _), found in zip(named[:2], between[:2], strict=True)
        if found
    )
    links = list(dict.fromkeys(link for found in between for link in found))
    numbers = [[found[link] for found in between] for link in links]
    heads = (
        *said(view.say("支援市", "Supporting city"), view.say("受援市", "Recipient city")),
        *counted(*(title for title, _ in named)),
    )
    lines = tuple((*words(*link), *counts(*row)) for link, row in zip(links, numbers, strict=True))
    total = (*words(view.say("合计", "Total"), ""), *counts(*summed(numbers))) if links else ()
    caption = view.say("市与市之间的结对和人员", "Pairs and people between cities")
    part = Part(
        words=(
            view.say(
                "左为支援市，右为受援市，带宽与数量成正比。跟岗人员由右到左，见表。",
                "Supporting cities are at the left, recipient ones at the right; width is number. "
                "People placed go from right to left and stand in the table.",
            ),
        ),
        drawings=drawings,
        grids=(Grid(caption, heads, lines, total, stubs=2),),
    )
    return Section("flows", view.say("市际流向", "Flow between cities"), (part,))


def _between(moves: Sequence[Move]) -> Counter[tuple[str, str]]:
    return Counter((move.supporting.city, move.recipient.city) for move in moves)
