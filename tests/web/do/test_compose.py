"""Writing a post without JavaScript: what was typed stays, and faults stand beside their field."""

from datetime import UTC, datetime

import pytest
from tests.do.posting import SLOT, own_page, practice, write

from milepost.do.models import Delivery, Post
from milepost.plan.models import Tactic

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(planned):
    return practice(planned)


@pytest.fixture
def address(planned) -> str:
    return f"/w/{planned.slug}/posts/new/"


@pytest.fixture
def typed(channel) -> dict[str, object]:
    return {
        "tactic": "blog",
        "title": "Closing costs",
        "text": "Nobody tells you 👩‍💻",
        "channels": [channel.pk],
        "day": "2027-01-04",
        "time": "09:00",
        "act": "schedule",
    }


@pytest.fixture
def client(client, owner):
    client.force_login(owner)
    return client


def refused(client, address, typed) -> str:
    """Return the page that asks again; nothing is kept."""
    response = client.post(address, typed)
    assert response.status_code == 422
    assert not Post.objects.exists()
    return response.content.decode()


def error_of(html: str, field: str) -> str:
    """Return the sentence beside a field."""
    beside = html.split(f'id="id_{field}_error"')[1]
    return beside.split("<span>")[1].partition("</span>")[0]


def test_post_is_scheduled_for_its_local_time(client, address, typed):
    response = client.post(address, typed)
    post = Post.objects.get()
    assert response["Location"].endswith(f"/posts/{post.pk}/")
    assert post.text == typed["text"]
    assert post.due_at == datetime(2027, 1, 4, 17, tzinfo=UTC)
    assert Delivery.objects.get().state == "due"


def test_draft_is_kept_as_such(client, address, typed):
    client.post(address, typed | {"act": "draft", "day": "", "time": ""})
    assert Delivery.objects.get().state == "draft"


def test_manager_asks_for_approval(client, manager, address, typed):
    client.force_login(manager)
    assert "Ask for approval" in client.get(address).content.decode()
    client.post(address, typed)
    assert Delivery.objects.get().state == "waiting"


def test_time_that_does_not_exist_moves_forward(client, address, typed):
    client.post(address, typed | {"day": "2027-03-14", "time": "02:30"})
    assert Post.objects.get().due_at == datetime(2027, 3, 14, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"text": ""}, "text", "This field is required."),
        ({"text": "a\x00b"}, "text", "Null characters are not allowed."),
        ({"text": "x" * 100_000}, "text", "A text may have 50,000 characters at most; cut it,"),
        # With an empty line and the link /l/ and eight letters below it.
        ({"text": "x" * 488}, "text", "Practice: Practice takes 500 characters; cut 1."),
        ({"tactic": "-"}, "off_plan_reason", "Say in a few words why it is off plan."),
        ({"time": ""}, "time", "Say both day and time, or neither for a draft."),
        ({"day": "9999-12-31"}, "day", "Choose a day of these years."),
        ({"day": "0001-01-01"}, "day", "Choose a day of these years."),
        ({"target": "javascript:alert(1)"}, "target", "Write an address that starts with"),
        ({"day": "", "time": ""}, None, "Say when the post is to go out."),
    ],
)
def test_fault_stands_beside_its_field_and_what_was_typed_stays(
    client, address, typed, change, field, sentence
):
    html = refused(client, address, typed | change)
    assert (error_of(html, field) if field else html).count(sentence) == 1
    assert 'value="Closing costs"' in html


def test_wording_that_does_not_fit_is_marked_itself(client, address, typed, channel):
    html = refused(client, address, typed | {f"variant_{channel.pk}": "x" * 501})
    assert "500 characters" in error_of(html, f"variant_{channel.pk}")


def test_post_for_a_slot_starts_with_what_the_plan_says(client, address, planned):
    html = client.get(f"{address}?slot={SLOT}").content.decode()
    assert 'value="2027-01-04"' in html
    assert 'value="09:00"' in html
    assert "Ask for the checklist" in html


def test_tactic_of_a_slot_is_not_changed(client, address, typed):
    client.post(f"{address}?slot={SLOT}", typed | {"tactic": "events"})
    post = Post.objects.get()
    assert (post.tactic.code, str(post.slot.planned_day)) == ("blog", "2027-01-04")


def test_slot_that_has_a_post_opens_it(client, address, planned, channel):
    post = write(planned, channel, slot=SLOT)
    response = client.get(f"{address}?slot={SLOT}")
    assert response["Location"].endswith(f"/posts/{post.pk}/")


@pytest.mark.parametrize("name", ["blog~2027-01-05~0", "blog~9999-12-31~0", "x", "a~b~c"])
def test_slot_that_is_not_there_is_not_found(client, address, name):
    assert client.get(address, {"slot": name}).status_code == 404


def test_changed_post_shows_what_it_says(client, planned, channel):
    post = write(planned, channel, text="Hello", off_plan_reason="the mayor asked")
    html = client.get(f"/w/{planned.slug}/posts/{post.pk}/edit/").content.decode()
    assert "Hello</textarea>" in html
    assert 'value="the mayor asked"' in html


def test_post_is_changed_and_scheduled_anew(client, planned, channel, typed):
    post = write(planned, channel, then="due")
    client.post(f"/w/{planned.slug}/posts/{post.pk}/edit/", typed)
    post.refresh_from_db()
    assert (post.title, post.tactic.code) == ("Closing costs", "blog")
    assert Delivery.objects.get().due_at == datetime(2027, 1, 4, 17, tzinfo=UTC)


def test_post_keeps_a_tactic_that_left_the_plan(client, planned, channel):
    post = write(planned, channel, tactic="blog")
    Tactic.objects.filter(code="blog").update(retired_on="2026-12-01")
    html = client.get(f"/w/{planned.slug}/posts/{post.pk}/edit/").content.decode()
    assert '<option value="blog" selected>' in html


def test_post_that_is_out_is_not_changed(client, planned, channel, typed):
    post = write(planned, channel)
    Delivery.objects.update(state="out")
    response = client.post(f"/w/{planned.slug}/posts/{post.pk}/edit/", typed)
    assert response.status_code == 422
    assert "write a new one" in response.content.decode()


def test_only_those_who_work_may_write(client, planned, channel, viewer, stranger, typed):
    post = write(planned, channel)
    for path in ("new/", f"{post.pk}/edit/"):
        address = f"/w/{planned.slug}/posts/{path}"
        client.force_login(viewer)
        assert client.post(address, typed).status_code == 403
        client.force_login(stranger)
        assert client.post(address, typed).status_code == 404
        client.logout()
        assert client.get(address)["Location"].startswith("/signin/")


def test_page_asks_few_questions(client, address, planned, django_assert_max_num_queries):
    own_page(planned)
    with django_assert_max_num_queries(12):
        client.get(f"{address}?slot={SLOT}")
