"""No model and no field of a workspace is forgotten by the archive."""

from django.apps import apps
from django.db import models

from milepost.archive.columns import NEEDS_ACCESS, columns_of, header_of
from milepost.archive.scope import paths_to_workspace
from milepost.archive.tables import LEFT_OUT, TABLES
from milepost.team.models import User, Workspace


def test_every_model_of_a_workspace_is_exported_or_says_why_not():
    exported = {table.model for table in TABLES}
    for model, _ in paths_to_workspace():
        if model is Workspace:
            continue
        assert (model in exported) != (model in LEFT_OUT), (
            f"{model.__name__} belongs to a workspace; give it a table in archive/tables.py, "
            "or say in LEFT_OUT there why it is in no archive"
        )
    assert all(len(why.split()) > 3 for why in LEFT_OUT.values())


def test_whatever_points_to_a_workspace_has_a_path_to_it():
    scoped = {model for model, _ in paths_to_workspace()}
    for model in apps.get_models(include_auto_created=True):
        pointed = {f.related_model for f in model._meta.concrete_fields if f.related_model}
        assert not (pointed & scoped) or model in scoped, model.__name__
    assert User not in scoped


def test_every_field_is_a_column_or_says_why_not():
    for table in TABLES:
        for found in table.model._meta.concrete_fields:
            if found.primary_key or (table.path == "workspace" and found.name == "workspace"):
                continue
            told = (found.name in table.columns) + (found.name in table.left_out)
            assert told == 1, (
                f"{table.model.__name__}.{found.name} is to stand either in the columns of "
                f"{table.file} or, with the reason, in what is left out"
            )
        known = {found.name for found in table.model._meta.concrete_fields} | {NEEDS_ACCESS}
        assert {*table.columns, *table.left_out} <= known, table.file
        assert all(len(why.split()) > 3 for why in table.left_out.values()), table.file


def test_many_to_many_fields_have_a_table_of_their_own():
    exported = {table.model for table in TABLES}
    for table in TABLES:
        for found in table.model._meta.many_to_many:
            assert found.remote_field.through in exported, f"{table.file}: {found.name}"


def test_a_row_arrives_after_the_rows_it_points_to():
    arrived = set()
    for table in TABLES:
        assert {c.target.file for c in columns_of(table.file) if c.target} <= arrived, table.file
        arrived.add(table.file)


def test_an_empty_cell_has_one_meaning():
    for table in TABLES:
        for column in columns_of(table.file):
            if isinstance(column.field, models.CharField | models.TextField):
                assert not column.field.null, f"{table.file}: {column.name}"


def test_a_table_that_is_pointed_to_or_recorded_numbers_its_rows():
    assert header_of("work/posts.csv")[0] == "id"
    assert header_of("work/leads.csv")[0] == "id"
    assert header_of("review/readings.csv") == ["day", "measure", "of", "value", "source"]
