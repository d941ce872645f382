"""The states of a delivery: every step leads along the graph, and out is the end."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.base.network import Busy, Pending, Published, Refused, SignedOut, Unsure
from milepost.do.sending import (
    CANCELLABLE,
    EDITABLE,
    GRACE,
    LEASE,
    LONGEST_ASK,
    MOST_LOOKS,
    MOST_TRIES,
    NEXT,
    STATES,
    after_asking,
    after_looking,
    cannot_look,
)

waits = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=2))
says = st.text(min_size=1)
published = st.builds(Published, url=st.text(), remote_id=st.text())
errors = st.one_of(
    st.builds(Refused, says),
    st.builds(SignedOut, says),
    st.builds(Unsure, says),
    says.flatmap(lambda said: waits.map(lambda wait: Busy(said, wait=wait))),
)
asked = st.one_of(published, st.builds(Pending, waits), errors)
looked = st.one_of(published, st.none(), errors)
tries = st.integers(min_value=1, max_value=100)

# The states whose rows a worker takes up: the others wait for a person.
QUEUED = {"due", "sending"}


@given(asked)
def test_what_follows_an_answer_is_a_step_of_the_graph(answer):
    step = after_asking(answer)
    assert step.state in NEXT["sending"] | {"sending"}
    assert (step.wait is not None) == (step.state in QUEUED)


@given(looked, tries)
def test_what_follows_a_look_is_a_step_of_the_graph(answer, tried):
    step = after_looking(answer, tries=tried)
    assert step.state in NEXT["sending"] | {"sending"}
    assert (step.wait is not None) == (step.state in QUEUED)


@given(asked)
def test_only_the_network_says_that_a_post_is_out(answer):
    step = after_asking(answer)
    assert (step.state == "out") == isinstance(answer, Published)
    assert step.published == (answer if isinstance(answer, Published) else None)


@given(looked, tries)
def test_post_is_sent_again_only_when_certainly_absent(answer, tried):
    assert after_looking(answer, tries=tried).state != "due" or answer is None


@given(st.sampled_from([Pending(timedelta(1)), Unsure("No answer.")]))
def test_doubt_is_never_sent_again_blindly(answer):
    assert after_asking(answer).state == "sending"


@given(st.one_of(st.none(), errors))
def test_doubt_comes_to_an_end(answer):
    assert after_looking(answer, tries=MOST_TRIES).state in {"refused", "unknown"}


@given(errors, tries)
def test_people_read_a_sentence_about_what_went_wrong(answer, tried):
    assert answer.says in after_asking(answer).says
    assert after_looking(answer, tries=tried).says


@given(st.lists(st.sampled_from(STATES)))
def test_nothing_leads_out_of_out(path):
    state = "draft"
    for wanted in path:
        was, state = state, wanted if wanted in NEXT[state] else state
        assert was != "out" or state == "out"


def test_every_state_can_be_reached_and_every_next_one_is_known():
    reached, unseen = set(), {"draft"}
    while unseen:
        reached |= unseen
        unseen = set().union(*(NEXT[state] for state in unseen)) - reached
    assert reached == set(STATES)


def test_states_are_those_of_the_contract():
    contract = "draft waiting approved due sending out refused unknown cancelled by_hand"
    assert set(STATES) == set(contract.split())


def test_nothing_is_cancelled_or_changed_once_it_may_be_out():
    for begun in ("sending", "out", "unknown"):
        assert begun not in CANCELLABLE
        assert begun not in EDITABLE


def test_cancelled_is_never_taken_up_by_a_worker():
    assert not NEXT["cancelled"] & (QUEUED - {"due"})
    assert "cancelled" not in QUEUED


def test_lease_outlasts_the_longest_request_and_its_grace():
    assert LEASE > LONGEST_ASK + GRACE


def test_looks_grow_rarer():
    pauses = [after_looking(Unsure("?"), tries=n).wait for n in range(1, MOST_LOOKS)]
    assert pauses == sorted(pauses)
    assert pauses[0] >= GRACE


def test_outage_is_waited_out_ever_longer_then_given_back():
    steps = [after_looking(None, tries=n) for n in range(2, MOST_TRIES + 2, 2)]
    assert [step.state for step in steps] == ["due"] * 5 + ["refused"]
    waits = [step.wait for step in steps[:-1]]
    assert waits == sorted(waits)
    assert sum(waits, timedelta(0)) > timedelta(minutes=20)


def test_signed_out_names_the_cure():
    assert after_asking(SignedOut("token ended.")).says.endswith("Connect the channel again.")


def test_what_cannot_be_looked_up_is_a_persons_to_judge():
    assert cannot_look().state == "unknown"
    assert "yourself" in cannot_look().says


def test_answer_of_no_network_is_a_fault_of_ours():
    with pytest.raises(TypeError, match="no answer"):
        after_asking("out")
