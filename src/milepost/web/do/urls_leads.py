"""Addresses of leads, guides and links within a workspace."""

from django.urls import path

from milepost.web.do import guide, guides, lead, leads, links

urlpatterns = [
    path("leads/", leads.leads, name="leads"),
    path("leads/new/", leads.add_lead, name="add-lead"),
    path("leads/at/<int:column>/", leads.stage, name="leads-at"),
    path("leads/<int:pk>/", lead.lead, name="lead"),
    path("leads/<int:pk>/save/", lead.save_lead, name="save-lead"),
    path("leads/<int:pk>/move/", leads.move_lead, name="move-lead"),
    path("leads/<int:pk>/delete/", lead.forget_lead, name="forget-lead"),
    path("guides/", guides.guides, name="guides"),
    path("guides/<slug:slug>/", guide.guide, name="guide"),
    path("guides/<slug:slug>/save/", guide.save_guide, name="save-guide"),
    path("links/", links.links, name="links"),
]
