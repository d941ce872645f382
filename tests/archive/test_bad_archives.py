"""A bad archive gets one sentence, and nothing of it is saved."""

import hashlib
import io
import struct
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import replace
from random import Random

import pytest
import yaml
from tests.archive.rich import archived, enrich

from milepost.archive import package
from milepost.archive.actions.importing import import_archive
from milepost.archive.errors import ArchiveError
from milepost.do.models import Post
from milepost.review.models import Reading
from milepost.team.models import Record, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(owner, workspace, golden_plan) -> bytes:
    enrich(workspace, owner, golden_plan)
    return archived(workspace)


def unpacked(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(files: dict[str, bytes], **manifest: object) -> bytes:
    """Pack files with hashes that are true, as someone who forges an archive would."""
    told = yaml.safe_load(files.pop("milepost.yaml")) | manifest
    told["files"] = {name: hashlib.sha256(text).hexdigest() for name, text in files.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in files.items():
            opened.writestr(name, text)
        opened.writestr("milepost.yaml", yaml.safe_dump(told))
    return out.getvalue()


def forged(archive: bytes, name: str, old: str, new: str) -> bytes:
    """Return the archive with one file changed and everything else in accord with it."""
    files = unpacked(archive)
    assert old.encode() in files[name], f"{old} is not in {name}"
    return packed(files | {name: files[name].replace(old.encode(), new.encode(), 1)})


@contextmanager
def refused(says: str):
    """Expect one sentence with these words, and nothing saved."""
    before = [model.objects.count() for model in (Workspace, Post, Reading, Record)]
    with pytest.raises(ArchiveError) as caught:
        yield
    sentence = caught.value.says
    assert says in sentence, sentence
    assert "\n" not in sentence
    assert len(sentence) < 250
    assert sentence.endswith((".", "?"))
    assert [model.objects.count() for model in (Workspace, Post, Reading, Record)] == before


def take(archive: bytes) -> None:
    import_archive(io.BytesIO(archive), owner=None)


@pytest.mark.parametrize("found", [b"", b"plan: A plan, not a zip", b"PK\x03\x04 and no more"])
def test_what_is_no_zip(archive, found):
    with refused("no zip file"):
        take(found)


def test_a_zip_cut_short(archive):
    with refused("no zip file, or it is damaged"):
        take(archive[: len(archive) // 2])


def test_a_zip_with_a_broken_byte_inside(archive):
    at = archive.index(b"work/posts.csv") + 60
    broken = archive[:at] + bytes([archive[at] ^ 0xFF]) + archive[at + 1 :]
    with pytest.raises(ArchiveError):
        take(broken)


def test_any_broken_byte_is_noticed_or_harmless(archive):
    dice = Random(7)
    for _ in range(400):
        at = dice.randrange(len(archive))
        broken = archive[:at] + bytes([archive[at] ^ dice.randrange(1, 256)]) + archive[at + 1 :]
        with suppress(ArchiveError), package.open_package(io.BytesIO(broken)) as opened:
            assert opened.manifest["workspace"] == "Redding Homes"


def test_another_zip(archive):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("holiday.txt", "sun")
    with refused("no milepost.yaml"):
        take(out.getvalue())


@pytest.mark.parametrize("version", [2, 0, "1", None, [1]])
def test_another_format(archive, version):
    with refused("reads format 1"):
        take(packed(unpacked(archive), format=version))


@pytest.mark.parametrize(
    "manifest",
    [b"files: [", b"- a list", b"format: 1", b"format: 1\nfiles: {a: 1}", b"\xff\xfe", b"a: !!x y"],
)
def test_a_manifest_that_says_nothing(archive, manifest):
    files = unpacked(archive) | {"milepost.yaml": manifest}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    with refused("milepost.yaml"):
        take(out.getvalue())


def rewritten(archive: bytes, change) -> bytes:
    """Return the archive with its files changed, but not its manifest."""
    files = unpacked(archive)
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    return out.getvalue()


def test_a_missing_file(archive):
    with refused("work/posts.csv is missing"):
        take(rewritten(archive, lambda files: files.pop("work/posts.csv")))


def test_a_missing_table_whose_manifest_agrees(archive):
    files = unpacked(archive)
    del files["work/posts.csv"]
    with refused("no file 'work/posts.csv'"):
        take(packed(files))


def test_a_tampered_file(archive):
    def tamper(files):
        files["work/leads.csv"] = files["work/leads.csv"].replace(b"cy@", b"xy@")

    with refused("work/leads.csv is not as Milepost wrote it"):
        take(rewritten(archive, tamper))


def test_a_file_too_many(archive):
    with refused("more.csv does not belong"):
        take(rewritten(archive, lambda files: files.update({"more.csv": b"1"})))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice(archive):
    out = io.BytesIO(archive)
    with zipfile.ZipFile(out, "a") as opened:
        opened.writestr("plan.yaml", b"plan: Another")
    with refused("one file twice"):
        take(out.getvalue())


@pytest.mark.parametrize(
    "name",
    ["../up.csv", "/etc/passwd", "media/../../up", "a\\..\\b", "C:x", "media//x", "media/./x"],
)
def test_a_name_outside_the_folder(archive, name):
    with refused("outside its folder"):
        take(packed(unpacked(archive) | {name: b"x"}))


def test_too_many_files(archive, monkeypatch):
    monkeypatch.setattr(package, "ARCHIVE", replace(package.ARCHIVE, most_files=10))
    with refused("more than 10 files"):
        take(archive)


def test_too_much_in_all(archive, monkeypatch):
    monkeypatch.setattr(package, "ARCHIVE", replace(package.ARCHIVE, most_gigabytes=0))
    with refused("would unpack to more than"):
        take(archive)


def test_a_bomb(archive):
    with refused("packed too tightly"):
        take(packed(unpacked(archive) | {"media/zeros": bytes(3_000_000)}))


def test_a_bomb_that_lies_about_its_size(archive):
    bomb = packed(unpacked(archive) | {"media/zeros": bytes(3_000_000)})
    lie = bomb.replace(struct.pack("<L", 3_000_000), struct.pack("<L", 900))
    assert lie != bomb
    with pytest.raises(ArchiveError):
        take(lie)


def test_a_broken_line(archive):
    with refused("review/readings.csv, line 3: 4 cells where 5 belong"):
        take(forged(archive, "review/readings.csv", "2027-01-01,spend,,", "2027-01-01,spend,"))


def test_a_quote_that_never_ends(archive):
    with refused("work/channels.csv, line"):
        take(forged(archive, "work/channels.csv", "own_page,", '"own_page,'))


def test_a_line_that_never_ends(archive, monkeypatch):
    monkeypatch.setattr(package, "LONGEST_TEXT", 40_000)
    with refused("work/posts.csv"):
        take(archive)


def test_text_that_is_not_utf_8(archive):
    files = unpacked(archive)
    files["record.csv"] += b"\xff"
    with refused("record.csv is not UTF-8"):
        take(packed(files))


def test_an_unknown_column(archive):
    with refused("a column 'mood' that this Milepost does not know"):
        take(forged(archive, "work/posts.csv", "id,tactic,", "id,mood,"))


def test_a_missing_column(archive):
    with refused("lacks the column 'source'"):
        take(forged(archive, "review/readings.csv", ",source", ""))


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("review/readings.csv", "2027-01-01", "2027-02-30", "line 3, day: '2027-02-30' is no day"),
        ("review/readings.csv", "0.30000000000000004", "nan", "line 3, value: 'nan' is no number"),
        ("review/readings.csv", "given", "guessed", "source: 'guessed' is not one of"),
        ("work/channels.csv", "own_page", "nowhere", "network: 'nowhere' is not one of"),
        ("work/deliveries.csv", "waiting", "launched", "state: 'launched' is not one of"),
        ("work/deliveries.csv", "+00:00", "", "is no time"),
        ("work/posts.csv", "\r\n1,1,1,", "\r\n1,99,1,", "there is no row 99 in plan/tactics.csv"),
        ("work/posts.csv", "\r\n2,1,2,", "\r\n2,1,1,", "work/posts.csv holds a row twice"),
        ("work/posts.csv", "\r\n2,1,2,", "\r\n7,1,2,", "its id is not 2"),
        ("work/posts.csv", "https://example", "javascript:alert", "target: 'javascript:alert"),
        ("work/posts.csv", "draft", "d\x00aft", "NUL"),
        ("work/slots.csv", ",7,", ",-7,", "nth: -7 cannot be kept"),
        ("work/slots.csv", ",7,", ",99999999999,", "nth: 99999999999 cannot be kept"),
        ("work/magnet_pages.csv", ",yes", ",perhaps", "is_open: 'perhaps' is neither"),
        ("workspace.csv", "America/Los_Angeles", "Mars/Base", "is no time zone"),
        ("workspace.csv", "redding-homes", "x" * 61, "60 are the most"),
        ("workspace.csv", "redding-homes", "", "slug: '' is not made of letters"),
        ("workspace.csv", "redding-homes", "a/b", "slug: 'a/b' is not made of letters"),
        ("workspace.csv", "Redding Homes", " ", "Write the name of the business"),
        ("work/magnet_pages.csv", "checklist", "../x", "slug: '../x' is not made of letters"),
        ("work/deliveries.csv", "\r\n1,1,", "\r\n1,1,9", "in work/channels.csv"),
        ("work/deliveries.csv", "\r\n1,1,", "\r\n1,77,", "no row 77 in work/posts.csv"),
        ("plan/versions/00001.yaml", "plan:", "\x00plan:", "NUL"),
        ("members.csv", "owner", "emperor", "role: 'emperor' is not one of"),
        ("plan/versions.csv", "00002.yaml", "00009.yaml", "no file 'plan/versions/00009.yaml'"),
        ("plan/versions/00002.yaml", "plan:", "plann:", "Its plan cannot be read"),
        ("record.csv", "post:", "post:77", "there is no post 77"),
    ],
)
def test_a_forged_value(archive, name, old, new, says):
    with refused(says):
        take(forged(archive, name, old, new))
