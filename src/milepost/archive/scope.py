"""Which models belong to a workspace, and by which way; found out from the models themselves."""

from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db import models

from milepost.team.models import Workspace


@cache
def paths_to_workspace() -> tuple[tuple[type[models.Model], str], ...]:
    """Return every model that belongs to a workspace, with the lookup of its workspace.

    A model stands before those it points to, so that rows can be deleted in this order.
    """
    paths: dict[type[models.Model], str] = {Workspace: "pk"}
    every = apps.get_models(include_auto_created=True)
    found = True
    while found:
        found = False
        for model in every:
            if model not in paths and (path := _path(model, paths)):
                paths[model] = path
                found = True
    return tuple(reversed(list(_pointed_first(paths))))


def pointed_alone() -> set[type[models.Model]]:
    """Return the models through which others, without a key of their own, have a workspace."""
    ways = [(model, path.split("__")) for model, path in paths_to_workspace()]
    fields = [model._meta.get_field(way[0]) for model, way in ways if len(way) > 1]
    return {f.related_model for f in fields if isinstance(f, models.ForeignKey)}


def _path(model: type[models.Model], known: dict[type[models.Model], str]) -> str | None:
    """Return the way by a foreign key that is never empty, its own workspace first."""
    ways = sorted(_foreign_keys(model), key=lambda each: (each.null, each.name != "workspace"))
    for each in ways:
        if each.related_model is Workspace:
            return each.name
        if each.related_model in known:
            return f"{each.name}__{known[each.related_model]}"
    return None


def _foreign_keys(model: type[models.Model]) -> Iterator["models.ForeignKey[models.Model]"]:
    return (f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey))


def _pointed_first(
    paths: dict[type[models.Model], str],
) -> Iterator[tuple[type[models.Model], str]]:
    done: set[type[models.Model]] = set()

    def follow(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
        if model in done or model not in paths:
            return
        done.add(model)
        for each in _foreign_keys(model):
            yield from follow(each.related_model)
        yield model, paths[model]

    for model in paths:
        yield from follow(model)
