"""Every address of the program."""

from django.urls import include, path

handler400 = "milepost.web.errors.bad_request"

urlpatterns = [
    path("", include("milepost.web.public.urls")),
    path("", include("milepost.web.team.urls")),
    path("w/<slug:workspace>/", include("milepost.web.plan.urls")),
    path("w/<slug:workspace>/", include("milepost.web.do.urls")),
    path("w/<slug:workspace>/", include("milepost.web.review.urls")),
    path("api/", include("milepost.api.urls")),
]
