"""The board of leads: read by members, changed by those who work, hidden from strangers."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.do.scenes import SEEN, guide, tracked

from milepost.do.actions.leads import Asked, Told, add_by_hand, ask
from milepost.do.models import Lead
from milepost.do.queries.leads import SHOWN
from milepost.plan.models import Stage
from milepost.web.do.leads import PER_PAGE

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(planned) -> str:
    return f"/w/{planned.slug}/leads/"


@pytest.fixture
def lead(planned, owner) -> Lead:
    return add_by_hand(planned, Told(name="Finn Ash", phone="530 555 0100", tactic="blog"), owner)


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_board_shows_stages_and_who_stands_in_them(client, manager, root, lead):
    client.force_login(manager)
    html = read(client, root)
    assert html.index("Lead <span>1") < html.index("Offer <span>0") < html.index("Escrow <span>0")
    assert "Finn Ash" in html
    assert "by Article on a question of buyers" in html


def test_card_names_the_post_that_brought_the_lead(client, owner, planned, root):
    link = tracked(planned, "/g/checklist")
    asked = Asked(email="d@example.com", agrees=True, via_code=link.code)
    ask(guide(planned), asked, SEEN)
    client.force_login(owner)
    html = read(client, root)
    assert "from “Closing costs”" in html
    assert "asked for Closing checklist" in html


def test_caller_is_written_down_in_one_step(client, manager, planned, root):
    client.force_login(manager)
    typed = {"name": "Gus", "contact": "gus@example.com", "tactic": "events", "heard": "the paper"}
    response = client.post(f"{root}new/", typed)
    lead = Lead.objects.get(workspace=planned)
    assert response["Location"] == f"{root}#lead-{lead.pk}"
    assert (lead.email, lead.phone, lead.tactic.code) == ("gus@example.com", "", "events")
    assert (lead.stage.says, lead.made_by) == ("lead", manager)


def test_number_goes_where_numbers_belong(client, manager, planned, root):
    client.force_login(manager)
    client.post(f"{root}new/", {"contact": "530 555 0100"})
    assert Lead.objects.get(workspace=planned).phone == "530 555 0100"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"heard": "the paper"}, "Write a name, a phone number or an e-mail address."),
        ({"contact": "gus@", "heard": "the paper"}, "such as ada@example.com"),
    ],
)
def test_bad_entry_is_explained_and_stays(client, manager, root, typed, says):
    client.force_login(manager)
    response = client.post(f"{root}new/", typed)
    html = response.content.decode()
    assert response.status_code == 422
    assert says in html
    assert 'value="the paper"' in html


def test_lead_moves_on_and_back(client, manager, planned, root, lead):
    client.force_login(manager)
    for code in ("/offer", "/lead"):
        stage = Stage.objects.get(workspace=planned, code=code)
        client.post(f"{root}{lead.pk}/move/", {"stage": stage.pk})
        lead.refresh_from_db()
        assert lead.stage == stage
    html = read(client, f"{root}{lead.pk}/")
    assert html.split("Who changed what")[0].count("Ben Oak") == 2
    assert "<strong>Ben Oak</strong> moved a lead" in html


def test_move_to_a_stage_of_another_business_is_not_found(
    client, manager, root, lead, other_workspace
):
    theirs = Stage.objects.create(workspace=other_workspace, code="/x", says="x", measure="xs")
    client.force_login(manager)
    for wanted in (theirs.pk, "x", ""):
        assert client.post(f"{root}{lead.pk}/move/", {"stage": wanted}).status_code == 404


def test_lead_is_changed_on_its_page(client, manager, root, lead):
    client.force_login(manager)
    typed = {"name": "Finn Ash", "phone": "1", "email": "", "tactic": "", "note": "call Monday"}
    assert client.post(f"{root}{lead.pk}/save/", typed).status_code == 302
    lead.refresh_from_db()
    assert (lead.note, lead.tactic) == ("call Monday", None)
    response = client.post(f"{root}{lead.pk}/save/", {**typed, "email": "finn"})
    assert response.status_code == 422
    assert "such as ada@example.com" in response.content.decode()


def test_deletion_asks_with_the_name_and_deletes(client, manager, root, lead):
    client.force_login(manager)
    assert "Delete Finn Ash</button>" in read(client, f"{root}{lead.pk}/")
    response = client.post(f"{root}{lead.pk}/delete/", follow=True)
    assert not Lead.objects.exists()
    assert "Finn" not in response.content.decode()


def test_long_column_goes_on_page_by_page(client, manager, planned, root):
    stage = Stage.objects.get(workspace=planned, code="/lead")
    now = timezone.now()
    Lead.objects.bulk_create(
        Lead(workspace=planned, name=f"Lead-{n:02}", stage=stage, asked_at=now - timedelta(hours=n))
        for n in range(PER_PAGE + 1)
    )
    client.force_login(manager)
    html = read(client, root)
    assert f"Lead-{SHOWN - 1}" in html
    assert f"Lead-{SHOWN}" not in html
    assert f"See all {PER_PAGE + 1}" in html
    assert f"Lead-{PER_PAGE}" in read(client, f"{root}at/{stage.pk}/?page=2")


def test_number_of_queries_does_not_grow(
    client, owner, planned, root, django_assert_max_num_queries
):
    client.force_login(owner)
    for number in range(30):
        add_by_hand(planned, Told(name=f"Lead {number}", tactic="blog"), owner)
    with django_assert_max_num_queries(10):
        client.get(root)
    with django_assert_max_num_queries(12):
        client.get(f"{root}{Lead.objects.first().pk}/")


def test_viewer_reads_and_changes_nothing(client, viewer, root, lead):
    client.force_login(viewer)
    assert "Finn Ash" in read(client, root)
    html = read(client, f"{root}{lead.pk}/")
    assert 'method="post" action="/w/' not in html
    for what in ("new/", f"{lead.pk}/save/", f"{lead.pk}/move/", f"{lead.pk}/delete/"):
        assert client.post(f"{root}{what}", {"name": "X"}).status_code == 403
    assert Lead.objects.get().name == "Finn Ash"


def test_stranger_finds_nothing(client, stranger, other_workspace, root, lead):
    client.force_login(stranger)
    for what in ("", f"{lead.pk}/"):
        assert client.get(f"{root}{what}").status_code == 404
    theirs = f"/w/{other_workspace.slug}/leads/"
    assert client.get(f"{theirs}{lead.pk}/").status_code == 404
    for what in ("save/", "move/", "delete/"):
        assert client.post(f"{root}{lead.pk}/{what}").status_code == 404
        assert client.post(f"{theirs}{lead.pk}/{what}").status_code == 404
    assert Lead.objects.filter(pk=lead.pk).exists()
