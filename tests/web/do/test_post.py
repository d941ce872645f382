"""One post and the list of posts: what became of them, and what may be done, by whom."""

import pytest
from django.utils import timezone
from tests.do.posting import own_page, practice, write
from tests.do.scenes import post_out

from milepost.do.models import Delivery, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(planned) -> str:
    return f"/w/{planned.slug}"


@pytest.fixture
def post(planned) -> Post:
    return write(planned, own_page(planned), practice(planned), text="Hello", then="due")


@pytest.fixture
def delivery(post) -> Delivery:
    return post.deliveries.get(channel__network="practice")


@pytest.fixture
def client(client, owner):
    client.force_login(owner)
    return client


def read(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_post_shows_each_channel_with_its_state_and_length(client, root, post):
    html = read(client, f"{root}/posts/{post.pk}/")
    assert html.count('class="state state-due"') == 2
    assert "5 / 500" in html


def test_post_is_cancelled_and_says_so(client, root, post):
    response = client.post(f"{root}/posts/{post.pk}/act/", {"act": "cancel"}, follow=True)
    assert "Cancelled. Nothing of it goes out." in response.content.decode()
    assert {each.state for each in post.deliveries.all()} == {"cancelled"}


def test_draft_is_deleted(client, root, planned):
    post = write(planned)
    response = client.post(f"{root}/posts/{post.pk}/act/", {"act": "delete"})
    assert response["Location"] == f"{root}/posts/"
    assert not Post.objects.exists()


def test_what_cannot_be_done_is_said(client, root, post):
    response = client.post(f"{root}/posts/{post.pk}/act/", {"act": "delete"}, follow=True)
    assert "Cancel the post first" in response.content.decode()


@pytest.mark.parametrize(
    ("act", "state"), [("out", "out"), ("absent", "due"), ("unwanted", "cancelled")]
)
def test_person_settles_what_nobody_knows(client, root, post, delivery, act, state):
    Delivery.objects.filter(pk=delivery.pk).update(state="unknown", due_at=None)
    assert f'value="{act}"' in read(client, f"{root}/posts/{post.pk}/")
    client.post(f"{root}/deliveries/{delivery.pk}/act/", {"act": act})
    delivery.refresh_from_db()
    assert delivery.state == state


def test_refused_delivery_is_tried_again(client, root, post, delivery):
    Delivery.objects.filter(pk=delivery.pk).update(state="refused", due_at=None, says="Too rude.")
    assert "Too rude." in read(client, f"{root}/posts/{post.pk}/")
    client.post(f"{root}/deliveries/{delivery.pk}/act/", {"act": "again"})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.due_at <= timezone.now()) == ("due", True)


def test_manager_cannot_approve_and_owner_can(client, root, planned, manager, owner):
    post = write(planned, then="waiting")
    client.force_login(manager)
    assert "/approve/" not in read(client, f"{root}/posts/{post.pk}/")
    assert client.post(f"{root}/posts/{post.pk}/approve/").status_code == 403
    client.force_login(owner)
    assert "/approve/" in read(client, f"{root}/posts/{post.pk}/")
    client.post(f"{root}/posts/{post.pk}/approve/")
    assert post.deliveries.get().state == "due"


WRITES = ("posts/{post}/act/", "posts/{post}/approve/", "deliveries/{delivery}/act/")


@pytest.mark.parametrize("path", WRITES)
def test_viewer_and_stranger_change_nothing(client, root, post, delivery, viewer, stranger, path):
    address = f"{root}/{path.format(post=post.pk, delivery=delivery.pk)}"
    assert client.get(address).status_code == 405
    for user, status in ((viewer, 403), (stranger, 404)):
        client.force_login(user)
        assert client.post(address, {"act": "cancel"}).status_code == status
    assert {each.state for each in post.deliveries.all()} == {"due"}


def test_viewer_reads_and_finds_no_buttons(client, root, post, viewer):
    client.force_login(viewer)
    html = read(client, f"{root}/posts/{post.pk}/")
    assert "/act/" not in html
    assert "/edit/" not in html
    assert "Hello" in read(client, f"{root}/posts/")


