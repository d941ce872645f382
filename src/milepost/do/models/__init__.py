"""What is kept of the work: channels, slots, posts, links, leads."""

from milepost.do.models.channels import Channel, Label
from milepost.do.models.leads import Lead, MagnetPage, StageChange
from milepost.do.models.links import Click, DaySalt, Link
from milepost.do.models.posts import Delivery, Post
from milepost.do.models.slots import ChangedDay, Freezing, Slot

__all__ = [
    "ChangedDay",
    "Channel",
    "Click",
    "DaySalt",
    "Delivery",
    "Freezing",
    "Label",
    "Lead",
    "Link",
    "MagnetPage",
    "Post",
    "Slot",
    "StageChange",
]
