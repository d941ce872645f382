"""Writing a post: tactic first, then the idea, the channels, the time."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.base.clock import instant
from milepost.base.errors import SaidError
from milepost.do.actions.posts import Written, rewrite_post, write_post
from milepost.do.calendar import Entry, is_near
from milepost.do.models import Channel, Post
from milepost.do.queries.calendar import slot_named
from milepost.do.queries.channels import channel_by_label, channels, known_facts
from milepost.do.queries.posts import post_of
from milepost.plan.models import Tactic
from milepost.plan.outline import Tactic as PlannedTactic
from milepost.plan.queries import current_plan, live_tactics
from milepost.team.access import may
from milepost.team.models import Workspace
from milepost.web.access import PageRequest, page, show, today_of
from milepost.web.forms import offer, put_error

OFF_PLAN = "-"


class PostForm(forms.Form):
    """One idea, with a wording of its own for each channel that needs one."""

    tactic = forms.ChoiceField(label=gettext_lazy("Which tactic does it carry out?"))
    off_plan_reason = forms.CharField(
        label=gettext_lazy("Why off plan?"), required=False, max_length=300
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For channels that show one, such as the own page."),
    )
    text = forms.CharField(
        label=gettext_lazy("The post"), widget=forms.Textarea(attrs={"rows": 9}), strip=True
    )
    target = forms.CharField(
        label=gettext_lazy("Where its link leads"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "Left empty, it leads to the tactic's free guide. The link is put at the end by "
            "itself, or where you write {link}."
        ),
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Channels"), widget=forms.CheckboxSelectMultiple
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, workspace: Workspace, own: list[Channel], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._set_tactics({row.code: row.says for row in live_tactics(workspace)})
        offer(self, "channels", ((str(each.pk), _channel_words(each)) for each in own))
        self.variants = [f"variant_{channel.pk}" for channel in own]
        for channel, name in zip(own, self.variants, strict=True):
            self.fields[name] = forms.CharField(
                label=_("Own wording for %(name)s") % {"name": channel.name},
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def _set_tactics(self, says_by_code: dict[str, str]) -> None:
        # A post may serve a tactic that is in the plan no longer.
        if isinstance(served := self.initial.get("serves"), Tactic):
            says_by_code.setdefault(served.code, served.says)
        first, last = ("", _("Choose a tactic")), (OFF_PLAN, _("None: it is off plan"))
        offer(self, "tactic", [first, *says_by_code.items(), last])
        # A slot is its tactic's, so its post is too.
        self.fields["tactic"].disabled = bool(self.initial.get("has_slot"))

    def clean(self) -> dict[str, Any] | None:
        told = super().clean() or {}
        day = told.get("day")
        if bool(day) != bool(told.get("time")):
            missing = "time" if day else "day"
            self.add_error(missing, _("Say both day and time, or neither for a draft."))
        if day and not is_near(day):
            self.add_error("day", _("Choose a day of these years."))
        if told.get("tactic") == OFF_PLAN and not told.get("off_plan_reason"):
            self.add_error("off_plan_reason", _("Say in a few words why it is off plan."))
        return told

    def written(self, zone: str, slot: str) -> Written:
        """Return what was written down."""
        told = self.cleaned_data
        day, at = told["day"], told["time"]
        return Written(
            text=told["text"],
            channels=[int(pk) for pk in told["channels"]],
            tactic="" if told["tactic"] == OFF_PLAN else told["tactic"],
            slot=slot,
            off_plan_reason=told["off_plan_reason"],
            title=told["title"],
            target=told["target"],
            due_at=instant(day, at, zone) if day and at else None,
            variants={int(name.partition("_")[2]): told[name] for name in self.variants},
        )

    def variant_fields(self) -> list[Any]:
        """The fields of the channels' own wordings."""
        return [self[name] for name in self.variants]


def _channel_words(channel: Channel) -> str:
    longest = known_facts()[channel.network].longest
    return f"{channel.name} ({longest})" if longest else channel.name


