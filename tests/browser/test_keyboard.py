"""The whole work done by keyboard alone: no mouse, nothing clicked, the focus always in sight."""

import re

import pytest
from tests.browser.conftest import Milepost, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXAMPLE = "Pine & Harbor Homes (example)"
OWN = "Pine Homes"
MOST_STOPS = 200
# What has the focus: its name, how it shows that, and whether anything lies on top of it.
STOP = """() => {
    const at = document.activeElement;
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    const middle = (first, last, end) => (Math.max(first, 0) + Math.min(last, end)) / 2;
    const seen = document.elementFromPoint(
        middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
    const label = at.labels?.length ? [...at.labels].map((each) => each.innerText).join(" ") : "";
    return {
        name: (at.getAttribute("aria-label") || label || at.innerText || "").trim(),
        kind: at.localName,
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        covered: !seen || !(at.contains(seen) || seen.contains(at)),
        outside: box.bottom <= 0 || box.top >= innerHeight || box.width < 1,
        order: at === document.body ? -1 : [...document.querySelectorAll("*")].indexOf(at),
        html: at.outerHTML.slice(0, 160),
    };
}"""


class Typist:
    """Someone who has a keyboard and nothing else."""

    def __init__(self, visitor: Visitor) -> None:
        self.page, self.errors = visitor.page, visitor.errors

    def stop(self) -> dict:
        """Return what has the focus; it must be seen to have it."""
        found = self.page.evaluate(STOP)
        assert found["outlined"], f"the focus is not seen on {found['html']}"
        assert not found["outside"], f"the focus is off the screen, on {found['html']}"
        assert not found["covered"], f"something lies over {found['html']}"
        return found

    def tab_to(self, name: str, kind: str = "") -> None:
        """Press Tab until what has that name has the focus; stops come in the page's order.

        After the last stop of a page comes its first one.
        """
        last = self.page.evaluate(STOP)["order"]
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement === document.body"):
                last = -1
                continue
            found = self.stop()
            # A field for a day has several stops.
            assert found["order"] >= last, f"{found['html']} comes out of order, before {name}"
            last = found["order"]
            if re.search(name, found["name"]) and kind in ("", found["kind"]):
                return
        raise AssertionError(f"Tab never comes to {name}")

    def follow(self, name: str, kind: str = "") -> None:
        """Go to a link or button, and press Enter."""
        self.tab_to(name, kind)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def unfold(self, name: str) -> None:
        self.tab_to(name, "summary")
        self.page.keyboard.press("Enter")
        assert self.page.evaluate("document.activeElement.parentElement.open")

    def fill(self, name: str, text: str) -> None:
        """Go to a field, and type over what is in it."""
        self.tab_to(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def hears(self, words: str, role: str = "status") -> None:
        """What was done is announced, and has the focus, so that the next stop is its button."""
        said = self.page.get_by_role(role).filter(has_text=words)
        assert said.count() == 1, f"nothing of role {role} says {words!r}"
        assert said.evaluate("(each) => each === document.activeElement"), f"{words!r} is not read"

    def is_refused(self, words: str) -> None:
        """What was wrong is announced; the console names nothing but the answer's status."""
        self.hears(words, role="alert")
        assert [each for each in self.errors if "status of 422" not in each] == []
        self.errors.clear()

    def begin_again(self) -> None:
        """Load the page anew, to begin at its top."""
        self.page.goto(self.page.url.partition("#")[0])

    def go(self, place: str) -> None:
        """Open one of the places of the header, from its menu where it stands in one."""
        if place in {"Plan", "Calendar", "Leads", "Review", "Today"}:
            self.follow(f"^{place}$", "a")
        else:
            self.unfold("^More$")
            self.follow(f"^{place}$", "a")


@pytest.fixture
def milepost(tmp_path):
    running = Milepost(tmp_path / "data", "--demo")
    yield running
    assert running.stop() == 0


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_all_the_work_is_done_by_keyboard(milepost, visit, size):
    visitor = visit(size)
    ada = Typist(visitor)
    come_in(ada, milepost.link)
    skip_to_the_content(ada)
    open_and_leave_menus(ada)
    change_a_target_and_take_it_back(ada)
    write_for_a_slot(ada)
    approve_what_waits(ada)
    move_a_lead_on(ada)
    invite(ada)
    take_everything(ada)
    delete_the_other_business(ada)
    sign_out(ada)


def come_in(ada: Typist, link: str) -> None:
    page = ada.page
    page.goto(link)
    assert ada.stop()["name"] == "Your name"
    page.keyboard.type("Ada Pine")
    ada.fill("E-mail", "ada@example.com")
    ada.fill("Name of the business", OWN)
    ada.tab_to("Password")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    ada.follow(re.escape(EXAMPLE))
    assert page.url.endswith("/today/")


def skip_to_the_content(ada: Typist) -> None:
    ada.page.keyboard.press("Tab")
    assert ada.stop()["name"] == "Skip to the content"
    ada.page.keyboard.press("Enter")
    assert ada.page.evaluate("document.activeElement.id") == "main"
    ada.page.keyboard.press("Tab")
    assert ada.page.evaluate("document.activeElement.closest('main') !== null")


def open_and_leave_menus(ada: Typist) -> None:
    """Escape closes a menu and gives the focus back; a menu that is left closes by itself."""
    page = ada.page
    ada.begin_again()
    for name in ("change to another business", "^More$", "^Your account$"):
        ada.unfold(name)
        page.keyboard.press("Tab")
        ada.stop()
        page.keyboard.press("Escape")
        assert re.search(name, ada.stop()["name"])
        assert page.locator("details.menu[open]").count() == 0
        page.keyboard.press("Space")
        assert page.locator("details.menu[open]").count() == 1
        while page.evaluate("document.activeElement.closest('.menu[open]') !== null"):
            page.keyboard.press("Tab")
        assert page.locator("details.menu[open]").count() == 0, f"{name} stays open when left"
        ada.begin_again()


def change_a_target_and_take_it_back(ada: Typist) -> None:
    page = ada.page
    ada.go("Plan")
    ada.follow("^20 leads a month$")
    ada.fill("^Target", "wrong")
    ada.follow("Save as a new version")
    ada.is_refused("look at what is marked")
    ada.fill("^Target", "23")
    ada.follow("Save as a new version")
    ada.hears("Undo")
    ada.follow("^Undo$")
    ada.hears("Undone")
    ada.follow("^20 leads a month$")
    assert page.get_by_label("Target").input_value() == "20"


def write_for_a_slot(ada: Typist) -> None:
    page = ada.page
    ada.go("Calendar")
    ada.follow("^Week$")
    ada.follow("^Later")
    ada.follow("Answer one question|One question")
    ada.follow("Write its post")
    ada.fill("^Title", "What closing costs really are")
    ada.fill("^The post", "Nobody tells first-time buyers what the last week costs.")
    ada.follow("^Schedule$")
    assert page.get_by_text("due", exact=True).count() >= 1


def approve_what_waits(ada: Typist) -> None:
    ada.go("Today")
    ada.follow("^Approve")
    ada.follow("^Approve$")
    assert ada.page.get_by_role("button", name="Approve").count() == 0


def move_a_lead_on(ada: Typist) -> None:
    page = ada.page
    ada.go("Leads")
    ada.unfold("The phone rang")
    ada.fill("^Name", "Finn Ash")
    ada.follow("Write down")
    ada.follow("Offer: Finn Ash")
    ada.hears("Undo")
    assert page.get_by_role("link", name="Finn Ash").count() == 1


def invite(ada: Typist) -> None:
    ada.go("Settings")
    ada.follow("Invite people")
    ada.fill("Whom is it for", "Ben, the photographer")
    ada.tab_to("^As", "select")
    ada.page.keyboard.press("ArrowDown")
    ada.follow("Make the link")
    ada.hears("Send this link to Ben")
    assert ada.page.get_by_text("as approver, until").count() == 1


def take_everything(ada: Typist) -> None:
    page = ada.page
    ada.go("Settings")
    ada.follow("^Data$")
    ada.tab_to("Take everything")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".zip")


def delete_the_other_business(ada: Typist) -> None:
    ada.begin_again()
    ada.unfold("change to another business")
    ada.follow(f"^{OWN}$")
    ada.go("Settings")
    ada.follow("^Data$")
    ada.follow("Delete this business")
    ada.fill("Name of the business", "something else")
    ada.follow("Delete it for good")
    ada.is_refused("Nothing")
    ada.fill("Name of the business", OWN)
    ada.follow("Delete it for good")
    ada.hears("is deleted for good")


def sign_out(ada: Typist) -> None:
    ada.begin_again()
    ada.unfold("^Your account$")
    ada.follow("^Sign out$")
    assert ada.page.url.endswith("/signin/")
