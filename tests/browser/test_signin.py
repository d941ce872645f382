"""Signing in at a real browser: password, authenticator app, passkey, invitation, devices."""

import re

import pytest
from tests.browser.conftest import Visitor
from tests.web.team.test_account import code_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "wombat lantern quarry"


def begin(visitor: Visitor, link: str) -> None:
    """Become the first owner."""
    page = visitor.page
    page.goto(link)
    page.get_by_label("Your name").fill("Ada Pine")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Name of the business").fill("Redding Homes")
    page.get_by_label("Time zone").fill("America/Los_Angeles")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/today/")


def give_passkeys(visitor: Visitor) -> None:
    """Let the browser have a device that keeps passkeys and asks for a finger by itself."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def confirm(page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def sign_out(page) -> None:
    page.goto("/account/")
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.wait_for_url("**/signin/")


def test_a_passkey_signs_in_without_a_password(milepost, visit):
    ada = visit()
    begin(ada, milepost.link)
    give_passkeys(ada)
    page = ada.page
    page.goto("/account/")
    ada.look("account")
    page.get_by_role("link", name="Add a passkey").click()
    ada.look("confirm")
    confirm(page)
    ada.look("passkey-new")
    page.get_by_label("Name").fill("Phone")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/account/codes/")
    ada.look("recovery-codes")
    page.get_by_role("link", name="I have kept them").click()
    assert page.get_by_text("Passkey “Phone”").is_visible()
    sign_out(page)
    ada.look("signin")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/today/")
    page.goto("/account/")
    assert page.get_by_text("used 0").is_visible()


def test_an_authenticator_app_is_set_up_and_asked_for(milepost, visit):
    ada = visit()
    begin(ada, milepost.link)
    page = ada.page
    page.goto("/account/")
    page.get_by_role("link", name="Set up an authenticator app").click()
    confirm(page)
    ada.look("authenticator-app")
    secret = page.locator("#secret").inner_text()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    page.wait_for_url("**/account/codes/")
    codes = re.findall(r"\b\d{8}\b", page.locator("#codes").inner_text())
    assert len(codes) == 10
    sign_out(page)
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/signin/second/")
    ada.look("second-step")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/today/")


def test_someone_invited_joins_and_is_let_go(milepost, visit):
    ada, ben = visit(), visit(size="narrow")
    begin(ada, milepost.link)
    page = ada.page
    page.goto("/w/redding-homes/settings/people/")
    page.get_by_label("Whom is it for?").fill("Ben, the photographer")
    page.get_by_role("button", name="Make the link").click()
    ada.look("people")
    link = page.locator("#invitation").inner_text()
    ben.page.goto(link)
    ben.look("join")
    ben.page.get_by_label("Your name").fill("Ben Oak")
    ben.page.get_by_label("E-mail").fill("ben@example.com")
    ben.page.get_by_label("Password").fill("lantern quarry wombat")
    ben.page.get_by_role("button", name="Join").click()
    ben.page.wait_for_url("**/today/")
    page.goto("/w/redding-homes/settings/people/")
    page.get_by_label("Role of Ben Oak").select_option("manager")
    page.get_by_role("button", name="Set role Ben Oak").click()
    assert page.get_by_text("Ben Oak is manager now.").is_visible()
    page.get_by_text("Let go", exact=False).first.click()
    page.get_by_role("button", name="Yes, let go Ben Oak").click()
    assert page.get_by_text("no longer belongs to Redding Homes").is_visible()
    ben.page.goto("/")
    ben.look("no-business")


def test_a_consultant_sees_all_clients(milepost, visit):
    ada = visit()
    begin(ada, milepost.link)
    page = ada.page
    page.goto("/?all")
    page.get_by_role("link", name="Add a client").click()
    ada.look("new-client")
    page.get_by_label("Name of the business").fill("Blue Door Bakery")
    page.get_by_label("Time zone").fill("Europe/Vienna")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/blue-door-bakery/plan/")
    page.goto("/")
    assert page.get_by_role("link", name="Blue Door Bakery").is_visible()
    ada.look("all-clients")
