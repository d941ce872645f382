"""Every page there is, looked at closely in a real Chromium.

The addresses are those of tests/web/test_access.py; a page that is new there fails here until
someone walks to it.
"""

import os
import re
import subprocess
import sys
from urllib.parse import urljoin

import pytest
from tests.browser.conftest import Milepost, Visitor
from tests.browser.test_signin import PASSWORD, confirm, give_passkeys
from tests.web.team.test_account import code_of
from tests.web.test_access import NOBODY, PAGES, PERSONAL, PUBLIC

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "pine-harbor-homes-example"
ROOT = f"/w/{SLUG}/"
# Not pages: what they answer, and where those lead that only point elsewhere.
FILES = {
    "plan-file": "application/yaml",
    "readings-file": "text/csv",
    "health": "application/json",
    "own-page-atom": "application/atom+xml",
    "own-page-json": "application/feed+json",
    "mfa_login_webauthn": "application/json",
}
POINTERS = {"mfa_index": "/account/", "mfa_list_webauthn": "/account/"}
ONLY_POSTED = {"end-session", "end-other-sessions", "account_logout"}
LOOKED_AT = {name for name, (look, _) in PAGES.items() if look != NOBODY} | PERSONAL | PUBLIC
STRUCTURE = """() => {
    const shown = [...document.querySelectorAll("input, select, textarea")].filter(
        (each) => each.type !== "hidden");
    const named = (each) => each.labels?.length || each.getAttribute("aria-label")
        || each.getAttribute("aria-labelledby");
    return {
        title: document.title,
        headings: [...document.querySelectorAll("h1")].map((each) => each.innerText),
        nameless: shown.filter((each) => !named(each)).map((each) => each.outerHTML),
        shared: [...document.querySelectorAll("[id]")].map((each) => each.id).filter(
            (id, nth, all) => all.indexOf(id) !== nth),
        landmarks: document.querySelectorAll("main").length,
    };
}"""

MANY_FIELDS = """() => {
    const form = document.querySelector(".card form");
    for (let nth = 0; nth < 1200; nth += 1) {
        const field = document.createElement("input");
        Object.assign(field, {type: "hidden", name: `field-${nth}`, value: "1"});
        form.append(field);
    }
}"""


