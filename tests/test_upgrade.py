"""An installation of the first release comes forward whole, on either database.

releases/0.1.0.json is what 0.1.0 itself wrote: its example and a business of its own, thinned out.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse
from tests.web.test_access import PAGES

from milepost.do.models import Channel, Delivery, Post
from milepost.plan.queries import current_plan
from milepost.team.models import User, Workspace
from milepost.team.secrets import unseal

RELEASE = json.loads((Path(__file__).parent / "releases" / "0.1.0.json").read_text("utf-8"))
OURS = ("engine", "team", "plan", "do", "review")
FIRST: list[tuple[str, str | None]] = [(app, "0001_initial") for app in OURS]
# Pages that need no row named in their address.
PLAIN_PAGES = sorted(
    name
    for name, (look, _) in PAGES.items()
    if look and name not in {"new-part", "part", "version", "slot", "leads-at", "guide"}
)


def migrate(targets: list[tuple[str, str | None]]) -> Any:
    """Bring the tables to a state; return the models as they are there."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    reached = [target for target in targets if target[1]]
    return MigrationExecutor(connection).loader.project_state(reached).apps


def newest() -> list[tuple[str, str | None]]:
    return list(MigrationExecutor(connection).loader.graph.leaf_nodes())


def put_in(old: Any) -> None:
    """Write the rows of the release as its own tables take them."""
    with transaction.atomic():
        for row in RELEASE["rows"]:
            app, name = row["model"].split(".")
            model = old.get_model(app, name)
            made = model(**{key: read(model, key, value) for key, value in row["fields"].items()})
            made.save_base(raw=True, force_insert=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(
            no_style(), [each for each in old.get_models() if each._meta.app_label in OURS]
        ):
            cursor.execute(statement)


def read(model: type[models.Model], key: str, value: Any) -> Any:
    field = next(each for each in model._meta.concrete_fields if each.attname == key)
    return field.target_field.to_python(value) if field.is_relation else field.to_python(value)


@pytest.fixture
def upgraded(transactional_db, settings, tmp_path) -> Iterator[None]:
    """The tables of 0.1.0 with its rows, brought to the newest."""
    settings.SECRET_KEY = RELEASE["secret_key"]
    settings.ENCRYPTION_KEYS_FILE = tmp_path / "encryption.keys"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    others = [(app, None) for app in ("account", "mfa", "usersessions")]
    try:
        put_in(migrate([*others, *FIRST]))
        migrate(newest())
        yield
    finally:
        migrate(newest())


def test_the_first_release_is_what_0_1_0_had():
    assert Counter(row["model"] for row in RELEASE["rows"])["do.Post"] == 30
    assert len(RELEASE["rows"]) == 400


def test_every_row_is_there_as_it_was(upgraded):
    for row in RELEASE["rows"]:
        model = apps.get_model(row["model"])
        kept = model._base_manager.get(pk=row["fields"]["id"])
        for key, value in row["fields"].items():
            assert getattr(kept, key) == read(model, key, value), (row["model"], key)
    for label, count in Counter(row["model"] for row in RELEASE["rows"]).items():
        assert apps.get_model(label)._base_manager.count() == count, label


@pytest.fixture
def ada(upgraded) -> Client:
    client = Client()
    client.force_login(User.objects.get(email="ada@example.com"))
    return client


def test_every_page_opens(ada):
    for workspace in Workspace.objects.all():
        for name in PLAIN_PAGES:
            parts: dict[str, Any] = {"workspace": workspace.slug}
            if name.endswith("post") and name != "new-post":
                parts["pk"] = Post.objects.filter(workspace=workspace).first().pk
            if name == "lead":
                parts["pk"] = workspace.leads.first().pk
            if name == "objective":
                parts["objective_id"] = current_plan(workspace).plan.objectives[0].id
            code = ada.get(reverse(name, kwargs=parts)).status_code
            assert code in {200, 302}, (workspace.slug, name, code)
        assert ada.get(f"/p/{workspace.slug}/").status_code in {200, 404}
    assert ada.get("/").status_code == 200


def test_what_lets_people_and_programs_in_still_does(upgraded):
    sent = {"login": "Ada@Example.com", "password": RELEASE["password"]}
    assert Client().post("/signin/", sent).status_code == 302
    token = {"Authorization": f"Bearer {RELEASE['api_token']}"}
    assert Client().get("/api/posts", headers=token).json()["count"] == 2
    assert Client().get("/api/plan", headers=token).json()["number"] == 1


def test_secrets_of_channels_can_still_be_read(upgraded):
    channel = Channel.objects.get(name="Trial")
    assert unseal(channel.sealed_access) == {"token": "s3cret"}


def test_work_goes_on(ada):
    """New rows take numbers of their own, and what was due is still due."""
    workspace = Workspace.objects.get(is_example=False)
    assert Delivery.objects.filter(workspace=workspace, state="due").count() == 1
    channel = Channel.objects.get(name="Trial")
    sent = {"text": "Forward", "tactic": "blog", "channels": [channel.pk], "act": "draft"}
    answer = ada.post(reverse("new-post", args=[workspace.slug]), sent)
    assert answer.status_code == 302, answer.content
    assert Post.objects.filter(workspace=workspace).count() == 3


def test_models_and_migrations_say_the_same(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
