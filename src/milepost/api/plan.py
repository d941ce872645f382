"""Routes of Plan: the plan as YAML, taken and given whole."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from milepost.api.auth import ApiRequest, Bearer
from milepost.api.errors import ERRORS, ApiError, Error
from milepost.api.texts import YAML, body_as, text_of
from milepost.do.actions.plans import import_plan
from milepost.plan.queries import current_version

router = Router(tags=["Plan"])


class PlanOut(Schema):
    """The plan as it stands: the number of its version, and its text in YAML."""

    number: int
    text: str


class VersionOut(Schema):
    """The number of the version that now stands."""

    number: int


@router.get("/plan", auth=Bearer("read"), response={200: PlanOut, ERRORS: Error})
def show_plan(request: ApiRequest) -> PlanOut | HttpResponse:
    """Give the plan; as a YAML file where `Accept: text/yaml` asks for one."""
    version = current_version(request.auth.workspace)
    if version is None:
        raise ApiError(404, "There is no plan yet; write it, or send it with PUT /api/plan.")
    if _wants_file(request):
        return HttpResponse(version.text, content_type=f"{YAML}; charset=utf-8")
    return PlanOut(number=version.number, text=version.text)


def _wants_file(request: HttpRequest) -> bool:
    return request.get_preferred_type(["application/json", YAML]) == YAML


@router.put(
    "/plan",
    auth=Bearer("plan"),
    response={200: VersionOut, ERRORS: Error},
    openapi_extra=body_as({YAML: {"type": "string"}}),
)
def put_plan(request: ApiRequest) -> VersionOut:
    """Take a plan file (YAML) as the new version; the same plan again makes none."""
    holder = request.auth
    version = import_plan(holder.workspace, text_of(request), made_by=holder.made_by)
    return VersionOut(number=version.number)
