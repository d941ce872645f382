"""What the tests of the engine share."""

import pytest
from tests.engine.chores import chore_table


@pytest.fixture
def chores(transactional_db):
    """Have a table of chores, in a database that other threads and processes see."""
    with chore_table():
        yield
