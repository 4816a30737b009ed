"""What the change log says of answers: what a county agrees to as one change, every other answer alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pairmatch.consult.rulings import Ruling
from pairmatch.errors import Text, both
from pairmatch.explain.refusals import lock_said
from pairmatch.io.faults.masking import masked
from pairmatch.programmes.sentences import joined
from pairmatch.replan.log import Entry
from pairmatch.replan.patch import Patch
from pairmatch.replan.replanned import Asked
from pairmatch.replan.told import NOTHING, row_said
from pairmatch.schema import Lock
from pairmatch.vocabulary import WORDS
from pairmatch.whatif.opened import OpenedRun


def entries_of(
    run: OpenedRun,
    rulings: Sequence[Ruling],
    yielded: Sequence[Lock],
    before: int,
    asked: Asked,
) -> Iterator[Entry]:
    """Yield the changes that answers come to, numbered after the ``before`` ones of the log so far.

    What a county leaves open is one change too: its rows are kept until it is agreed. ``yielded`` are
    rows that were kept since an earlier round and are so no longer.
    """
    noted: dict[str, list[Ruling]] = {}
    for ruling in rulings:
        if ruling.locks:
            noted.setdefault(ruling.answer.unit, []).append(ruling)
    groups: list[list[Ruling]] = []
    for some in noted.values():
        taken = [x for x in some if x.outcome == "taken"]
        agreed = [x for x in taken if x.answer.reply == "agree"]
        still_open = [x for x in some if x.outcome != "taken"]
        groups += [agreed] * bool(agreed)
        groups += [[x] for x in taken if x.answer.reply != "agree"]
        groups += [still_open] * bool(still_open)
    number = before
    for number, group in enumerate(groups, before + 1):
        yield _entry(run, group, number, asked)
    if yielded:
        what = both("consult.log-yielded")
        said = joined(lock_said(run.scenario, x) for x in yielded)
        gone = Patch.of_locks(yielded, [])
        yield Entry(number + 1, asked.who, asked.when, asked.why, what, said, NOTHING, gone)


def _entry(run: OpenedRun, group: Sequence[Ruling], number: int, asked: Asked) -> Entry:
    what = _what(run, group[0])
    taken = group[0].outcome == "taken"
    return Entry(
        number=number,
        who=asked.who,
        when=asked.when,
        why="；".join(filter(None, (*_remarks(group), asked.why))),
        what=what,
        before=_rows(run, group, wanted=False),
        after=_rows(run, group, wanted=taken),
        wants=Patch.of_locks(
            [lock for x in group for lock in x.gone],
            [_reasoned(lock, what.say(run.manifest.lang)) for x in group for lock in x.locks],
        ),
    )


def _what(run: OpenedRun, ruling: Ruling) -> Text:
    county = run.scenario.unit_name(ruling.answer.unit)
    if ruling.outcome != "taken":
        return both("consult.log-open", county=county)
    reply = WORDS["reply"][ruling.answer.reply or ""].label
    return both("consult.log", county=county, reply=reply)


def _reasoned(lock: Lock, reason: str) -> Lock:
    return lock.model_copy(update={"reason": reason})


def _remarks(group: Sequence[Ruling]) -> list[str]:
    """Return what counties wrote beside their answers, seals included, masked, each thing once."""
    said = [masked(text) for x in group for text in (x.answer.remark, x.answer.seal) if text]
    return list(dict.fromkeys(said))


def _rows(run: OpenedRun, group: Sequence[Ruling], *, wanted: bool) -> Text:
    """Return a row in words, or how many of each table there are."""
    if len(group) == 1:
        (answer,) = (x.answer for x in group)
        row = answer.wanted if wanted else answer.row
        return row_said(run.scenario, answer.form.consulted.table, row)
    counts = Counter(x.answer.form.sheet.name for x in group)
    return joined(Text(f"{name.zh} {n}", f"{name.en} {n}") for name, n in counts.items())
