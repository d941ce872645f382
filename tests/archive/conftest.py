"""Files of one test are not the next one's: rows go back by themselves, folders do not."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def media_go() -> Iterator[None]:
    yield
    shutil.rmtree(settings.DATA / "media", ignore_errors=True)
