"""The own page: always there, served by Milepost itself; publishing names the post's address."""

from typing import ClassVar

from milepost.base.network import Access, Draft, Facts, Published
from milepost.base.text import slugged


class OwnPage:
    """Posts to `/p/{workspace}/`, which shows what is out."""

    facts: ClassVar[Facts] = Facts(
        code="own_page",
        name="Own page",
        says="A page of your own with a feed, served by Milepost.",
        takes_title=True,
        shows_link=True,
        reaches_outside=False,
    )

    def __init__(self, access: Access) -> None:
        self.access = access

    def length(self, text: str) -> int:
        """Count code points; the page sets no limit."""
        return len(text)

    def publish(self, draft: Draft, *, key: str) -> Published:
        """Name the post's address, made from its first words and its key."""
        first_line = draft.title or draft.text.strip().split("\n")[0]
        slug = f"{slugged(first_line) or 'post'}-{key[:8]}"
        return Published(url=f"{self.access.address}{slug}/", remote_id=slug)

    def find(self, draft: Draft, *, key: str) -> Published | None:
        """Return the address that `publish` names: naming it again changes nothing."""
        return self.publish(draft, key=key)

    def delete(self, published: Published, *, key: str) -> None:
        """Ask nobody: the page shows what is up, and whoever takes a post down says so there."""
