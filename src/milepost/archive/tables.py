"""The one list of what an archive holds: its tables and their columns, in the order they arrive.

A test walks all models: whatever belongs to a workspace stands here, or says why it does not.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Model, Q

from milepost.do.models import (
    ChangedDay,
    Channel,
    Click,
    Delivery,
    Freezing,
    Label,
    Lead,
    Link,
    MagnetPage,
    Post,
    Slot,
    StageChange,
)
from milepost.do.queries.channels import known_facts
from milepost.do.sending import STATES
from milepost.plan.models import Audience, Magnet, Objective, PlanVersion, Stage, Strategy, Tactic
from milepost.review.models import DayCount, KeptReview, Reading
from milepost.team.access import ROLES
from milepost.team.models import ApiToken, Invitation, Member, Record, Undo, Workspace

_LEASE = {
    "lease_until": "who is at the row belongs to the running program",
    "fence": "counts the claims of the running program",
}


@dataclass(frozen=True)
class Table:
    """One CSV file and the rows of one model in it.

    path: from a row to its workspace. columns: in their order; a column of another row holds the
    number of that row in this archive, one of a user their e-mail address. left_out: what is not
    in it, and why. texts: columns kept as a file each, named by this pattern. part: what the
    record calls such a row, as in post:12. choices: the only values of a column. addresses:
    columns that must lead to http(s). arrives: False where it only informs.
    """

    file: str
    model: type[Model]
    says: str
    columns: tuple[str, ...]
    path: str = "workspace"
    left_out: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    part: str = ""
    choices: Mapping[str, Collection[str]] = field(default_factory=dict)
    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    only: Q = field(default_factory=Q)
    arrives: bool = True


_PART = ("code", "says", "position", "retired_on")

TABLES = (
    Table(
        "workspace.csv",
        Workspace,
        "the business: its name, address, time zone",
        ("name", "slug", "timezone", "is_example", "requires_two_factor", "made_at"),
        names=frozenset({"slug"}),
        path="pk",
        left_out={"ending_at": "set only while a workspace is deleted"},
    ),
    Table(
        "members.csv",
        Member,
        "who belongs to it, in which role; to inform, for people are let in anew",
        ("user", "role"),
        choices={"role": ROLES},
        arrives=False,
    ),
    Table(
        "plan/versions.csv",
        PlanVersion,
        "every version of the plan: what was changed, by whom, and the file with its text",
        ("number", "text", "says", "made_by", "made_at"),
        texts={"text": "plan/versions/{number:05d}.yaml"},
    ),
    Table("plan/objectives.csv", Objective, "objectives, those that are retired too", _PART),
    Table("plan/audiences.csv", Audience, "audiences", _PART),
    Table("plan/strategies.csv", Strategy, "strategies", _PART),
    Table(
        "plan/strategies_serve.csv",
        Strategy.objectives.through,
        "which strategy serves which objectives",
        ("strategy", "objective"),
        path="strategy__workspace",
    ),
    Table("plan/magnets.csv", Magnet, "magnets", _PART),
    Table("plan/tactics.csv", Tactic, "tactics", (*_PART, "strategy", "magnet")),
    Table("plan/stages.csv", Stage, "the stages of the funnels", (*_PART, "funnel", "measure")),
    Table(
        "work/channels.csv",
        Channel,
        "accounts and pages, without what opens them",
        ("network", "name", "address", "made_at", "closed_at", "needs_access"),
        left_out={"sealed_access": "what opens a channel never leaves; needs_access says it is"},
        part="channel",
        choices={"network": known_facts()},
    ),
    Table("work/labels.csv", Label, "what the plan calls the channels", ("label", "channel")),
    Table(
        "work/slots.csv",
        Slot,
        "planned occurrences that were filled, moved, left out, or have passed",
        (
            *("tactic", "planned_day", "nth", "day", "at"),
            *("done_at", "skipped_at", "skipped_why"),
        ),
    ),
    Table(
        "work/frozen.csv",
        Freezing,
        "until which day the past is frozen",
        ("until", "due_at"),
        left_out={**_LEASE, "tries": "counts the claims of the running program"},
    ),
    Table(
        "work/changed_days.csv",
        ChangedDay,
        "days whose readings are still to be counted",
        ("day", "due_at"),
        left_out={
            **_LEASE,
            "tries": "counts the claims of the running program",
            "changes": "tells two changes apart while the day is counted",
        },
        only=Q(due_at__isnull=False),
    ),
    Table(
        "work/posts.csv",
        Post,
        "posts",
        (
            *("tactic", "slot", "off_plan_reason", "title", "text", "target"),
            *("due_at", "made_by", "made_at"),
        ),
        part="post",
        addresses=frozenset({"target"}),
    ),
    Table(
        "work/deliveries.csv",
        Delivery,
        "the sending of each post to each channel",
        (
            *("post", "channel", "state", "due_at", "sent_at", "url", "remote_id"),
            *("says", "text", "key", "tries", "taken_down_at", "reworded_at"),
        ),
        left_out=_LEASE,
        part="delivery",
        choices={"state": STATES},
        addresses=frozenset({"url"}),
    ),
    Table(
        "work/links.csv",
        Link,
        "tracked links",
        ("code", "target", "delivery", "post", "tactic", "strategy", "made_at"),
        part="link",
        names=frozenset({"code"}),
        addresses=frozenset({"target"}),
    ),
    Table(
        "work/clicks.csv",
        Click,
        "who or what followed a link, without who they are",
        ("link", "at", "day", "kind", "visitor", "is_first"),
        path="link__workspace",
        choices={"kind": ("person", "bot", "preview", "own")},
    ),
    Table(
        "work/magnet_pages.csv",
        MagnetPage,
        "the pages on which magnets are given",
        ("magnet", "slug", "intro", "gift", "consent", "is_open"),
        names=frozenset({"slug"}),
    ),
    Table(
        "work/leads.csv",
        Lead,
        "people who asked for something",
        (
            *("name", "email", "phone", "heard", "note", "magnet", "link", "post", "tactic"),
            *("stage", "consent", "consent_at", "asked_at", "made_by"),
        ),
        part="lead",
    ),
    Table(
        "work/stage_changes.csv",
        StageChange,
        "when a lead reached which stage",
        ("lead", "stage", "at", "made_by"),
        path="lead__workspace",
    ),
    Table(
        "review/readings.csv",
        Reading,
        "what was counted or given, by day",
        ("day", "measure", "of", "value", "source"),
        choices={"source": ("counted", "given")},
    ),
    Table(
        "record.csv",
        Record,
        "who did what, and when",
        ("at", "by_name", "user", "part", "says", "before", "after"),
    ),
)

# What belongs to a workspace and is in no archive, and why.
LEFT_OUT: Mapping[type[Model], str] = {
    ApiToken: "a hash that lets a program in here must not let it in elsewhere",
    DayCount: "counted anew from the readings that arrive",
    Invitation: "a hash that lets a person in here must not let them in elsewhere",
    KeptReview: "reckoned anew from the plan and readings that arrive",
    Undo: "kept for some days only, and names rows by their numbers here",
}
# The part of a record whose row is gone: its number would mean another row elsewhere.
GONE = "gone-"
