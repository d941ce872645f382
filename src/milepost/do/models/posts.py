"""Posts, and their sending to each channel."""

from typing import ClassVar

from django.db import models

from milepost.do.models.channels import Channel
from milepost.do.models.slots import Slot
from milepost.engine.models import Due
from milepost.plan.models import Tactic
from milepost.team.models import User, Workspace


class Post(models.Model):
    """Content for a slot; off plan where it serves no tactic, and then it says why."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="posts")
    tactic = models.ForeignKey(Tactic, models.SET_NULL, null=True, related_name="posts")
    slot = models.OneToOneField(Slot, models.SET_NULL, null=True, related_name="post")
    off_plan_reason = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    target = models.CharField(max_length=1000, blank=True)  # where its link leads
    due_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "due_at", "id"], name="post_in_order"),
            models.Index(
                fields=["workspace", "due_at", "id"],
                name="post_off_plan",
                condition=models.Q(tactic=None),
            ),
            models.Index(fields=["workspace", "-made_at"], name="post_by_made"),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:60]


class Delivery(Due):
    """The sending of a post to one channel; the row is the job (see sending)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="deliveries")
    post = models.ForeignKey(Post, models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=12, default="draft")
    key = models.CharField(max_length=40, unique=True)
    text = models.TextField(blank=True)  # this channel's own wording; blank is the post's
    url = models.CharField(max_length=1000, blank=True)
    remote_id = models.CharField(max_length=300, blank=True)
    says = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    # Both of a post that is out, and stays so in `state`: it was out, whatever came later.
    taken_down_at = models.DateTimeField(null=True)
    reworded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "channel"], name="delivery_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="delivery_by_due"),
            models.Index(fields=["workspace", "state", "post"], name="delivery_in_state"),
            # What stands on the own page, in its order.
            models.Index(
                fields=["channel", "sent_at", "id"],
                name="delivery_shown",
                condition=models.Q(state="out", taken_down_at=None) & ~models.Q(remote_id=""),
            ),
            models.Index(fields=["workspace", "sent_at"], name="delivery_by_sent"),
            models.Index(fields=["channel", "remote_id"], name="delivery_by_remote"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} to {self.channel_id}: {self.state}"
