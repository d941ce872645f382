"""Everything is taken away, brought back beside the original, and one of the two is deleted."""

from pathlib import Path

import pytest
from tests.browser.conftest import Milepost

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def milepost(tmp_path):
    running = Milepost(tmp_path / "data", "--demo")
    yield running
    assert running.stop() == 0


def test_a_business_is_taken_away_brought_back_and_deleted(milepost, visit, tmp_path):
    owner = visit()
    page = owner.page
    page.goto(milepost.link)
    page.get_by_label("Your name").fill("Ada Pine")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Name of the business").fill("Pine Homes")
    page.get_by_role("button", name="Start").click()
    archive = take_everything(owner, tmp_path)
    bring(owner, archive)
    delete(owner)


def take_everything(owner, folder: Path) -> Path:
    page = owner.page
    page.goto("/w/pine-harbor-homes-example/settings/")
    page.get_by_role("link", name="Data", exact=True).click()
    owner.look("data")
    with page.expect_download() as download:
        page.get_by_role("button", name="Take everything").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name.startswith("pine-harbor-homes-example-")
    return path


def bring(owner, archive: Path) -> None:
    page = owner.page
    page.get_by_role("link", name="Bring a business from a file").click()
    owner.look("bring")
    page.get_by_label("The file").set_input_files(archive)
    page.get_by_role("button", name="Bring it").click()
    page.wait_for_url("**/w/pine-harbor-homes-example-2/today/")
    owner.look("brought")


def delete(owner) -> None:
    page = owner.page
    page.goto("/w/pine-harbor-homes-example-2/settings/data/")
    page.get_by_role("link", name="Delete this business").click()
    owner.look("delete")
    page.get_by_label("Name of the business").fill("Pine & Harbor Homes (example)")
    page.get_by_role("button", name="Delete it for good").click()
    assert page.get_by_text("is deleted for good").count() == 1
    owner.look("deleted")
