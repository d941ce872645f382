"""The record's page, the histories on the pages of parts, and the button that undoes a step."""

import re

import pytest
from tests.do.posting import SLOT, practice, write

from milepost.do.actions.leads import Told, add_by_hand, delete_lead, move
from milepost.do.actions.plans import import_plan
from milepost.do.actions.posts import delete_draft
from milepost.do.actions.slots import skip_slot
from milepost.do.models import Lead
from milepost.plan.models import PlanVersion, Stage
from milepost.plan.queries import current_text, step_to_undo
from milepost.team.actions import add_member
from milepost.team.models import Member, Record, Undo
from milepost.team.record import Actor, acting, note

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(planned) -> str:
    return f"/w/{planned.slug}/"


def read(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split("<main")[1].split())


def aim_higher(workspace):
    text = (current_text(workspace) or "").replace("target: 20\n", "target: 25\n")
    return import_plan(workspace, text)


def test_record_tells_who_did_what_from_what_to_what_and_when(client, owner, planned, root):
    with acting(Actor("Ada Pine", owner)):
        aim_higher(planned)
    client.force_login(owner)
    html = read(client, f"{root}record/")
    assert "<strong>Ada Pine</strong>" in html
    assert ">changed the target of “20 leads a month”</a>" in html
    assert re.search(r'class="was">20</span>.+class="became">25</span>', html)
    assert "America/Los_Angeles" in html
    assert html.index("changed the target") < html.index("brought a plan")
    assert f'href="{root}plan/parts/objective/leads-20/"' in html


@pytest.mark.parametrize("role", ["owner", "strategist", "manager", "approver", "viewer"])
def test_everyone_who_may_read_sees_it(client, planned, viewer, root, role):
    Member.objects.filter(user=viewer).update(role=role)
    client.force_login(viewer)
    assert "brought a plan" in read(client, f"{root}record/")


def test_stranger_finds_no_record_and_undoes_nothing(client, stranger, planned, root):
    step = step_to_undo(aim_higher(planned))
    client.force_login(stranger)
    assert client.get(f"{root}record/").status_code == 404
    assert client.post(f"{root}undo/{step.pk}/").status_code == 404
    theirs = stranger.memberships.get().workspace
    assert client.post(f"/w/{theirs.slug}/undo/{step.pk}/").status_code == 404
    assert PlanVersion.objects.count() == 2


def test_record_is_filtered_by_part_and_by_person(client, owner, manager, planned, root):
    with acting(Actor("Ben Oak", manager)):
        skip_slot(planned, SLOT, "ill")
        post = write(planned)
    with acting(Actor("Ada Pine", owner)):
        aim_higher(planned)
    client.force_login(owner)
    by_ben = read(client, f"{root}record/?by=Ben+Oak").split("<h3>")[1]
    assert "left out" in by_ben and "Ada Pine" not in by_ben
    posts = read(client, f"{root}record/?of=posts").split("<h3>")[1]
    assert "wrote post" in posts and "left out" not in posts and "target" not in posts
    one = read(client, f"{root}record/?part=post:{post.pk}")
    assert "1 row" in one and "wrote post" in one
    assert "changed the target" in read(client, f"{root}record/?of=plan&by=Ada+Pine")
    assert "There are no such rows." in read(client, f"{root}record/?of=leads")
    assert "brought a plan" in read(client, f"{root}record/?of=nonsense&page=99")


def test_record_goes_on_page_by_page_in_few_queries(
    client, owner, planned, root, django_assert_max_num_queries
):
    client.force_login(owner)
    for number in range(120):
        note(planned, f"post:{number}", f"did number {number:03}")
    for number in range(3):
        lead = add_by_hand(planned, Told(name=f"Finn {number}"), owner)
        delete_lead(lead)
    with django_assert_max_num_queries(12):
        html = read(client, f"{root}record/")
    assert "did number 119" in html and "did number 003" not in html
    assert "did number 003" in read(client, f"{root}record/?page=3")


