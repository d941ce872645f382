"""The example's leads: one for each that the readings count, with the stages they reached."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle

from milepost.demo.links import links_out
from milepost.demo.story import Story
from milepost.do.models import Lead, MagnetPage, StageChange
from milepost.plan.models import Stage, Tactic
from milepost.plan.outline import Stage as PlanStage
from milepost.team.models import User

# Calls reach nobody: 555-0100 to 555-0199 are kept free for stories.
# https://en.wikipedia.org/wiki/555_(telephone_number)
_PHONE = "(530) 555-01{:02d}"


@dataclass
class _Person:
    """A lead on the way through the funnel: the moment at which each stage was reached."""

    lead: Lead
    reached: list[datetime]


def keep_leads(story: Story, *, by: User | None) -> None:
    """Keep everyone who asked, and let as many reach the later stages as the readings count."""
    told = _Telling(story, by)
    for day in story.days:
        told.new_leads(day)
        for nth in range(1, len(told.stages)):
            told.reach_stage(day, nth)
    told.keep()


class _Telling:
    """Makes up people one day after another."""

    def __init__(self, story: Story, by: User | None) -> None:
        self.story, self.by, sample = story, by, story.sample
        self.people: list[_Person] = []
        self.names = zip(cycle(sample.first_names), cycle(sample.last_names), strict=False)
        self.callers = cycle(sample.callers)
        workspace = story.workspace
        self.tactics = {row.code: row for row in Tactic.objects.filter(workspace=workspace)}
        self.stages: Sequence[Stage] = list(Stage.objects.filter(workspace=workspace))
        self.steps: Sequence[PlanStage] = story.plan.funnels[0].stages
        pages = MagnetPage.objects.filter(workspace=workspace)
        self.consents = dict(pages.values_list("magnet__tactics__code", "consent"))
        self.links = links_out(workspace)

    def new_leads(self, day: date) -> None:
        """Let as many ask as the readings count: by link where one is credited, else by phone."""
        tactics = [
            tactic.id
            for tactic in self.story.plan.tactics
            for _ in range(self.story.count("tracked_leads", day, tactic.id))
        ]
        for tactic in tactics:
            self._add(self._by_link(tactic, self._moment(day)))
        for _ in range(self.story.count("leads", day) - len(tactics)):
            self._add(self._by_phone(self._moment(day)))

    def reach_stage(self, day: date, nth: int) -> None:
        """Let as many reach the stage as the readings count; older clients where none is ready."""
        dice = self.story.dice("stage", nth, self.story.nth(day))
        for _ in range(self.story.count(self.steps[nth].counted_as, day)):
            ready = list(self._ready(day, nth))
            person = dice.choice(ready) if ready else self._older(day, nth)
            person.reached.append(self._moment(day))

    def _ready(self, day: date, nth: int) -> Iterator[_Person]:
        until = self._moment(day) - timedelta(days=self._least_days(nth))
        return (p for p in self.people if len(p.reached) == nth and p.reached[-1] <= until)

    def _least_days(self, nth: int) -> int:
        after = self.steps[nth].after
        return int(after.low) if after else 0

    def _older(self, day: date, nth: int) -> _Person:
        """Return someone who had come as far as the stage before already when the plan began."""
        last = min(day, self.story.plan.starts) - timedelta(days=1 + self._least_days(nth) // 2)
        back = [sum(self._least_days(n) for n in range(k + 1, nth)) for k in range(nth)]
        moments = [self._moment(last - timedelta(days=days)) for days in back]
        person = self._add(self._by_phone(moments[0]))
        person.reached = moments
        return person

    def _moment(self, day: date) -> datetime:
        return self.story.moment(
            day, self.story.dice("moment", self.story.nth(day), len(self.people))
        )

    def _add(self, lead: Lead) -> _Person:
        person = _Person(lead, [lead.asked_at])
        self.people.append(person)
        return person

    def _by_link(self, code: str, at: datetime) -> Lead:
        tactic, name = self.tactics[code], next(self.names)
        out = [each.link for each in self.links if each.tactic == code and each.out_at <= at]
        link = out[-1] if out else None
        return Lead(
            workspace=self.story.workspace,
            name=" ".join(name),
            email=f"{'.'.join(name).lower()}@example.com",
            magnet_id=tactic.magnet_id,
            link=link,
            post_id=link.post_id if link else None,
            tactic=tactic,
            consent=self.consents[code],
            consent_at=at,
            asked_at=at,
        )

    def _by_phone(self, at: datetime) -> Lead:
        caller = next(self.callers)
        return Lead(
            workspace=self.story.workspace,
            name=" ".join(next(self.names)),
            phone=_PHONE.format(len(self.people) % 100),
            heard=caller.heard,
            note=caller.note,
            tactic=self.tactics.get(caller.tactic),
            asked_at=at,
            made_by=self.by,
        )

    def keep(self) -> None:
        """Write everyone down, in the order in which they asked."""
        self.people.sort(key=lambda person: person.reached[0])
        for person in self.people:
            person.lead.stage = self.stages[len(person.reached) - 1]
        Lead.objects.bulk_create([person.lead for person in self.people])
        StageChange.objects.bulk_create(
            StageChange(lead=person.lead, stage=stage, at=at, made_by=person.lead.made_by)
            for person in self.people
            for stage, at in zip(self.stages, person.reached, strict=False)
        )
