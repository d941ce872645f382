"""Addresses of the work: today, calendar, posts, leads."""

from django.urls import include, path

from milepost.web.do import calendar, compose, post, posts, slot, today

urlpatterns = [
    path("today/", today.today, name="today"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("slots/<str:name>/", slot.slot, name="slot"),
    path("posts/", posts.posts, name="posts"),
    path("posts/new/", compose.new, name="new-post"),
    path("posts/<int:pk>/", post.post, name="post"),
    path("posts/<int:pk>/edit/", compose.edit, name="edit-post"),
    path("posts/<int:pk>/act/", post.act, name="act-on-post"),
    path("posts/<int:pk>/approve/", post.approve, name="approve-post"),
    path("deliveries/<int:pk>/act/", post.act_on_delivery, name="act-on-delivery"),
    path("", include("milepost.web.do.urls_leads")),
]
