"""The pages on which everything is taken away, brought back and deleted."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from tests.archive.rich import archived, enrich

from milepost.archive.backup import backup_name
from milepost.do.models import Post
from milepost.team.actions import add_member
from milepost.team.models import Record, Workspace

pytestmark = pytest.mark.django_db
WHERE = "/w/redding-homes/settings/data/"
PAGES = (WHERE, f"{WHERE}everything.zip", f"{WHERE}delete/")


@pytest.fixture
def rich(owner, workspace, golden_plan) -> Workspace:
    enrich(workspace, owner, golden_plan)
    return workspace


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_settings_lead_to_it(client, owner, workspace):
    client.force_login(owner)
    assert f'href="{WHERE}"' in text_of(client.get("/w/redding-homes/settings/"))


def test_an_owner_takes_everything_and_the_record_says_so(client, owner, rich):
    client.force_login(owner)
    answer = client.post(f"{WHERE}everything.zip")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="redding-homes-2')
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as opened:
        assert opened.testzip() is None
        assert "took everything away" in opened.read("record.csv").decode()
    row = Record.objects.get(says="took everything away as a file")
    assert (row.user, row.workspace) == (owner, rich)


def test_looking_takes_nothing(client, owner, workspace):
    client.force_login(owner)
    assert client.get(f"{WHERE}everything.zip").status_code == 405
    assert client.get(WHERE).status_code == 200
    assert not Record.objects.exists()


def test_who_is_no_owner_takes_the_plan_and_the_readings_alone(client, viewer, planned):
    client.force_login(viewer)
    text = text_of(client.get(WHERE))
    assert "Only an owner" in text
    assert "plan.yaml" in text
    assert "readings.csv" in text
    assert client.post(f"{WHERE}everything.zip").status_code == 403
    assert client.get(f"{WHERE}delete/").status_code == 403
    assert client.post(f"{WHERE}delete/", {"name": "Redding Homes"}).status_code == 403
    assert Workspace.objects.filter(slug="redding-homes").exists()


def test_strategists_and_managers_delete_nothing(client, manager, workspace):
    client.force_login(manager)
    for role in ("strategist", "manager", "approver"):
        add_member(workspace, manager, role)
        assert client.post(f"{WHERE}delete/", {"name": "Redding Homes"}).status_code == 403
        assert client.post(f"{WHERE}everything.zip").status_code == 403


def test_a_stranger_finds_nothing(client, stranger, workspace):
    client.force_login(stranger)
    for path in PAGES:
        assert client.post(path, {"name": "Redding Homes"}).status_code == 404
    assert client.get(WHERE).status_code == 404
    assert Workspace.objects.filter(slug="redding-homes").exists()


def test_a_business_is_deleted_once_its_name_was_typed(client, owner, rich, other_workspace):
    client.force_login(owner)
    page = client.get(f"{WHERE}delete/")
    assert "everything.zip" in text_of(page)
    wrong = client.post(f"{WHERE}delete/", {"name": "redding homes"})
    assert wrong.status_code == 422
    assert "exactly" in text_of(wrong)
    assert Post.objects.exists()
    done = client.post(f"{WHERE}delete/", {"name": "Redding Homes"}, follow=True)
    assert done.status_code == 200
    assert "Redding Homes is deleted for good" in text_of(done)
    assert list(Workspace.objects.all()) == [other_workspace]


def brought(client, archive: bytes):
    file = SimpleUploadedFile("homes.zip", archive, content_type="application/zip")
    return client.post("/import/", {"file": file}, follow=True)


def test_an_owner_brings_a_business(client, rich, stranger):
    client.force_login(stranger)
    assert "Bring it" in text_of(client.get("/import/"))
    answer = brought(client, archived(rich))
    assert answer.redirect_chain[-1][0] == "/w/redding-homes-2/today/"
    assert "Redding Homes is here, and yours." in text_of(answer)
    assert "wait for approval: 2." in text_of(answer)
    copy = Workspace.objects.get(slug="redding-homes-2")
    assert Record.objects.filter(workspace=copy).latest("pk").user == stranger
    for path in ("plan", "calendar", "posts", "leads", "guides", "links", "review", "settings"):
        assert client.get(f"/w/redding-homes-2/{path}/").status_code == 200, path
    for post in Post.objects.filter(workspace=copy):
        assert client.get(f"/w/redding-homes-2/posts/{post.pk}/").status_code == 200


def test_a_bad_file_is_told_beside_its_field(client, owner, workspace):
    client.force_login(owner)
    answer = brought(client, b"no zip")
    assert answer.status_code == 422
    assert "This is no zip file" in text_of(answer)
    assert Workspace.objects.count() == 1


def test_who_owns_nothing_brings_nothing(client, viewer, rich):
    client.force_login(viewer)
    assert client.get("/import/").status_code == 403
    assert brought(client, archived(rich)).status_code == 403
    assert Workspace.objects.count() == 1


def test_whoever_is_signed_out_is_asked_to_sign_in(client, workspace):
    assert client.get("/import/")["Location"].startswith("/signin/")
    for path in (WHERE, f"{WHERE}delete/"):
        assert client.get(path)["Location"].startswith("/signin/")


def test_the_page_asks_few_queries(client, owner, rich, django_assert_max_num_queries):
    client.force_login(owner)
    with django_assert_max_num_queries(6):
        client.get(WHERE)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="backups are SQLite's")
def test_an_owner_sees_when_the_last_backup_was_made(
    client, owner, manager, workspace, tmp_path, monkeypatch
):
    monkeypatch.setattr(settings, "BACKUPS", tmp_path)
    client.force_login(owner)
    assert "None yet" in text_of(client.get(WHERE))
    now = timezone.now()
    (tmp_path / backup_name(now - timedelta(days=3))).write_text("")
    assert "see why none was made since" in text_of(client.get(WHERE))
    (tmp_path / backup_name(now - timedelta(hours=5), "nightly")).write_text("")
    text = text_of(client.get(WHERE))
    assert "was made 5\xa0hours ago" in text
    assert "see why none" not in text
    client.force_login(manager)
    assert "backup" not in text_of(client.get(WHERE)).lower()


def test_it_is_said_where_no_backups_are_made(client, owner, workspace, monkeypatch):
    monkeypatch.setattr(settings, "BACKUPS", None)
    client.force_login(owner)
    text = text_of(client.get(WHERE))
    assert "MILEPOST_BACKUPS is 0" in text or "pg_dump" in text
