"""Unusual days, both ways: judged by Poisson against the weekday's usual, told once."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import spikes
from alerts.links import Links
from archive import db, outbox, pace
from archive.pace import Pace
from tests.alerts.press import NOW, Press, subscription

WEEK = timedelta(weeks=1)


@given(st.integers(0, 400), st.floats(0.01, 300))
def test_chances_are_chances_and_add_up(count, mean):
    above, below = spikes.at_least(count, mean), spikes.at_most(count, mean)
    assert 0 <= above <= 1.000001
    assert 0 <= below <= 1.000001
    assert math.isclose(above + below, 1 + math.exp(count * math.log(mean) - mean - math.lgamma(count + 1)), abs_tol=1e-6)


@pytest.mark.parametrize(
    ("today", "before", "odd"),
    [
        (14, (3, 2, 4, 3), "spike"),
        (6, (3, 2, 4, 3), None),
        (0, (12, 14, 11, 15), "silence"),
        (0, (3, 2, 4, 3), None),
        (4, (0, 0, 0, 0), None),  # too few to speak of
        (9, (0, 0, 0, 0), "spike"),
        (50, (1, 1, 1), None),  # three weeks say little
        (300, (280, 320, 305, 298), None),
    ],
)
def test_what_is_odd(today, before, odd):
    found = spikes.judge(Pace("mai", today, before))
    assert (None if found is None else "silence" if found.silent else "spike") == odd


def test_when_the_whole_topic_is_odd_its_subjects_are_not_told_as_well():
    found = spikes.odd([Pace("", 30, (3, 3, 3, 3)), Pace("mai", 29, (3, 3, 3, 3))])
    assert [oddity.subject for oddity in found] == [""]


def test_a_spike_is_told_once_to_the_operator_and_who_asked(file):
    press = Press(file)
    for week in range(1, 6):
        press.publish(f"An old story {week}", at=NOW - week * WEEK)
    press.publish("Yesterday does not count", at=NOW - timedelta(days=1))
    for n in range(9):
        press.publish(f"Story {n}", source="elbe-kurier", at=NOW - timedelta(hours=1))
    wants = subscription(spikes=True, language="de", recipients=("bea@reader.example", "channel:ops"))
    errand = spikes.watch(lambda: [subscription(), wants], "op@press.example", Links("http://x.example"), "press.example")
    conn = db.connect(file)
    assert [(p.subject, p.today, p.before) for p in pace.paces(conn, NOW)] == [
        ("", 9, (1, 1, 1, 1, 1)),
        ("mai-models", 9, (1, 1, 1, 1, 1)),
    ]
    for minute in (0, 1, 61, 121):
        errand(conn, NOW + timedelta(minutes=minute))
    told = {message.recipient: message for message in outbox.recent_messages(conn, 9)}
    assert told.keys() == {"op@press.example", "bea@reader.example", "channel:ops"}
    assert told["op@press.example"].subject == "Unusual: 9 reports today on the whole topic, 1.1 are usual"
    assert told["bea@reader.example"].subject.startswith("Ungewöhnlich: heute 9 Berichte über das ganze Thema, üblich sind 1,1")
    assert "http://x.example/article/" in told["op@press.example"].notice
    assert outbox.due_ways(conn, NOW + timedelta(days=1)) == ["channel:ops", "mail"]
    conn.close()
