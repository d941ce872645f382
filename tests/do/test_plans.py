"""Saving a plan: the past stays as it was planned, and each magnet has its page."""

from datetime import UTC, datetime, timedelta

import pytest

from milepost.do.actions.plans import import_plan, restore_version
from milepost.do.models import ChangedDay, MagnetPage, Slot
from milepost.plan.file import PlanError
from milepost.plan.models import PlanVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived_in(workspace, golden_plan):
    """The workspace, its plan begun two weeks ago, with no worker since."""
    today = datetime.now(UTC).date()
    later = golden_plan.replace("2027-", f"{today.year + 1}-")
    first_line = f"starts: {today.year + 1}-01-04\nends"
    import_plan(workspace, later.replace(first_line, f"starts: {today - timedelta(14)}\nends"))
    PlanVersion.objects.update(made_at=datetime.now(UTC) - timedelta(days=14))
    return workspace


def test_the_past_is_kept_as_the_old_plan_laid_it_out(lived_in, golden_plan):
    version = PlanVersion.objects.get()
    changed = version.text.replace("cadence: 2 per day", "cadence: daily at 07:00")
    import_plan(lived_in, changed)
    rounds = Slot.objects.filter(tactic__code="rounds")
    days = set(rounds.values_list("planned_day", flat=True))
    assert len(days) >= 13
    assert rounds.count() == 2 * len(days)
    assert ChangedDay.objects.count() >= 13


def test_saving_again_freezes_nothing_twice(lived_in):
    text = PlanVersion.objects.get().text
    import_plan(lived_in, text.replace("2 per day", "3 per day"))
    before = Slot.objects.count()
    import_plan(lived_in, text)
    assert Slot.objects.count() == before


def test_a_bad_plan_changes_nothing_at_all(lived_in):
    with pytest.raises(PlanError):
        import_plan(lived_in, "plan: broken\nstarts: never\n")
    assert Slot.objects.count() == 0
    assert PlanVersion.objects.count() == 1


def test_each_magnet_has_a_page_also_after_a_restore(planned):
    import_plan(
        planned,
        PlanVersion.objects.get()
        .text.replace("id: checklist", "id: list")
        .replace("magnet: checklist", "magnet: list"),
    )
    assert {page.magnet.code for page in MagnetPage.objects.select_related("magnet")} >= {"list"}
    restore_version(planned, 1, made_by=None)
    codes = {page.magnet.code for page in MagnetPage.objects.select_related("magnet")}
    assert {"list", "checklist"} <= codes