def test_stranger_finds_no_post_even_by_the_own_address(client, root, post, stranger, delivery):
    client.force_login(stranger)
    assert client.get(f"{root}/posts/{post.pk}/").status_code == 404
    own = f"/w/{stranger.memberships.get().workspace.slug}"
    assert client.get(f"{own}/posts/{post.pk}/").status_code == 404
    assert client.post(f"{own}/deliveries/{delivery.pk}/act/", {"act": "again"}).status_code == 404


@pytest.mark.parametrize("path", ["posts/", "posts/1/", "calendar/", "today/"])
def test_signed_out_are_asked_to_sign_in(client, root, path):
    client.logout()
    assert client.get(f"{root}/{path}")["Location"].startswith("/signin/")


def test_list_is_filtered_by_state(client, root, planned, post):
    write(planned, text="A draft of mine")
    assert "A draft of mine" in read(client, f"{root}/posts/?state=draft")
    assert "A draft of mine" not in read(client, f"{root}/posts/?state=due")
    for state in ("off plan", "nonsense", "\x00"):
        assert client.get(f"{root}/posts/", {"state": state}).status_code == 200


def test_pages_do_not_ask_more_for_more_posts(
    client, root, planned, post, django_assert_max_num_queries
):
    channel = practice(planned)
    for number in range(200):
        write(planned, channel, text=f"Post {number}", then="due")
    for path in ("posts/", f"posts/{post.pk}/", "calendar/", "calendar/?view=list"):
        with django_assert_max_num_queries(12) as asked:
            read(client, f"{root}/{path}")
        assert len(asked) > 3


def test_post_that_is_out_is_taken_down_and_put_back(client, root, planned):
    out = post_out(planned, "Hello")
    page = f"{root}/posts/{out.post_id}/"
    act = f"{root}/deliveries/{out.pk}/act/"
    assert "You can put it back up." in read(client, page)
    answer = client.post(act, {"act": "down"}, follow=True)
    html = answer.content.decode()
    assert "Taken down. Its links go on working" in html
    assert "state-cancelled" in html and "state-out" not in html
    assert "took post “Hello” down from Own page" in html
    assert "taken down" in read(client, f"{root}/posts/")
    html = client.post(act, {"act": "back"}, follow=True).content.decode()
    assert "It is up again, under its old address." in html
    assert "state-out" in html


def test_text_that_is_out_on_the_own_page_is_changed(client, root, planned):
    out = post_out(planned, "Hello")
    act = f"{root}/deliveries/{out.pk}/act/"
    answer = client.post(act, {"act": "reword", "text": "Hello there"}, follow=True)
    assert "Readers see the new text" in answer.content.decode()
    assert "Hello there</textarea>" in answer.content.decode()
    answer = client.post(act, {"act": "reword", "text": " "}, follow=True)
    assert "Write the post first." in answer.content.decode()


def test_text_that_nobody_approved_reaches_no_reader(client, root, planned, manager):
    out = post_out(planned, "Hello")
    client.force_login(manager)
    page = read(client, f"{root}/posts/{out.post_id}/")
    assert "Take it down" in page and "Change its text" not in page
    for told in ({"act": "reword", "text": "Never approved"}, {"act": "back"}):
        assert client.post(f"{root}/deliveries/{out.pk}/act/", told).status_code == 403
    assert "Never approved" not in client.get(f"/p/{planned.slug}/").content.decode()


def test_only_who_works_takes_posts_down(client, root, planned, viewer):
    out = post_out(planned, "Hello")
    client.force_login(viewer)
    page = read(client, f"{root}/posts/{out.post_id}/")
    assert "Take it down" not in page and "Change its text" not in page
    for asked in ("down", "back", "reword"):
        answer = client.post(f"{root}/deliveries/{out.pk}/act/", {"act": asked, "text": "x"})
        assert answer.status_code == 403


def test_stranger_takes_no_post_of_ours_down(client, root, planned, stranger):
    out = post_out(planned, "Hello")
    client.force_login(stranger)
    assert client.post(f"{root}/deliveries/{out.pk}/act/", {"act": "down"}).status_code == 404
    theirs = stranger.memberships.get().workspace
    answer = client.post(f"/w/{theirs.slug}/deliveries/{out.pk}/act/", {"act": "down"})
    assert answer.status_code == 404
    out.refresh_from_db()
    assert out.taken_down_at is None
