"""What opens and changes the pages on which magnets are given."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from django.db import transaction

from milepost.base.errors import SaidError
from milepost.do.models import MagnetPage
from milepost.plan.models import Magnet
from milepost.plan.queries import magnets
from milepost.team.models import Workspace
from milepost.team.record import note


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person writes on a magnet's page, and whether it is given at the moment."""

    intro: str
    gift: str
    consent: str
    is_open: bool


@transaction.atomic
def ensure_pages(workspace: Workspace) -> None:
    """Open a page for every magnet of the current plan that has none."""
    for magnet in magnets(workspace).filter(page=None):
        open_page(workspace, magnet)


@transaction.atomic
def open_page(workspace: Workspace, magnet: Magnet) -> MagnetPage:
    """Return the magnet's page, made under a free address where there was none."""
    page, _ = MagnetPage.objects.get_or_create(
        magnet=magnet,
        defaults={
            "workspace": workspace,
            "slug": _free_slug(magnet.code),
            "consent": f"I agree that {workspace.name} keeps what I write here, sends me what I "
            "asked for and gets in touch with me about it.",
        },
    )
    return page


def _free_slug(code: str) -> str:
    taken = set(MagnetPage.objects.filter(slug__startswith=code).values_list("slug", flat=True))
    return next(slug for slug in _numbered(code) if slug not in taken)


def _numbered(code: str) -> Iterator[str]:
    yield code
    yield from (f"{code}-{number}" for number in count(2))


@transaction.atomic
def reword_page(page: MagnetPage, wording: Wording) -> None:
    """Change the words of a magnet's page, or open or close it."""
    consent = " ".join(wording.consent.replace("\x00", "").split())
    if not consent:
        raise SaidError("Write what people agree to when they ask.", where="consent")
    before = _told(page)
    page.intro = wording.intro.replace("\x00", "").strip()
    page.gift = wording.gift.replace("\x00", "").strip()
    page.consent = consent[:500]
    page.is_open = wording.is_open
    page.save()
    part = f"magnet:{page.magnet.code}"
    for what, after in _told(page).items():
        if before[what] != after:
            says = f"changed {what} of guide “{page.magnet}”"
            note(page.workspace, part, says, before=before[what], after=after)


def _told(page: MagnetPage) -> dict[str, str]:
    return {
        "the words above the form": page.intro,
        "what is given": page.gift,
        "the words of consent": page.consent,
        "the page": "open" if page.is_open else "closed",
    }
