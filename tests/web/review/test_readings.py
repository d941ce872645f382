"""The page of readings: looked at, filtered, brought in, taken away."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.review.actions import store_counted
from milepost.review.models import Reading

pytestmark = pytest.mark.django_db
HEADER = "day,measure,of,value\n"


@pytest.fixture
def root(workspace) -> str:
    return f"/w/{workspace.slug}/review/readings/"


def shown(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def refused(client, address: str, typed: dict) -> str:
    response = client.post(address, typed)
    assert response.status_code == 422
    return unescape(response.content.decode())


def test_without_a_plan_it_says_what_to_do_first(owner_client, workspace, root):
    assert "There is no plan yet" in shown(owner_client, root)
    assert owner_client.post(f"{root}add/").status_code == 404
    typed = {"text": HEADER + "2027-01-04,leads,,1"}
    assert "There is no plan yet" in refused(owner_client, f"{root}import/", typed)


def test_without_readings_it_says_how_they_come(owner_client, begun, root):
    assert "No readings yet" in shown(owner_client, root)


def test_readings_are_listed_with_where_they_came_from(owner_client, read, root, today):
    store_counted(read.pk, today, {("visits", ""): 3.0})
    text = shown(owner_client, root)
    assert "169 readings" in text
    assert "Page 1 of 4" in text
    assert "counted here" in text
    assert "given by you" in text


def test_filter_adds_up_what_it_shows(owner_client, read, root, today):
    since = today - timedelta(days=6)
    text = shown(owner_client, f"{root}?measure=clicks&of=teach&since={since}&until={today}")
    assert "7 readings, 56 added up" in text
    assert "Show all" in text
    assert "readings, " not in shown(owner_client, f"{root}?measure=clicks&of=*")


@pytest.mark.parametrize("asked", ["since=never", "page=x", "measure=%00", "of=%27", "until=9999"])
def test_strange_address_does_no_harm(owner_client, read, root, asked):
    shown(owner_client, f"{root}?{asked}")


def test_pasted_readings_are_taken(owner_client, begun, root, today):
    response = owner_client.post(f"{root}import/", {"text": f"{HEADER}{today},leads,,3"})
    assert response.status_code == 302
    assert "Taken: 1 new readings, 0 changed." in shown(owner_client, root)
    assert Reading.objects.get(workspace=begun).value == 3


def test_file_of_readings_is_taken(owner_client, begun, root, today):
    file = SimpleUploadedFile("mine.csv", f"\ufeff{HEADER}{today},leads,,3\r\n".encode())
    assert owner_client.post(f"{root}import/", {"file": file}).status_code == 302
    assert Reading.objects.get(workspace=begun).source == "given"


def test_bad_line_is_named_and_nothing_is_saved(owner_client, begun, root, today):
    typed = f"{HEADER}{today},leads,,3\n{today},leads,blgo,3"
    text = refused(owner_client, f"{root}import/", {"text": typed})
    assert "Line 3: The plan has no" in text
    assert "did you mean 'blog'?" in text
    assert typed in text
    assert not Reading.objects.exists()


def test_file_that_is_no_text_is_refused_beside_its_field(owner_client, begun, root):
    file = SimpleUploadedFile("mine.csv", b"\xff\xfe\x00")
    text = refused(owner_client, f"{root}import/", {"file": file})
    assert "is not UTF-8 text; save it as UTF-8." in text


def test_empty_form_says_what_it_needs(owner_client, begun, root):
    assert "Choose a file or paste readings." in refused(owner_client, f"{root}import/", {})


def test_one_reading_is_typed_in(owner_client, begun, root, today):
    typed = {"day": today.isoformat(), "measure": "leads", "of": "", "value": "4"}
    assert owner_client.post(f"{root}add/", typed).status_code == 302
    assert Reading.objects.get(workspace=begun).value == 4
    text = refused(owner_client, f"{root}add/", {**typed, "value": "four"})
    assert "'four' is no number" in text
    assert 'value="four"' in text


def test_all_readings_are_taken_away_as_a_file(owner_client, read, root, today):
    response = owner_client.get(f"{root}readings.csv")
    lines = response.content.decode().splitlines()
    assert lines[0] == HEADER.strip()
    assert len(lines) == 1 + 3 * 56
    assert f"{today},clicks,teach,8" in lines
    assert "attachment" in response["Content-Disposition"]


def test_viewer_reads_and_may_not_write(client, viewer, read, root):
    client.force_login(viewer)
    text = shown(client, root)
    assert "168 readings" in text
    assert "Import readings" not in text
    assert client.post(f"{root}import/", {"text": HEADER}).status_code == 403
    assert client.post(f"{root}add/", {}).status_code == 403


def test_manager_may_bring_readings(client, manager, begun, root, today):
    client.force_login(manager)
    assert client.post(f"{root}import/", {"text": f"{HEADER}{today},leads,,3"}).status_code == 302


def test_address_asks_for_writing_by_post_alone(owner_client, begun, root):
    assert owner_client.get(f"{root}import/").status_code == 405
    assert owner_client.get(f"{root}add/").status_code == 405


def test_queries_are_few_and_do_not_grow(owner_client, read, root, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        shown(owner_client, root)


def test_example_and_ids_of_fields_stand_once(owner_client, read, root):
    text = shown(owner_client, root)
    for name in ("id_measure", "id_of", "filter_measure", "filter_of"):
        assert text.count(f'id="{name}"') == 1


def test_reading_of_a_day_to_come_is_taken_with_a_word(owner_client, begun, root, today):
    tomorrow = today + timedelta(days=1)
    typed = {"text": f"{HEADER}{today},leads,,1\n{tomorrow},leads,,1"}
    answer = owner_client.post(f"{root}import/", typed, follow=True)
    assert "One of them is of a day to come" in answer.content.decode()
    assert Reading.objects.count() == 2
