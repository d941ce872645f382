"""Forms for readings: a file, one reading, and which ones to look at."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.plan.outline import Plan
from milepost.review.queries import Wanted
from milepost.review.series import BUSINESS, known_measures, known_parts, measure_of, read_day
from milepost.web.forms import offer, text_of

LARGEST_MEGABYTES = 50  # about a million readings
ANYTHING = "*"


class ImportForm(forms.Form):
    """Readings as a file or as text."""

    file = forms.FileField(
        label=gettext_lazy("A file with readings"),
        required=False,
        help_text=gettext_lazy(
            "CSV, as a spreadsheet saves it, with the columns day, measure, of and value."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    text = forms.CharField(
        label=gettext_lazy("or paste them"),
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 6,
                "spellcheck": "false",
                "class": "code",
                "placeholder": "day,measure,of,value\n2027-01-04,leads,,1",
            }
        ),
    )

    def readings_text(self) -> str:
        """Return the text of the file, else what was pasted; raises SaidError."""
        upload = self.cleaned_data["file"]
        return (
            text_of(upload, most_megabytes=LARGEST_MEGABYTES)
            if upload
            else str(self.cleaned_data["text"])
        )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        if not self.files.get("file") and not self.cleaned_data.get("text"):
            self.add_error("text", _("Choose a file or paste readings."))
        return self.cleaned_data


class ReadingForm(forms.Form):
    """One reading; what is wrong with it the action says."""

    day = forms.CharField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    measure = forms.ChoiceField(label=gettext_lazy("What was counted"))
    of = forms.ChoiceField(label=gettext_lazy("Of"), required=False)
    value = forms.CharField(
        label=gettext_lazy("How many"), widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )

    def __init__(self, plan: Plan, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "measure", measure_choices(plan))
        offer(self, "of", part_choices(plan))


class FilterForm(forms.Form):
    """Which readings to look at."""

    measure = forms.ChoiceField(label=gettext_lazy("Measure"), required=False)
    of = forms.ChoiceField(label=gettext_lazy("Of"), required=False)
    since = forms.CharField(
        label=gettext_lazy("Since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.CharField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, plan: Plan, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s", **more})
        offer(self, "measure", [("", _("every measure")), *measure_choices(plan)])
        offer(self, "of", [(ANYTHING, _("everything")), *part_choices(plan)])


def measure_choices(plan: Plan) -> list[tuple[str, str]]:
    """Return every measure of the plan with its name."""
    known = [(code, measure_of(plan, code)) for code in known_measures(plan)]
    return [(code, measure.name if measure else code) for code, measure in known]


def part_choices(plan: Plan) -> list[tuple[str, str]]:
    """Return what a reading may be of, the whole business first."""
    return [(BUSINESS, _("the whole business")), *((each, each) for each in known_parts(plan))]


def wanted_of(asked: QueryDict) -> Wanted:
    """Return which readings an address asks for; what cannot be read asks for nothing."""
    of = tuple(each for each in asked.getlist("of") if each != ANYTHING and _is_text(each))
    measure = asked.get("measure", "")
    return Wanted(
        measure=measure if measure and _is_text(measure) else None,
        of=of or None,
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", "")),
    )


def _is_text(text: str) -> bool:
    """Tell whether a database can look for it: PostgreSQL knows no NUL in a text."""
    return "\0" not in text


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None
