"""Addresses of the review."""

from django.urls import path

from milepost.web.review import objective, readings, review

urlpatterns = [
    path("review/", review.review, name="review"),
    path("review/objectives/<str:objective_id>/", objective.objective, name="objective"),
    path("review/readings/", readings.readings, name="readings"),
    path("review/readings/import/", readings.take_file, name="import-readings"),
    path("review/readings/add/", readings.add, name="add-reading"),
    path("review/readings/readings.csv", readings.download, name="readings-file"),
]