def test_row_about_something_deleted_leads_nowhere(client, owner, planned, root):
    lead = add_by_hand(planned, Told(name="Finn"), owner)
    pk = lead.pk
    delete_lead(lead)
    kept = add_by_hand(planned, Told(name="Gus"), owner)
    client.force_login(owner)
    html = read(client, f"{root}record/")
    assert f"/leads/{kept.pk}/" in html
    assert f"/leads/{pk}/" not in html


def test_what_people_write_is_text_on_the_record_too(client, owner, planned, root):
    text = (current_text(planned) or "").replace("vision: The", "vision: <script>x</script> The")
    import_plan(planned, text)
    client.force_login(owner)
    assert "<script>x" not in read(client, f"{root}record/")


def test_long_texts_are_folded(client, owner, planned, root):
    text = (current_text(planned) or "").replace("vision: The", f"vision: {'very ' * 40}The")
    import_plan(planned, text)
    client.force_login(owner)
    html = read(client, f"{root}record/")
    assert "Before and after" in html


@pytest.mark.parametrize("address", ["plan/parts/objective/leads-20/", "plan/parts/plan/plan/",
                                     "posts/{post}/", "leads/{lead}/"])  # fmt: skip
@pytest.mark.parametrize("who", ["owner", "viewer"])
def test_pages_of_parts_have_their_history(client, planned, owner, viewer, root, address, who):
    aim_higher(planned)
    pks = {"post": write(planned).pk, "lead": add_by_hand(planned, Told(name="F"), owner).pk}
    client.force_login({"owner": owner, "viewer": viewer}[who])
    html = read(client, root + address.format(**pks))
    history = html.split("Who changed what")[1]
    assert "Milepost</strong>" in history
    assert "November" in history or re.search(r"\d{4}, \d\d:\d\d", history)


def test_long_history_leads_to_the_record(client, owner, planned, root):
    post = write(planned)
    for number in range(25):
        note(planned, f"post:{post.pk}", f"did number {number}")
    client.force_login(owner)
    html = read(client, f"{root}posts/{post.pk}/")
    assert "did number 24" in html and "did number 2<" not in html
    assert f'href="{root}record/?part=post%3A{post.pk}"' in html
    assert "did number 2" in read(client, f"{root}record/?part=post%3A{post.pk}")


def button_on(client, answer) -> str:
    """Return where the message's button undoes the step."""
    html = client.get(answer["Location"]).content.decode()
    found = re.search(r'action="(/w/[^"]+/undo/\d+/)"', html)
    assert found, "no button"
    return found[1]


def test_deleted_lead_is_brought_back_by_the_messages_button(client, manager, planned, root):
    lead = add_by_hand(planned, Told(name="Finn Ash"), manager)
    pk = lead.pk
    client.force_login(manager)
    page = read(client, f"{root}leads/{pk}/")
    assert "gone for good after 7 days; until then it can be undone" in page
    answer = client.post(f"{root}leads/{pk}/delete/")
    undone = client.post(button_on(client, answer), follow=True)
    assert undone.redirect_chain[-1][0] == f"{root}leads/{pk}/"
    assert "Undone: deleted a lead." in undone.content.decode()
    assert Lead.objects.get().name == "Finn Ash"
    assert Record.objects.order_by("pk").last().by_name == "Ben Oak"


def test_every_step_of_the_pages_carries_its_button(client, owner, planned, root):
    client.force_login(owner)
    lead = add_by_hand(planned, Told(name="Finn Ash"), owner)
    offer = Stage.objects.get(workspace=planned, code="/offer")
    channel, post = practice(planned), write(planned)
    steps = [
        (f"{root}leads/{lead.pk}/move/", {"stage": offer.pk}),
        (f"{root}posts/{post.pk}/act/", {"act": "delete"}),
        (f"{root}settings/channels/{channel.pk}/close/", {}),
        (f"{root}plan/parts/tactic/blog/retire/", {"based_on": 2}),
        (f"{root}plan/versions/1/restore/", {}),
    ]
    aim_higher(planned)
    for address, sent in steps:
        answer = client.post(address, sent)
        assert client.post(button_on(client, answer)).status_code == 302
    # What is left: the first change, and the undoing of the two that followed it.
    assert set(Undo.objects.filter(used_at=None).values_list("kind", flat=True)) == {"plan"}
    assert Undo.objects.filter(used_at=None).count() == 3
    assert Lead.objects.get().stage.code == "/lead"


