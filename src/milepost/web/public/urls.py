"""Addresses that strangers see."""

from django.urls import path

from milepost.web.public.feeds import atom_feed, json_feed
from milepost.web.public.link import follow
from milepost.web.public.magnet import magnet, thanks
from milepost.web.public.own_page import post, posts

urlpatterns = [
    path("p/<slug:workspace>/", posts, name="own-page"),
    path("p/<slug:workspace>/feed.xml", atom_feed, name="own-page-atom"),
    path("p/<slug:workspace>/feed.json", json_feed, name="own-page-json"),
    path("p/<slug:workspace>/<slug:remote_id>/", post, name="own-post"),
    path("l/<slug:code>", follow, name="link"),
    path("g/<slug:slug>", magnet, name="magnet"),
    path("g/<slug:slug>/thanks", thanks, name="magnet-thanks"),
]