@page("work")
def new(request: PageRequest) -> HttpResponse:
    """Write a new post, for a slot where one is named."""
    workspace = request.workspace
    name = request.GET.get("slot", "")
    slot = slot_named(workspace, name, today=today_of(workspace)) if name else None
    if name and slot is None:
        raise Http404
    if slot and slot.post:
        return redirect("post", workspace=workspace.slug, pk=slot.post)
    own = list(channels(workspace))
    current = current_plan(workspace)
    tactic_id = slot.tactic if slot else request.GET.get("tactic", "")
    tactic = current.plan.find(tactic_id) if current and tactic_id else None
    form = PostForm(
        workspace, own, request.POST or None, initial=_first_words(workspace, slot, tactic, own)
    )
    if request.method == "POST" and form.is_valid():
        try:
            written = form.written(workspace.timezone, slot.slot if slot else "")
            _check_time(request, written)
            post = write_post(workspace, written, by=request.member.user, then=_then(request))
        except SaidError as error:
            put_error(form, error)
        else:
            return _kept(request, post)
    by_label = channel_by_label(workspace)
    unmapped = [label for label in (tactic.channels if tactic else ()) if label not in by_label]
    return _shown(request, form, slot=slot, tactic=tactic, unmapped=unmapped)


@page("work")
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a post that has not begun to go out."""
    workspace = request.workspace
    post = post_of(workspace, pk)
    if post is None:
        raise Http404
    own = list(channels(workspace))
    form = PostForm(workspace, own, request.POST or None, initial=_words_of(post))
    if request.method == "POST" and form.is_valid():
        try:
            written = form.written(workspace.timezone, "")
            _check_time(request, written)
            post = rewrite_post(workspace, pk, written, then=_then(request))
        except SaidError as error:
            put_error(form, error)
        else:
            return _kept(request, post)
    current = current_plan(workspace)
    tactic = current.plan.find(post.tactic.code) if current and post.tactic else None
    return _shown(request, form, post=post, tactic=tactic)


def _check_time(request: PageRequest, written: Written) -> None:
    """Refuse a time long gone: whoever mistypes a day does not mean "at once"."""
    passed = written.due_at and written.due_at < timezone.now() - timedelta(hours=1)
    if passed and _then(request) != "draft":
        says = _("This time has passed; choose one to come, or the present minute to post at once.")
        raise SaidError(says, where="time")


def _then(request: PageRequest) -> str:
    """Return what follows the writing: it stays a draft, goes out, or waits for approval."""
    if request.POST.get("act") != "schedule":
        return "draft"
    return "due" if may(request.member.role, "approve") else "waiting"


def _kept(request: PageRequest, post: Post) -> HttpResponse:
    is_past = post.due_at is not None and post.due_at <= timezone.now()
    says = {
        "draft": _("Kept as a draft."),
        "due": _("Its time has come, so it goes out now.")
        if is_past
        else _("It goes out by itself at its time."),
        "waiting": _("It waits for approval."),
    }
    messages.success(request, says[_then(request)])
    return redirect("post", workspace=request.workspace.slug, pk=post.pk)


def _shown(request: PageRequest, form: PostForm, **values: object) -> HttpResponse:
    return show(
        request,
        "do/compose.html",
        "posts",
        status=422 if form.errors else 200,
        form=form,
        **values,
    )


def _first_words(
    workspace: Workspace, slot: Entry | None, tactic: PlannedTactic | None, own: list[Channel]
) -> dict[str, Any]:
    """Return what a new post starts with: what the tactic and its slot bring."""
    by_label = channel_by_label(workspace)
    meant = [
        by_label[label].pk for label in (tactic.channels if tactic else ()) if label in by_label
    ]
    soon = timezone.now() + timedelta(hours=1)
    is_to_come = slot and slot.at and slot.at > timezone.now()
    local = (slot.at if slot and slot.at and is_to_come else soon).astimezone(
        ZoneInfo(workspace.timezone)
    )
    is_past_day = slot is not None and slot.day < local.date()
    return {
        "has_slot": slot is not None,
        "tactic": tactic.id if tactic else "",
        "channels": [str(pk) for pk in meant or [own[0].pk if own else 0]],
        "day": slot.day if slot and not is_past_day else local.date(),
        "time": local.time().replace(second=0, microsecond=0),
    }


def _words_of(post: Post) -> dict[str, Any]:
    due: datetime | None = post.due_at
    local = due.astimezone(ZoneInfo(post.workspace.timezone)) if due else None
    deliveries = list(post.deliveries.all())
    return {
        "has_slot": post.slot is not None,
        "serves": post.tactic,
        "tactic": post.tactic.code if post.tactic else OFF_PLAN,
        "off_plan_reason": post.off_plan_reason,
        "title": post.title,
        "text": post.text,
        "target": post.target,
        "channels": [str(each.channel_id) for each in deliveries],
        "day": local.date() if local else None,
        "time": local.time() if local else None,
        **{f"variant_{each.channel_id}": each.text for each in deliveries},
    }