def test_plan_saved_as_it_was_has_no_button(client, owner, planned, root):
    aim_higher(planned)
    client.force_login(owner)
    sent = {"text": current_text(planned), "based_on": 2}
    html = client.post(f"{root}plan/text/", sent, follow=True).content.decode()
    assert "Nothing was changed." in html
    assert "/undo/" not in html


def test_second_click_is_told_so(client, owner, planned, root):
    step = delete_draft(planned, write(planned).pk)
    client.force_login(owner)
    client.post(f"{root}undo/{step.pk}/")
    again = client.post(f"{root}undo/{step.pk}/", follow=True)
    assert "This has been undone already." in again.content.decode()


def test_refused_step_says_why_and_stays_listed(client, owner, planned, root):
    lead = add_by_hand(planned, Told(name="Finn Ash"), owner)
    first, second = (Stage.objects.get(workspace=planned, code=c) for c in ("/offer", "/escrow"))
    step = move(lead, first, owner)
    move(lead, second, owner)
    client.force_login(owner)
    html = client.post(f"{root}undo/{step.pk}/", follow=True).content.decode()
    assert "This lead has moved again since" in html
    assert html.count(f"/undo/{step.pk}/") == 1


@pytest.mark.parametrize(("role", "may_plan", "may_work"), [
    ("viewer", False, False), ("approver", False, False), ("manager", False, True),
    ("strategist", True, True)])  # fmt: skip
def test_only_who_may_do_a_step_may_undo_it(
    client, planned, viewer, root, role, may_plan, may_work
):
    add_member(planned, viewer, role)
    plan = step_to_undo(aim_higher(planned))
    draft = delete_draft(planned, write(planned).pk)
    client.force_login(viewer)
    listed = read(client, f"{root}record/")
    for step, may in ((plan, may_plan), (draft, may_work)):
        assert (f"/undo/{step.pk}/" in listed) == may
        assert client.post(f"{root}undo/{step.pk}/").status_code == (302 if may else 403)


def test_undo_is_no_link_to_follow(client, owner, planned, root):
    step = step_to_undo(aim_higher(planned))
    client.force_login(owner)
    assert client.get(f"{root}undo/{step.pk}/").status_code == 405


def test_undoing_that_drops_a_tactic_names_its_posts(client, owner, planned, root):
    one = "tactics:\n  - id: fair\n    tactic: Go to the fair\n"
    text = (current_text(planned) or "").replace("tactics:\n", one)
    step = step_to_undo(import_plan(planned, text))
    post = write(planned, tactic="fair", then="due")
    client.force_login(owner)
    html = client.post(f"{root}undo/{step.pk}/", follow=True).content.decode()
    assert "still to go out" in html
    assert f'href="{root}posts/{post.pk}/"' in html


@pytest.mark.parametrize("asked", ["part=%00", "by=%00x", "of=%00", "page=%00", "part=post:x"])
def test_odd_questions_are_answered(client, owner, planned, root, asked):
    client.force_login(owner)
    read(client, f"{root}record/?{asked}")


def test_rows_about_people_and_tokens_are_shown(client, owner, planned, root):
    note(planned, "member:7", "let Ben Oak go")
    note(planned, "token:3", "ended the API token “mine”")
    note(planned, "", "took everything away as a file")
    client.force_login(owner)
    html = read(client, f"{root}record/?of=people")
    assert "let Ben Oak go" in html and "ended the API token" in html
    assert "took everything away" in read(client, f"{root}record/")