class Walker(Visitor):
    """Someone who goes from page to page and writes down whatever is wrong with each."""

    def __init__(self, browser, address: str, titles: dict[str, str]) -> None:
        super().__init__(browser, address)
        self.address, self.titles = address, titles
        self.seen: set[str] = set()
        self.wrong: list[str] = []
        self.page.on("request", self._hear)
        self.page.on("requestfailed", lambda each: self.errors.append(f"{each.url} failed"))
        self.page.on("response", self._read)

    def _hear(self, request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:")):
            self.errors.append(f"{self.page.url} asks {request.url}")

    def _read(self, response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.errors.append(f"{response.url} answers {response.status}")

    def see(self, name: str, path: str = "", *, status: int = 200) -> None:
        """Look at a page, at its address or where one stands already.

        A page in a state that has a picture of its own is called after both: leads:moved.
        """
        if path:
            answer = self.page.goto(path)
            if answer.status != status:
                self.wrong.append(f"{name} {path}: answers {answer.status}")
        self.wrong += self.faults(f"every-{name.replace(':', '-')}")
        name, _, _ = name.partition(":")
        self.seen.add(name)
        shown = self.page.evaluate(STRUCTURE)
        if len(shown["headings"]) != 1 or not shown["headings"][0].strip():
            self.wrong.append(f"{name}: its first headings are {shown['headings']}")
        if shown["landmarks"] != 1:
            self.wrong.append(f"{name}: {shown['landmarks']} main parts")
        self.wrong += [f"{name}: no label for {each}" for each in shown["nameless"]]
        self.wrong += [f"{name}: several parts have the id {each}" for each in shown["shared"]]
        other = self.titles.setdefault(shown["title"], name)
        if other != name or not shown["title"].strip():
            self.wrong.append(f"{name}: its title {shown['title']!r} is that of {other}")
        # Chromium says on the console what an answer of an error page is.
        said = f"{self.page.url}: Failed to load resource: the server responded with"
        self.wrong += [f"{name}: {e}" for e in self.errors if status < 400 or said not in e]
        self.errors.clear()

    def read(self, path: str) -> str:
        """Return what stands at an address without going there."""
        return self.context.request.get(path).text()

    def first(self, pattern: str, path: str) -> str:
        """Return the first address of that form that the page at a path leads to."""
        found = re.search(rf'href="({pattern})"', self.read(path))
        assert found, f"{path} leads to nothing like {pattern}"
        return urljoin(path, found[1].replace("&amp;", "&"))

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()


@pytest.fixture
def milepost(tmp_path):
    # Mail is told of so that the page exists on which a link is asked for; none is sent.
    running = Milepost(tmp_path / "data", "--demo", MILEPOST_MAIL="smtp://127.0.0.1:9")
    yield running
    assert running.stop() == 0


@pytest.fixture
def walkers(chromium, milepost):
    titles: dict[str, str] = {}
    walkers = [Walker(chromium, milepost.address, titles) for _ in range(2)]
    yield walkers
    for walker in walkers:
        walker.context.close()


def test_every_page_is_sound(milepost, walkers):
    ada, stranger = walkers
    begin(ada, milepost.link)
    see_work(ada)
    see_plan(ada)
    see_review(ada)
    invitation = see_settings(ada)
    see_own(ada)
    see_public(stranger)
    see_ways_in(stranger, milepost)
    see_joining(stranger, invitation)
    see_errors(ada, stranger, milepost)
    read_files(ada, stranger)
    wrong = ada.wrong + stranger.wrong
    assert not wrong, "\n".join(wrong)
    assert (ada.seen | stranger.seen) & LOOKED_AT == LOOKED_AT


def begin(ada: Walker, link: str) -> None:
    page = ada.page
    ada.see("start", link)
    page.get_by_label("Your name").fill("Ada Pine")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Name of the business").fill("Pine Homes")
    assert page.get_by_label("Time zone").input_value() == "America/Los_Angeles"
    page.get_by_label("Password").fill(PASSWORD)
    ada.press("Start")
    page.get_by_text("All clients").first.wait_for()
    ada.see("home")
    ada.see("first-day", "/w/pine-homes/today/")


def see_work(ada: Walker) -> None:
    for name in ("today", "calendar", "posts", "leads", "guides", "links"):
        ada.see(name, f"{ROOT}{name}/")
    ada.see("new-post", f"{ROOT}posts/new/")
    ada.see("slot", ada.first(r"/w/[^\"]+/slots/[^\"]+", f"{ROOT}calendar/?view=list"))
    out = ada.first(r"/w/[^\"]+/posts/\d+/", f"{ROOT}posts/?state=out")
    draft = ada.first(r"/w/[^\"]+/posts/\d+/", f"{ROOT}posts/?state=draft")
    ada.see("edit-post", f"{draft}edit/")
    ada.see("post", out)
    take_down(ada)
    ada.see("leads-at", ada.first(r"/w/[^\"]+/leads/at/\d+/", f"{ROOT}leads/"))
    ada.see("guide", ada.first(r"/w/[^\"]+/guides/[^\"]+/", f"{ROOT}guides/"))
    ada.page.goto(f"{ROOT}leads/")
    ada.page.locator(".card form button").first.click()
    ada.see("leads:moved")
    ada.see("lead", ada.first(r"/w/[^\"]+/leads/\d+/", f"{ROOT}leads/"))


def take_down(ada: Walker) -> None:
    ada.page.get_by_text("Take it down", exact=True).first.click()
    ada.page.get_by_role("button", name="Take it down from").first.click()
    ada.see("post:taken-down")
    ada.press("Put it back up")


def see_plan(ada: Walker) -> None:
    plan = f"{ROOT}plan/"
    ada.see("part", f"{plan}parts/tactic/whats-on/")
    ada.press("Retire from today")
    ada.see("plan:dropped-a-tactic")
    ada.see("version", ada.first(r"/w/[^\"]+/versions/2/", f"{plan}versions/"))
    ada.see("plan", plan)
    ada.see("plan-text", f"{plan}text/")
    ada.see("new-part", f"{plan}parts/tactic/new/")
    for name in ("funnels", "functions", "versions"):
        ada.see(name, f"{plan}{name}/")


def see_review(ada: Walker) -> None:
    ada.see("review", f"{ROOT}review/")
    ada.see("objective", ada.first(r"/w/[^\"]+/objectives/[^\"]+/", f"{ROOT}review/"))
    ada.see("readings", f"{ROOT}review/readings/")
    ada.see("record", f"{ROOT}record/")


def see_settings(ada: Walker) -> str:
    """Look at the settings, and return the invitation that was made there."""
    page = ada.page
    ada.see("settings", f"{ROOT}settings/")
    page.get_by_text("Make a token", exact=True).click()
    page.get_by_label("What it is for").fill("The shop")
    ada.press("Make it")
    ada.see("settings:token")
    ada.see("everything", f"{ROOT}settings/data/")
    ada.see("end-workspace", f"{ROOT}settings/data/delete/")
    ada.see("people", f"{ROOT}settings/people/")
    page.get_by_label("Whom is it for?").fill("Ben, the photographer")
    ada.press("Make the link")
    ada.see("people:invited")
    return page.locator("#invitation").inner_text()


def see_own(ada: Walker) -> None:
    """Look at one's own pages; second factors are set up on the way."""
    page = ada.page
    give_passkeys(ada)
    ada.see("new-client", "/clients/new/")
    ada.see("bring", "/import/")
    page.goto("/account/password/")
    ada.see("account_reauthenticate")
    confirm(page)
    ada.see("password")
    ada.see("mfa_activate_totp", "/account/app/")
    page.get_by_label("Authenticator code").fill(code_of(page.locator("#secret").inner_text()))
    ada.press("Turn on")
    ada.see("mfa_view_recovery_codes")
    ada.see("mfa_generate_recovery_codes", "/account/codes/new/")
    ada.see("mfa_deactivate_totp", "/account/app/off/")
    ada.see("mfa_add_webauthn", "/account/passkeys/new/")
    page.get_by_label("Name").fill("Phone")
    ada.press("Add it")
    page.wait_for_url("**/account/")
    ada.see("account")
    for name, link in (("mfa_edit_webauthn", "Rename"), ("mfa_remove_webauthn", "Remove")):
        page.goto("/account/")
        page.get_by_role("link", name=link).click()
        ada.see(name)
    ada.see("mfa_reauthenticate", "/account/confirm/code/")
    ada.see("mfa_reauthenticate_webauthn", "/account/confirm/passkey/")


def see_public(stranger: Walker) -> None:
    own = f"/p/{SLUG}/"
    stranger.see("own-page", own)
    stranger.see("own-post", stranger.first(rf"(?:http[^\"]*)?{own}[a-z0-9-]+/", own))
    stranger.page.locator("a[href*='/l/']").first.click()
    assert "/g/" in stranger.page.url
    stranger.seen.add("link")
    stranger.see("magnet")
    page = stranger.page
    page.get_by_label("E-mail").fill("sam@example.com")
    page.get_by_role("checkbox").check()
    page.locator("form button").click()
    stranger.see("magnet-thanks")


def see_ways_in(stranger: Walker, milepost: Milepost) -> None:
    page = stranger.page
    stranger.see("signin-link", new_link(milepost))
    stranger.see("ask-link", "/signin/link/")
    stranger.see("account_login", "/signin/")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    stranger.press("Sign in")
    page.wait_for_url("**/signin/second/")
    stranger.see("mfa_authenticate")
    stranger.press("Not you? Begin anew")


def new_link(milepost: Milepost) -> str:
    command = [sys.executable, "-m", "milepost", "signin", "--data", str(milepost.folder)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MILEPOST_")}
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return re.search(r"/signin/\S+", said.stdout)[0]


def see_joining(stranger: Walker, invitation: str) -> None:
    page = stranger.page
    stranger.see("join", invitation)
    page.get_by_label("Your name").fill("Ben Oak")
    page.get_by_label("E-mail").fill("ben@example.com")
    page.get_by_label("Password").fill("lantern quarry wombat")
    stranger.press("Join")
    page.wait_for_url("**/today/")
    stranger.see("invitation-spent", invitation, status=410)


def see_errors(ada: Walker, stranger: Walker, milepost: Milepost) -> None:
    stranger.see("error-403", f"{ROOT}plan/text/", status=403)
    ada.see("error-404", "/w/nowhere/today/", status=404)
    ada.see("link-to-nowhere", "/l/nothing", status=404)
    ada.see("guide-to-nowhere", "/g/nothing", status=404)
    ada.see("link-spent", milepost.link, status=410)
    page = ada.page
    page.goto(f"{ROOT}leads/")
    page.evaluate("document.querySelector('.card form [name=csrfmiddlewaretoken]').value = 'x'")
    page.locator(".card form button").first.click()
    ada.see("error-403:of-a-form", status=403)
    page.goto(f"{ROOT}leads/")
    page.evaluate(MANY_FIELDS)
    page.locator(".card form button").first.click()
    ada.see("error-413", status=413)
    stranger.context.clear_cookies()
    see_too_often(stranger)


def see_too_often(stranger: Walker) -> None:
    page = stranger.page
    for _ in range(11):
        page.goto("/signin/")
        page.get_by_label("E-mail").fill("ada@example.com")
        page.get_by_label("Password").fill("a wrong sentence")
        stranger.press("Sign in")
        page.get_by_role("alert").first.wait_for()
    stranger.see("account_login:too-often", status=429)


def read_files(ada: Walker, stranger: Walker) -> None:
    """Ask for what is no page, and for what only points to one or is only posted to."""
    paths = {
        "plan-file": f"{ROOT}plan/text/plan.yaml",
        "readings-file": f"{ROOT}review/readings/readings.csv",
        "health": "/healthz",
        "own-page-atom": f"/p/{SLUG}/feed.xml",
        "own-page-json": f"/p/{SLUG}/feed.json",
    }
    for name, path in paths.items():
        answer = ada.context.request.get(path)
        assert answer.headers["content-type"].startswith(FILES[name]), name
    asked = {"X-Requested-With": "XMLHttpRequest"}
    answer = stranger.context.request.get("/signin/passkey/", headers=asked)
    assert answer.headers["content-type"].startswith(FILES["mfa_login_webauthn"])
    for name, path in (("mfa_index", "two-factor"), ("mfa_list_webauthn", "passkeys")):
        answer = ada.context.request.get(f"/account/{path}/", max_redirects=0)
        assert answer.headers["location"] == POINTERS[name]
    for path in ("/account/sessions/1/end/", "/account/sessions/end/", "/signout/"):
        assert ada.context.request.get(path).status == 405
    ada.seen |= set(FILES) | set(POINTERS) | ONLY_POSTED
