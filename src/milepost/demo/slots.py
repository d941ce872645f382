"""The example's past slots: done, skipped with a reason, or missed."""

from datetime import datetime, timedelta
from random import Random

from milepost.demo.story import Story
from milepost.do.calendar import TASKS
from milepost.do.models import Slot
from milepost.plan.models import Tactic
from milepost.plan.slots import PlannedSlot, all_slots

# Of what was not done, this part was left out on purpose.
_SKIPPED = 0.5


def keep_past_slots(story: Story) -> None:
    """Keep the slots of every day before today, as the readings of `done` have them."""
    tactics = {row.code: row for row in Tactic.objects.filter(workspace=story.workspace)}
    yesterday = story.today - timedelta(days=1)
    rows = [
        _past(story, slot, tactics[slot.tactic])
        for slot in all_slots(story.plan, story.plan.starts, yesterday)
    ]
    Slot.objects.bulk_create(rows, batch_size=500)


def _past(story: Story, slot: PlannedSlot, tactic: Tactic) -> Slot:
    dice = story.dice("slot", slot.tactic, story.nth(slot.day), slot.nth)
    row = Slot(
        workspace=story.workspace,
        tactic=tactic,
        planned_day=slot.day,
        nth=slot.nth,
        day=slot.day,
        at=slot.moment,
    )
    if slot.nth < story.count("done", slot.day, slot.tactic):
        row.done_at = _soon_after(story, slot, dice)
    elif story.plan.find(slot.tactic).kind not in TASKS and dice.random() < _SKIPPED:
        row.skipped_at = _soon_after(story, slot, dice)
        row.skipped_why = dice.choice(story.sample.skipped)
    return row


def _soon_after(story: Story, slot: PlannedSlot, dice: Random) -> datetime:
    if slot.moment is None:
        return story.moment(slot.day, dice)
    return slot.moment + timedelta(minutes=dice.randint(1, 40))
