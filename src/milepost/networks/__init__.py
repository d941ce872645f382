"""The networks we can publish to: one file each, one line here."""

from milepost.base.network import Access, Publishes
from milepost.networks.ownpage import OwnPage
from milepost.networks.practice import Practice

NETWORKS: dict[str, type[Publishes]] = {
    "own_page": OwnPage,
    "practice": Practice,
}


def open_network(code: str, access: Access | None = None) -> Publishes:
    """Open a network with what opens the channel; without it only its limits can be asked."""
    return NETWORKS[code](access or Access())
