"""Says: a diagnosis in words: what cannot be, why, and what would mend it, in either language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pairmatch.counting import Counting, count
from pairmatch.counting import lines as counted_lines
from pairmatch.diagnose.elastic import Demand
from pairmatch.diagnose.found import Argument, Conflict, Diagnosis, Item, Mending, Needed, Stated
from pairmatch.errors import Lang, message
from pairmatch.programmes.rule import Rule
from pairmatch.report.names import clause_of, listed, name_of, unit_of
from pairmatch.scenario import Scenario

MANY = 4
"""More demands of one rule than this are said in one line, by their places."""
NAMED = 6
"""Places that are named in such a line; all of them stand in the JSON."""


class Words:
    """Says the parts of a diagnosis of one scenario in one language."""

    def __init__(self, scenario: Scenario, rules: Collection[Rule], lang: Lang) -> None:
        self.scenario, self.lang = scenario, lang
        self.rules = {rule.code: rule for rule in rules}
        self._counting: Counting | None = None

    def lines(self, found: Diagnosis) -> Iterator[str]:
        """Yield the whole diagnosis, line by line; alike conflicts of one unit are said once."""
        if not (found.given or found.unknown or found.province or found.doubted):
            yield self._say("none")
            return
        hard = any(self.scenario.force(x.code) == "hard" for x in found.given)
        alike = self._alike(found.conflicts)
        if found.given:
            key = "hard" if hard else "soft"
            yield self._say(key, count=len(found.given), kinds=len(alike))
        for number, some in enumerate(alike, 1):
            yield ""
            yield from self._conflict(number, some)
        yield from self._together(found)
        for one in found.province:
            yield ""
            yield from self._needed(one)
        yield from self._open(found)

    def demand(self, one: Stated) -> str:
        """Return what is demanded, with its number, without its rule's code."""
        rule = self.rules[one.demand.code]
        spoken = rule.spoken
        if spoken is not None and spoken.says is not None:
            return spoken.says(self.scenario, one.demand.ids).say(self.lang)
        side = self._side(one)
        if spoken is not None and spoken.noun.zh:
            return f"{self._noun(one.demand)}{self._say('space')}{side}"
        where = " · ".join(self._names(one.demand.ids))
        place = self._say("plain", rule=rule.says.say(self.lang), where=where)
        return f"{place}{self._say('comma')}{side}" if side else place

    def argument(self, one: Argument) -> str:
        """Return the sum that proves a conflict, in one sentence."""
        since = sorted({demand.code for demand in one.since}, key=list(self.rules).index)
        return self._say(
            "sum",
            needed=one.needed,
            asked=self._items(one.asked, plain=True),
            most=one.at_most,
            there=self._items(one.there, plain=not one.since),
            since=self._say("since", codes=listed(self.lang, since)) if since else "",
        )

    def steps(self, mending: Mending) -> str:
        """Return what is to be done, step by step."""
        said = [repair.says(count).say(self.lang) for repair, count in mending.steps]
        return self._say("and").join(said)

    def given(self, given: Mapping[Demand, int]) -> list[str]:
        """Return by how much each of some demands gives way."""
        return [
            self._say(
                "given",
                rule=demand.code,
                where=" · ".join(self._names(demand.ids)),
                amount=amount,
                unit=self.rules[demand.code].unit.say(self.lang),
            )
            for demand, amount in given.items()
        ]

    # -- conflicts --------------------------------------------------------------------------------

    def _alike(self, conflicts: Sequence[Conflict]) -> list[list[list[Conflict]]]:
        """Return the conflicts of each demand that gives way, alike ones of one unit together."""
        groups: dict[object, list[list[Conflict]]] = defaultdict(list)
        for last, some in groupby(conflicts, key=lambda x: x.last):
            mine = list(some)
            ways = [[(x.name, n) for x, n in mending.steps] for mending in mine[0].mendings]
            rules = [sorted({x.code for x in one.demands}) for one in mine]
            unit = unit_of(self.scenario, last.ids)
            groups[str((unit, last.code, rules, ways))].append(mine)
        return list(groups.values())

    def _conflict(self, number: int, some: Sequence[Sequence[Conflict]]) -> Iterator[str]:
        first = some[0]
        one = first[0]
        [short] = self.given({one.last: one.amount})
        yield self._say("conflict", number=number, short=short)
        yield from (f"   {self._say('counted', line=line)}" for line in self._counted(one))
        for conflict in first:
            yield "   " + self._say("cannot")
            yield from (f"   {line}" for line in self._demands(conflict.stated))
            if conflict.argument is not None:
                yield "   " + self.argument(conflict.argument)
        yield from (f"   {line}" for line in self._mendings(one))
        if len(some) > 1:
            others = [" · ".join(self._names(x[0].last.ids)) for x in some[1:]]
            yield "   " + self._say("alike", count=len(others), places=self._some(others))

    def _demands(self, stated: Sequence[Stated]) -> Iterator[str]:
        by_rule: dict[str, list[Stated]] = defaultdict(list)
        for one in stated:
            by_rule[one.demand.code].append(one)
        for code, some in by_rule.items():
            rule = self.rules[code]
            clause = clause_of(rule.clause)
            head = f"{code} [{clause if isinstance(clause, str) else clause.say(self.lang)}] "
            if len(some) <= MANY:
                yield from (f"· {head}{self.demand(one)}" for one in some)
                continue
            places = [" · ".join(self._names(one.demand.ids)) for one in some]
            said = rule.says.say(self.lang)
            yield f"· {head}" + self._say(
                "many", rule=said, count=len(some), places=self._some(places)
            )

    def _mendings(self, one: Conflict) -> Iterator[str]:
        if not one.mendings:
            yield self._say("unmended")
            return
        yield self._say("mend-cheapest" if one.cheapest else "mend")
        for number, mending in enumerate(one.mendings, 1):
            left = self.given(mending.remaining)
            rest = self._say("rest", count=len(left)) if left else ""
            yield f"  {number}) {self.steps(mending)}{rest}"
        if one.untried:
            yield "  " + self._say("untried", count=one.untried)

    def _counted(self, one: Conflict) -> list[str]:
        """Return what counting says of the demand that gives way, whoever is asked for what else."""
        if one.last.code not in ("T1", "P6", "P2-min"):
            return []
        if self._counting is None:
            self._counting = count(self.scenario)
        unit = unit_of(self.scenario, one.last.ids)
        known = self._counting
        mine = replace(
            known,
            teams=tuple(x for x in known.teams if one.last.code == "T1" and x.county == unit),
            pairs=tuple(
                x
                for x in known.pairs
                if (x.rule, x.unit) == (one.last.code, unit) and one.last.code == "P6"
            ),
            together=(),
            without_partner=(),
            teams_untold=(),
            pairs_untold=(),
        )
        if not any(x.missing for x in mine.teams) and not any(x.missing for x in mine.pairs):
            return []
        return [text.say(self.lang) for text in counted_lines(self.scenario, mine)]

    # -- all of them ------------------------------------------------------------------------------

    def _together(self, found: Diagnosis) -> Iterator[str]:
        if not found.conflicts:
            return
        yield ""
        if found.together is None:
            yield self._say("no-together")
            return
        yield self._say("together", count=len(found.together.steps))
        for repair, steps in found.together.steps:
            yield f"   · {repair.says(steps).say(self.lang)}"

    def _needed(self, one: Needed) -> Iterator[str]:
        rule = self.rules[one.demand.code]
        said = self.demand(Stated(one.demand, one.number, one.least))
        total = sum(need for _, need in one.needs)
        key = "needed-least" if one.least else "needed-most"
        unit = rule.unit.say(self.lang)
        yield self._say(key, rule=one.demand.code, said=said, total=total, unit=unit)
        largest = sorted(one.needs, key=lambda x: -x[1])
        each = [f"{self.scenario.unit_name(units[-1])} {need}" for units, need in largest]
        yield "   " + self._say("needs", count=len(each), places=self._some(each))
        for mending in one.mendings:
            yield f"   1) {self.steps(mending)}"

    def _open(self, found: Diagnosis) -> Iterator[str]:
        if found.unexplained:
            yield ""
            yield self._say("unexplained", count=len(found.unexplained))
            yield from (f"   · {line}" for line in self.given(found.unexplained))
        if found.doubted:
            yield self._say("doubted")
        for units in found.unknown:
            names = listed(self.lang, (self.scenario.unit_name(unit) for unit in units))
            yield self._say("unknown", units=names)

    # -- words ------------------------------------------------------------------------------------

    def _items(self, items: Sequence[Item], *, plain: bool) -> str:
        """Return numbers with what they count; many of one rule and unit are added up.

        What there is to choose from is named only where the sum is ``plain``, one for one.
        """
        groups: dict[object, list[Item]] = defaultdict(list)
        for item in items:
            demand = item.demand
            key = (demand.code, unit_of(self.scenario, demand.ids), item.times) if demand else None
            groups[key].append(item)
        said: list[str] = []
        for some in groups.values():
            if len(some) <= MANY:
                said.extend(self._item(item, plain=plain) for item in some)
            elif (demand := some[0].demand) is not None:
                unit = unit_of(self.scenario, demand.ids) or ""
                said.append(
                    self._say(
                        "item-many",
                        what=self.rules[demand.code].says.say(self.lang),
                        where=name_of(self.scenario, unit, self.lang),
                        count=len(some),
                        number=sum(item.number for item in some),
                        times=self._times(some[0].times),
                    )
                )
        return self._say("plus").join(said)

    def _item(self, item: Item, *, plain: bool) -> str:
        if item.demand is None:
            spoken = self.rules[item.of.code].spoken if item.of else None
            what = spoken.choices.say(self.lang) if spoken and plain else self._say("choices")
        else:
            what = self._what(item.demand)
        return f"{what} {item.number}{self._times(item.times)}"

    def _what(self, demand: Demand) -> str:
        spoken = self.rules[demand.code].spoken
        if spoken is not None and spoken.noun.zh:
            return self._noun(demand)
        if spoken is not None and spoken.says is not None:
            return spoken.says(self.scenario, demand.ids).say(self.lang)
        where = " · ".join(self._names(demand.ids))
        return f"{self.rules[demand.code].says.say(self.lang)} ({where})"

    def _noun(self, demand: Demand) -> str:
        spoken = self.rules[demand.code].spoken
        names = [name_of(self.scenario, one, self.lang) if one else "" for one in demand.ids]
        said = spoken.noun.say(self.lang).format(*names) if spoken else ""
        return " ".join(said.split())

    def _side(self, one: Stated) -> str:
        if one.number is None:
            return ""
        unit = self.rules[one.demand.code].unit.say(self.lang)
        said = self._say("least" if one.least else "most", number=one.number, unit=unit)
        if not one.eased:
            return said
        asked = one.number + one.eased * (1 if one.least else -1)
        return said + self._say("eased", number=asked, unit=unit)

    def _times(self, times: int) -> str:
        return f"×{times}" if times > 1 else ""

    def _names(self, ids: Sequence[str]) -> list[str]:
        return [name_of(self.scenario, one, self.lang) for one in ids if one]

    def _some(self, places: Sequence[str]) -> str:
        named = listed(self.lang, places[:NAMED])
        return named if len(places) <= NAMED else self._say("and-more", places=named)

    def _say(self, key: str, **values: object) -> str:
        return message(f"diagnose.{key}", self.lang, **values)
