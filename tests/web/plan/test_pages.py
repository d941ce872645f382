"""The plan's pages: every part is changed by its form, and nothing is saved half."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.plan.actions import import_plan, save_plan
from milepost.plan.cadence import write_cadence
from milepost.plan.changes import changes
from milepost.plan.file import read_plan_text, write_plan
from milepost.plan.models import PlanVersion
from milepost.plan.queries import current_plan
from milepost.web.plan.part import EDITABLE, _initial
from milepost.web.plan.part_form import PartForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(planned) -> str:
    return f"/w/{planned.slug}/plan/"


@pytest.fixture
def signed_in(client, owner, planned):
    client.force_login(owner)
    return client


def numbers() -> list[int]:
    return sorted(PlanVersion.objects.values_list("number", flat=True))


def typed(workspace, kind: str, part, **changed) -> dict:
    """What a browser sends when the form is sent as it is shown, but for some fields."""
    current = current_plan(workspace)
    sent = {name: value for name, value in _initial(kind, part, current.plan).items() if value}
    return {**sent, "based_on": current.number, **changed}


PARTS = ["goal sales-goal", "objective leads-20", "audience buyers", "milestone open",
         "strategy teach", "tactic blog", "magnet checklist", "person broker"]  # fmt: skip
ADDRESSES = ["", "text/", "text/plan.yaml", "versions/", "versions/1/", "funnels/", "functions/",
             "parts/tactic/new/", "parts/tactic/blog/", "parts/plan/plan/"]  # fmt: skip


@pytest.mark.parametrize("part", [*PARTS, "plan plan", "business business"])
def test_form_sent_as_it_is_shown_changes_nothing(signed_in, planned, root, part):
    kind, part_id = part.split()
    plan = current_plan(planned).plan
    shown = {"plan": plan, "business": plan.business}.get(kind) or plan.find(part_id)
    answer = signed_in.post(f"{root}parts/{kind}/{part_id}/", typed(planned, kind, shown))
    assert answer.status_code == 302
    assert numbers() == [1]


@pytest.mark.parametrize("part", PARTS)
def test_note_of_every_kind_of_part_is_kept(signed_in, planned, root, part):
    kind, part_id = part.split()
    shown = current_plan(planned).plan.find(part_id)
    sent = typed(planned, kind, shown, note="Asked\r\n\r\nin May")
    assert signed_in.post(f"{root}parts/{kind}/{part_id}/", sent).status_code == 302
    assert current_plan(planned).plan.find(part_id).note == "Asked\n\nin May"
    assert numbers() == [1, 2]


def test_field_that_cannot_be_read_is_marked_and_what_was_typed_stays(signed_in, planned, root):
    blog = current_plan(planned).plan.find("blog")
    sent = typed(planned, "tactic", blog, cadence="now and then", tactic="Another")
    answer = signed_in.post(f"{root}parts/tactic/blog/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is no cadence" in page
    assert "now and then" in page
    assert "Another" in page
    assert numbers() == [1]


def test_folded_field_that_cannot_be_read_is_unfolded(signed_in, planned, root):
    blog = current_plan(planned).plan.find("blog")
    answer = signed_in.post(f"{root}parts/tactic/blog/", typed(planned, "tactic", blog, budget="$"))
    assert '<details class="fold" open>' in answer.content.decode()
    shown = signed_in.get(f"{root}parts/tactic/blog/").content.decode()
    assert '<details class="fold">' in shown


def test_end_before_start_is_told_at_its_field(signed_in, planned, root):
    blog = current_plan(planned).plan.find("blog")
    answer = signed_in.post(
        f"{root}parts/tactic/blog/", typed(planned, "tactic", blog, ends="2027-01-01")
    )
    assert answer.context["form"].errors.keys() == {"ends"}


def meanwhile(workspace, old: str, new: str) -> None:
    """Someone else saves another version."""
    plan = import_text(current_plan(workspace).plan, old, new)
    save_plan(workspace, plan, says="Meanwhile")


def test_two_people_change_different_fields_of_a_part_and_both_are_kept(signed_in, planned, root):
    blog = current_plan(planned).plan.find("blog")
    sent = typed(planned, "tactic", blog, cadence="daily")
    meanwhile(planned, "minutes: 90", "minutes: 12")
    assert signed_in.post(f"{root}parts/tactic/blog/", sent).status_code == 302
    saved = current_plan(planned).plan.find("blog")
    assert (saved.minutes, write_cadence(saved.cadence)) == (12, "daily")
    assert numbers() == [1, 2, 3]


def test_change_of_another_part_is_kept_too(signed_in, planned, root):
    sent = typed(planned, "plan", current_plan(planned).plan, vision="Mine")
    meanwhile(planned, "minutes: 90", "minutes: 12")
    assert signed_in.post(f"{root}parts/plan/plan/", sent).status_code == 302
    assert current_plan(planned).plan.vision == "Mine"
    assert current_plan(planned).plan.find("blog").minutes == 12


def test_field_that_two_people_changed_is_told_before_it_is_written_over(signed_in, planned, root):
    blog = current_plan(planned).plan.find("blog")
    sent = typed(planned, "tactic", blog, minutes="30")
    meanwhile(planned, "minutes: 90", "minutes: 12\n    topic: Costs")
    refused = signed_in.post(f"{root}parts/tactic/blog/", sent)
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"minutes"}
    assert "Someone set this to 12 meanwhile; you wrote 30." in refused.content.decode()
    assert numbers() == [1, 2]
    shown = {name: text for name, text in refused.context["form"].data.items() if text}
    again = {**shown, "based_on": refused.context["number"]}
    assert signed_in.post(f"{root}parts/tactic/blog/", again).status_code == 302
    saved = current_plan(planned).plan.find("blog")
    assert (saved.minutes, saved.topic) == (30, "Costs")


def test_fault_in_a_field_does_not_hide_what_was_saved_meanwhile(signed_in, planned, root):
    blog = current_plan(planned).plan.find("blog")
    sent = typed(planned, "tactic", blog, cadence="now and then", minutes="30")
    meanwhile(planned, "minutes: 90", "minutes: 12")
    first = signed_in.post(f"{root}parts/tactic/blog/", sent)
    mended = {**sent, "cadence": "daily", "based_on": first.context["number"]}
    assert signed_in.post(f"{root}parts/tactic/blog/", mended).status_code == 422
    assert numbers() == [1, 2]


def test_part_that_went_meanwhile_is_told_and_what_was_typed_stays(signed_in, planned, root):
    profile = current_plan(planned).plan.find("profile")
    sent = typed(planned, "tactic", profile, tactic="Write them anew")
    meanwhile(planned, "id: profile", "id: profiles")
    answer = signed_in.post(f"{root}parts/tactic/profile/", sent)
    assert answer.status_code == 422
    assert "Someone took this part out of the plan" in answer.content.decode()
    assert "Write them anew" in answer.content.decode()
    assert "/retire/" not in answer.content.decode()
    assert numbers() == [1, 2]


@pytest.mark.parametrize("number", ["", "0", "7"])
def test_form_of_an_unknown_version_saves_nothing(signed_in, planned, root, number):
    blog = current_plan(planned).plan.find("blog")
    sent = typed(planned, "tactic", blog, minutes="30", based_on=number)
    for _ in range(2):
        answer = signed_in.post(f"{root}parts/tactic/blog/", sent)
        assert "is not known" in answer.content.decode()
        sent["based_on"] = answer.context["number"]
    assert numbers() == [1]


def import_text(plan, old: str, new: str):
    return read_plan_text(write_plan(plan).replace(old, new))


@pytest.mark.parametrize("address", ["text/", "funnels/", "functions/"])
def test_page_changed_meanwhile_is_refused_until_it_is_loaded_again(
    signed_in, planned, root, golden_plan, address
):
    rows = {"functions-TOTAL_FORMS": "1", "functions-INITIAL_FORMS": "0",
            "functions-0-function": "brand", "functions-0-wants": "minutes: 15"}  # fmt: skip
    sent = {
        "text/": {"text": golden_plan.replace("minutes: 90", "minutes: 15")},
        "funnels/": {**stages(("minutes: 15", "", "")), **stages(n=1)},
        "functions/": rows,
    }[address]
    meanwhile(planned, "minutes: 60", "minutes: 45")
    number = "1"
    for _ in range(2):
        refused = signed_in.post(root + address, {**sent, "based_on": number})
        page = refused.content.decode()
        assert refused.status_code == 422
        assert "Someone saved version 2" in page
        assert f'href="{root}versions/2/?against=1"' in page
        assert "minutes: 15" in page
        number = refused.context["number"]
    assert numbers() == [1, 2]
    newest = signed_in.get(root + address).context["number"]
    assert signed_in.post(root + address, {**sent, "based_on": newest}).status_code == 302


def test_part_added_while_someone_saved_is_told_once(signed_in, planned, root):
    sent = {"tactic": "Answer the phone", "serves": ["teach"], "based_on": "1"}
    meanwhile(planned, "minutes: 60", "minutes: 45")
    refused = signed_in.post(f"{root}parts/tactic/new/", sent)
    assert "Someone saved version 2" in refused.content.decode()
    again = {**sent, "based_on": refused.context["number"]}
    assert signed_in.post(f"{root}parts/tactic/new/", again).status_code == 302
    assert numbers() == [1, 2, 3]


def test_bad_text_is_told_with_its_line_and_stays(signed_in, root):
    answer = signed_in.post(f"{root}text/", {"text": "plan: Mine\nvison: x", "based_on": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "line 2: unknown key &#x27;vison&#x27;; did you mean &#x27;vision&#x27;?" in page
    assert ">\nplan: Mine\nvison: x</textarea>" in page
    assert numbers() == [1]


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"\xff\xfe", "is not UTF-8 text"), (b"#" * 2_000_001, "is larger than 2 MB")],
)
def test_bad_file_is_told_and_nothing_is_saved(signed_in, root, content, says):
    sent = {"file": SimpleUploadedFile("mine.yaml", content), "text": "x", "based_on": "1"}
    answer = signed_in.post(f"{root}text/", sent)
    assert answer.status_code == 422
    assert f"mine.yaml {says}" in answer.content.decode()
    assert numbers() == [1]


def test_plan_file_is_taken(signed_in, planned, root, golden_plan):
    changed = golden_plan.replace("minutes: 90", "minutes: 15").encode()
    sent = {"file": SimpleUploadedFile("mine.yaml", changed), "text": "", "based_on": "1"}
    assert signed_in.post(f"{root}text/", sent).status_code == 302
    assert current_plan(planned).plan.find("blog").minutes == 15


def test_first_lines_of_a_plan_can_be_saved_as_they_stand(client, owner, workspace):
    client.force_login(owner)
    workspace.name = 'starts: "no" # 1'
    workspace.save()
    page = client.get(f"/w/{workspace.slug}/plan/text/")
    sent = {"text": page.context["form"]["text"].value(), "based_on": page.context["number"]}
    assert client.post(f"/w/{workspace.slug}/plan/text/", sent).status_code == 302
    assert current_plan(workspace).plan.plan == workspace.name


@pytest.mark.parametrize("address", ADDRESSES)
def test_stranger_finds_nothing(client, stranger, root, address):
    client.force_login(stranger)
    assert client.get(root + address).status_code == 404
    assert client.post(root + address, {}).status_code in {404, 405}


@pytest.mark.parametrize(
    "address", ["text/", "funnels/", "functions/", "parts/tactic/new/", "parts/tactic/blog/",
                "parts/tactic/blog/retire/", "versions/1/restore/"]
)  # fmt: skip
def test_viewer_changes_nothing(client, viewer, root, address):
    client.force_login(viewer)
    assert client.post(root + address, {"text": "plan: Mine", "note": "x"}).status_code == 403
    assert numbers() == [1]


@pytest.mark.parametrize("address", ["", "versions/", "versions/1/", "parts/tactic/blog/"])
def test_viewer_reads_without_being_offered_changes(client, viewer, planned, root, address):
    client.force_login(viewer)
    main = client.get(root + address).content.decode().split("<main")[1]
    assert "<form" not in main
    assert "<button" not in main
    for link in re.findall(r'href="(/w/[^"]+)"', main):
        assert client.get(link).status_code == 200, link


def test_part_is_added_with_a_name_made_from_its_words(signed_in, planned, root):
    sent = {"tactic": "Answer the phone", "serves": ["teach"], "based_on": "1"}
    assert signed_in.post(f"{root}parts/tactic/new/?serves=teach", sent).status_code == 302
    assert current_plan(planned).plan.find("answer-the-phone").serves == ("teach",)


def test_objective_is_added_under_its_goal(signed_in, planned, root):
    sent = {"measure": "followers", "target": "500", "by": "2027-06-30", "based_on": "1"}
    assert signed_in.post(f"{root}parts/objective/new/?goal=nothing", sent).status_code == 404
    assert signed_in.post(f"{root}parts/objective/new/?goal=sales-goal", sent).status_code == 302
    assert current_plan(planned).plan.goals[0].objectives[-1].id == "followers"


def test_part_is_retired_and_taken_up_again(signed_in, planned, root):
    for is_retired in (True, False):
        number = {"based_on": current_plan(planned).number}
        assert signed_in.post(f"{root}parts/tactic/blog/retire/", number).status_code == 302
        assert (current_plan(planned).plan.find("blog").retired is not None) is is_retired


def test_retiring_what_changed_meanwhile_is_refused(signed_in, planned, root):
    answer = signed_in.post(f"{root}parts/tactic/blog/retire/", {"based_on": "7"}, follow=True)
    assert "Someone saved version 1" in answer.content.decode()
    assert numbers() == [1]


def test_older_version_is_compared_and_restored(signed_in, planned, root, golden_plan):
    first = current_plan(planned).plan
    import_plan(planned, golden_plan.replace("minutes: 90", "minutes: 15"))
    page = signed_in.get(f"{root}versions/2/").content.decode()
    assert "minutes of work each time of “Article on a question of buyers” from 90 to 15" in page
    page = signed_in.get(f"{root}versions/1/?against=2").content.decode()
    assert "minutes of work each time of “Article on a question of buyers” from 15 to 90" in page
    assert signed_in.post(f"{root}versions/1/restore/").status_code == 302
    assert changes(current_plan(planned).plan, first) == []
    assert numbers() == [1, 2, 3]
    assert signed_in.get(f"{root}versions/9/").status_code == 404


def stages(*rows: tuple[str, str, str], n: int = 0, name: str = "") -> dict[str, str]:
    """What a browser sends for one funnel."""
    sent = {f"funnel{n}-id": name, f"stages{n}-TOTAL_FORMS": str(len(rows)),
            f"stages{n}-INITIAL_FORMS": "0"}  # fmt: skip
    for at, row in enumerate(rows):
        for field, text in zip(("stage", "rate", "after"), row, strict=True):
            sent[f"stages{n}-{at}-{field}"] = text
    return sent


SALE = (("lead", "", ""), ("viewing", "30-50%", "1 w"), ("", "", ""))


def test_funnel_is_changed_row_by_row(signed_in, planned, root):
    sent = {**stages(*SALE), **stages(n=1), "based_on": "1"}
    assert signed_in.post(f"{root}funnels/", sent).status_code == 302
    text = PlanVersion.objects.get(number=2).text
    assert "funnel:\n  - stage: lead\n  - stage: viewing\n    rate: 30-50%\n    after: 7 d" in text


def test_second_funnel_needs_names(signed_in, planned, root):
    second = stages(("applicant", "", ""), n=1)
    answer = signed_in.post(f"{root}funnels/", {**stages(*SALE), **second, "based_on": "1"})
    assert answer.status_code == 422
    assert "give each an" in answer.content.decode()
    named = {**stages(*SALE, name="sale"), **second, "funnel1-id": "hire", "based_on": "1"}
    assert signed_in.post(f"{root}funnels/", named).status_code == 302
    assert [each.id for each in current_plan(planned).plan.funnels] == ["sale", "hire"]


@pytest.mark.parametrize(
    ("row", "says"),
    [(("lead", "many", ""), "write a rate as"), (("", "5%", ""), "empty the whole row")],
)
def test_stage_that_cannot_be_read_is_marked(signed_in, root, row, says):
    answer = signed_in.post(f"{root}funnels/", {**stages(row), **stages(n=1), "based_on": "1"})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert numbers() == [1]


def test_funnel_changed_meanwhile_is_not_written_over(signed_in, root):
    sent = {**stages(*SALE), **stages(n=1), "based_on": "0"}
    answer = signed_in.post(f"{root}funnels/", sent)
    assert "Someone saved version 1" in answer.content.decode()
    assert "viewing" in answer.content.decode()


def test_functions_are_changed_row_by_row(signed_in, planned, root):
    sent = {"functions-TOTAL_FORMS": "3", "functions-INITIAL_FORMS": "2", "based_on": "1",
            "functions-0-function": "brand", "functions-0-wants": "To be known",
            "functions-1-function": "sales", "functions-1-wants": ""}  # fmt: skip
    assert signed_in.post(f"{root}functions/", sent).status_code == 302
    business = current_plan(planned).plan.business
    assert business.functions == (("brand", "To be known"), ("sales", ""))
    assert business.corporate == "growth"
    twice = {**sent, "functions-1-function": "brand", "based_on": "2"}
    answer = signed_in.post(f"{root}functions/", twice)
    assert "stands here twice" in answer.content.decode()


def test_pages_stay_quick_with_many_tactics_and_versions(
    signed_in, planned, root, golden_plan, django_assert_max_num_queries
):
    many = "".join(
        f"  - {{id: t{n}, tactic: Post {n}, serves: teach, cadence: weekly}}\n" for n in range(200)
    )
    import_plan(planned, golden_plan.replace("magnets:", f"{many}magnets:"))
    text = PlanVersion.objects.get(number=2).text
    PlanVersion.objects.bulk_create(
        PlanVersion(workspace=planned, number=n, text=text, says="again") for n in range(3, 203)
    )
    for address in ADDRESSES:
        with django_assert_max_num_queries(12):
            assert signed_in.get(root + address).status_code == 200


def test_every_kind_of_part_has_a_form(planned):
    plan = current_plan(planned).plan
    for kind in EDITABLE:
        form = PartForm(kind, plan)
        shown = [field.name for field in (*form.open_fields(), *form.folded_fields())]
        assert sorted(shown) == sorted(form.fields)
