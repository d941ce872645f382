"""Addresses of the plan."""

from django.urls import path

from milepost.web.plan import functions, funnel, part, plan, text, versions

urlpatterns = [
    path("plan/", plan.plan, name="plan"),
    path("plan/text/", text.text, name="plan-text"),
    path("plan/text/plan.yaml", text.download, name="plan-file"),
    path("plan/funnels/", funnel.funnels, name="funnels"),
    path("plan/functions/", functions.functions, name="functions"),
    path("plan/parts/<str:kind>/new/", part.new, name="new-part"),
    path("plan/parts/<str:kind>/<str:part_id>/", part.edit, name="part"),
    path("plan/parts/<str:kind>/<str:part_id>/retire/", part.retire, name="retire-part"),
    path("plan/versions/", versions.versions, name="versions"),
    path("plan/versions/<int:number>/", versions.version, name="version"),
    path("plan/versions/<int:number>/restore/", versions.restore, name="restore-version"),
]
