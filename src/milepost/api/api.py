"""The API: what a program sees of Plan, Do and Review."""

from ninja import NinjaAPI
from ninja.operation import Operation

from milepost import __version__
from milepost.api import do, plan, review
from milepost.api.errors import add_error_answers


class Api(NinjaAPI):
    """Names each operation in its description after its function."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name by which generated clients call an operation."""
        return operation.view_func.__name__


api = Api(
    title="Milepost",
    version=__version__,
    description="Turns a social media strategy into work that gets done and results.",
    urls_namespace="api",
    docs_url=None,  # Ninja's page of documentation loads its scripts from elsewhere.
)
add_error_answers(api)
for phase in (plan, do, review):
    api.add_router("", phase.router)
