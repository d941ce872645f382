"""What happened in the example workspace, as its other files tell it in rows."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from milepost.base.clock import instant
from milepost.demo.sample import SEED, Sample
from milepost.plan.outline import Plan
from milepost.review.series import BUSINESS, Readings
from milepost.team.models import Workspace


@dataclass(frozen=True)
class Story:
    """The example's workspace, its plan, the readings so far, and the day it is."""

    workspace: Workspace
    plan: Plan
    readings: Readings
    sample: Sample
    today: date

    @property
    def days(self) -> list[date]:
        """The days from the plan's first to yesterday."""
        count = (self.today - self.plan.starts).days
        return [self.plan.starts + timedelta(days=n) for n in range(count)]

    def count(self, measure: str, day: date, of: str = BUSINESS) -> int:
        """Return a reading; 0 where nobody wrote it down."""
        return int(self.readings.own(measure, of).get(day, 0))

    def dice(self, *names: object) -> Random:
        """Return dice of their own for each thing; a plan moved by weeks gets the same throws."""
        return Random("/".join(map(str, (SEED, *names))))  # noqa: S311 - a story, no secret

    def nth(self, day: date) -> int:
        """Return how many days after the plan's first it is."""
        return (day - self.plan.starts).days

    def moment(self, day: date, dice: Random) -> datetime:
        """Return some moment of a day at which people are awake."""
        return instant(day, time(dice.randint(7, 21), dice.randrange(60)), self.plan.timezone)
