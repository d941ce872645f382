"""Taken away and brought back: everything is as it was, but for what must not go out twice."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from tests.archive.rich import ODD, archived, enrich

from milepost.archive.actions.ending import end_workspace
from milepost.archive.actions.exporting import take_away
from milepost.archive.actions.importing import import_archive
from milepost.archive.arriving import WAS_DUE, WAS_GOING_OUT
from milepost.archive.places import media_folder
from milepost.demo import load_demo
from milepost.do.models import Channel, Click, Delivery, Label, Lead, Link, MagnetPage, Post
from milepost.plan.queries import current_text
from milepost.team.actions import adopt_workspaces
from milepost.team.models import Member, Record, User, Workspace
from milepost.work import JOBS

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parent / "golden.zip"
# What is another thing each time, or is to inform alone.
NEVER_THE_SAME = {"milepost.yaml", "README.txt", "members.csv"}


@pytest.fixture
def rich(owner, workspace, golden_plan) -> Workspace:
    enrich(workspace, owner, golden_plan)
    return workspace


def files_of(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def rows_of(archive: bytes, name: str) -> list[dict[str, str]]:
    text = files_of(archive)[name].decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def arrive(archive: bytes, owner: User | None = None):
    return import_archive(io.BytesIO(archive), owner=owner)


def as_decided(name: str, archive: bytes) -> object:
    """Return a file as it is to be after a journey."""
    if not name.endswith(".csv"):
        return files_of(archive)[name]
    rows = rows_of(archive, name)
    for row in rows:
        if name == "work/deliveries.csv":
            row["due_at"] = ""
            if row["state"] in {"due", "approved"}:
                row |= {"state": "waiting", "says": WAS_DUE}
            if row["state"] == "sending":
                row |= {"state": "unknown", "says": WAS_GOING_OUT}
        if name == "work/channels.csv" and row["needs_access"] == "yes":
            row |= {"needs_access": "no", "closed_at": "since it arrived"}
    if name == "work/labels.csv":
        closed = {
            r["id"] for r in rows_of(archive, "work/channels.csv") if r["needs_access"] == "yes"
        }
        rows = [row for row in rows if row["channel"] not in closed]
    return rows


def assert_the_same(before: bytes, after: bytes) -> None:
    assert files_of(before).keys() == files_of(after).keys()
    for name in files_of(before).keys() - NEVER_THE_SAME:
        wanted, found = as_decided(name, before), as_decided(name, after)
        if name == "record.csv":
            assert found.pop()["says"] == "brought the business from a file"
        if name == "work/channels.csv":
            for one, other in zip(wanted, found, strict=True):
                if one["closed_at"] == "since it arrived":
                    other["closed_at"] = "since it arrived"
        assert found == wanted, name
    counts = [yaml.safe_load(files_of(each)["milepost.yaml"])["counts"] for each in (before, after)]
    for each in counts:
        del each["members.csv"], each["record.csv"], each["work/labels.csv"]
    assert counts[0] == counts[1]


def test_a_rich_workspace_comes_back_as_it_was(owner, rich):
    before = archived(rich)
    end_workspace(rich, name=rich.name)
    arrival = arrive(before, owner)
    assert arrival.workspace.slug == "redding-homes"
    assert_the_same(before, archived(arrival.workspace))


def test_the_example_comes_back_as_it_was(owner, workspace):
    load_demo()
    example = Workspace.objects.get(is_example=True)
    before = archived(example)
    end_workspace(example, name=example.name)
    assert_the_same(before, archived(arrive(before, owner).workspace))


def test_an_archive_of_another_database_is_taken_and_given_back(owner, workspace):
    """The file was exported on SQLite; this test runs on PostgreSQL too."""
    before = GOLDEN.read_bytes()
    end_workspace(workspace, name=workspace.name)
    assert_the_same(before, archived(arrive(before).workspace))


def test_odd_texts_come_back_and_no_spreadsheet_runs_them(owner, rich):
    before = archived(rich)
    with zipfile.ZipFile(io.BytesIO(before)) as opened:
        text = opened.read("work/posts.csv").decode()
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    end_workspace(rich, name=rich.name)
    arrive(before, owner)
    assert set(ODD) <= set(Post.objects.values_list("text", flat=True))


def test_nothing_goes_out_by_itself_after_it_arrived(owner, rich):
    before = archived(rich)
    end_workspace(rich, name=rich.name)
    arrival = arrive(before, owner)
    assert (arrival.waiting, arrival.unknown) == (2, 1)
    [send] = [job for job in JOBS if job.name == "send"]
    assert not send.rows().exists()
    assert not Delivery.objects.exclude(due_at=None).exists()
    states = dict(Delivery.objects.values_list("post__title", "state"))
    assert states["due"] == states["approved"] == states["waiting"] == "waiting"
    assert states["sending"] == "unknown"
    assert states["out"] == "out"


def test_no_secret_leaves(owner, rich):
    everything = b"".join(files_of(archived(rich)).values())
    sealed = Channel.objects.get(name="=Secret").sealed_access
    assert sealed
    assert sealed.encode() not in everything
    assert b"hunter two" not in everything
    assert str(settings.DATA).encode() not in everything


def test_a_channel_that_needs_secrets_arrives_closed_and_the_own_page_open(owner, rich):
    before = archived(rich)
    end_workspace(rich, name=rich.name)
    arrival = arrive(before, owner)
    assert arrival.closed == 1
    secret = Channel.objects.get(name="=Secret")
    assert secret.closed_at is not None
    assert secret.sealed_access == ""
    assert [row.label for row in Label.objects.all()] == ["wordpress"]
    assert Channel.objects.get(network="own_page").closed_at is None
    for channel in Channel.objects.filter(network="practice"):
        assert channel.address == str(settings.DATA / "practice" / f"{channel.pk}.jsonl")


def test_beside_the_one_it_came_from_addresses_are_others(owner, rich):
    arrival = arrive(archived(rich), owner)
    copy = arrival.workspace
    assert copy.slug == "redding-homes-2"
    assert arrival.renamed == Link.objects.filter(workspace=copy).count() + 1
    assert MagnetPage.objects.get(workspace=copy).slug == "checklist-2"
    assert (
        Link.objects.filter(workspace=rich).count() == Link.objects.filter(workspace=copy).count()
    )
    assert not Delivery.objects.filter(
        workspace=copy, key__in=Delivery.objects.filter(workspace=rich).values("key")
    ).exists()
    out = Delivery.objects.get(workspace=copy, state="out")
    assert out.url == "/p/redding-homes-2/out-1/"


def test_rows_of_the_copy_point_to_rows_of_the_copy(owner, rich):
    copy = arrive(archived(rich), owner).workspace
    for delivery in Delivery.objects.filter(workspace=copy):
        assert delivery.post.workspace == delivery.channel.workspace == copy
    for lead in Lead.objects.filter(workspace=copy).exclude(link=None):
        assert lead.link.workspace == lead.post.workspace == lead.tactic.workspace == copy
    assert Click.objects.filter(link__workspace=copy).count() == (
        Click.objects.filter(link__workspace=rich).count()
    )
    wrote = Record.objects.get(workspace=copy, says="wrote it")
    assert Post.objects.get(pk=wrote.part.removeprefix("post:")).workspace == copy
    assert Record.objects.filter(workspace=copy, part="post:gone-999999").exists()
    assert Record.objects.filter(workspace=copy, part="objective:12").exists()


def test_whoever_brings_it_owns_it_alone(owner, rich, viewer, stranger):
    before = archived(rich)
    assert [row["user"] for row in rows_of(before, "members.csv")] == [
        "ada@example.com",
        "cleo@example.com",
    ]
    copy = arrive(before, stranger).workspace
    [member] = Member.objects.filter(workspace=copy)
    assert (member.user, member.role) == (stranger, "owner")


def test_whoever_brings_it_learns_nobodys_name_by_it(owner, rich, stranger):
    copy = arrive(archived(rich), stranger).workspace
    assert not Post.objects.filter(workspace=copy).exclude(made_by=None).exists()
    wrote = Record.objects.get(workspace=copy, says="wrote it")
    assert (wrote.user, wrote.by_name) == (None, "=Ada")


def test_without_an_owner_it_waits_for_the_first_one(owner, rich):
    before = archived(rich)
    end_workspace(rich, name=rich.name)
    found = arrive(before).workspace
    assert not found.members.exists()
    assert adopt_workspaces(owner) == [found]


def test_the_record_says_who_took_everything_away(rich):
    out = io.BytesIO()
    take_away(rich, out)
    assert rows_of(out.getvalue(), "record.csv")[-1]["says"] == "took everything away as a file"


def test_uploaded_files_travel_along(owner, rich, django_capture_on_commit_callbacks):
    name, picture = "2027/house 🏡.jpg", b"\xff\xd8" + bytes(300_000)
    path = media_folder(rich.pk) / name
    path.parent.mkdir(parents=True)
    path.write_bytes(picture)
    with django_capture_on_commit_callbacks(execute=True):
        copy = arrive(archived(rich), owner).workspace
    assert (media_folder(copy.pk) / name).read_bytes() == picture
    with django_capture_on_commit_callbacks(execute=True):
        end_workspace(rich, name=rich.name)
    assert not media_folder(rich.pk).exists()
    assert (media_folder(copy.pk) / name).exists()


def test_the_plan_inside_is_a_plan_file(rich):
    files = files_of(archived(rich))
    assert files["plan.yaml"].decode() == current_text(rich)
    assert files["plan/versions/00002.yaml"] == files["plan.yaml"]
    assert files["plan/versions/00001.yaml"] != files["plan.yaml"]


def test_the_manifest_counts_what_is_there(rich):
    archive = archived(rich)
    manifest = yaml.safe_load(files_of(archive)["milepost.yaml"])
    assert (manifest["format"], manifest["workspace"]) == (1, "Redding Homes")
    for name, count in manifest["counts"].items():
        if name != "media":
            assert count == len(rows_of(archive, name)), name
    assert "connect those channels again" in files_of(archive)["README.txt"].decode()
