"""Stories as a reader meets them, on hand-made signatures and on texts."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from pipelines.signature import figures, pack, sign, unpack
from pipelines.stories import NEW, Group, Member, average_linkage, regroup

DAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
VOICE = (
    "Microsoft shows MAI-Voice-1",
    "Microsoft showed MAI-Voice-1, a speech model that makes a minute of audio in a second.",
)
VOICE_DE = (
    "Microsoft zeigt MAI-Voice-1",
    "Microsoft hat das Sprachmodell MAI-Voice-1 gezeigt: eine Minute Ton in einer Sekunde.",
)
IMAGE = (
    "MAI-Image-1 enters the top ten",
    "The picture generator MAI-Image-1 of Microsoft took rank 9 of the image list of LMArena.",
)
STAKE = (
    "Microsoft to hold 27 percent of OpenAI",
    "The stake is worth 135 billion dollars; OpenAI buys 250 billion of Azure services.",
)
STAKE_ES = (
    "Microsoft tendrá el 27 por ciento",
    "La participación en OpenAI vale 135.000 millones de dólares; 250.000 millones de Azure.",
)


def member(id_: int, story: int, told: tuple[str, str], language: str = "en", hours: int = 0) -> Member:
    return Member(id_, story, DAY + timedelta(hours=hours), sign(*told, language))


def story_of(told: tuple[str, str], members: list[Member], language: str = "en", hours: int = 5) -> int | None:
    first: Group = regroup(sign(*told, language), DAY + timedelta(hours=hours), members)[0]
    assert NEW in first.members
    return first.story_id


WEEK = [member(1, 10, VOICE), member(2, 20, STAKE), member(3, 30, IMAGE, hours=2)]


def test_the_first_report_founds_a_story():
    assert regroup(sign(*VOICE, "en"), DAY, []) == [Group(None, (NEW,), NEW)]


@pytest.mark.parametrize(("told", "language", "story"), [(VOICE_DE, "de", 10), (STAKE_ES, "es", 20)])
def test_reports_in_other_languages_join(told, language, story):
    assert story_of(told, WEEK, language) == story


def test_two_launches_in_one_week_stay_apart():
    assert story_of(IMAGE, WEEK[:2]) is None


def test_a_follow_up_joins_while_reports_keep_the_story_alive():
    stretched = [*WEEK, member(4, 10, VOICE_DE, "de", hours=80)]
    assert story_of(VOICE, stretched, hours=150) == 10
    assert story_of(VOICE, WEEK, hours=150) is None


def test_what_does_not_change_is_not_told():
    groups = regroup(sign(*STAKE_ES, "es"), DAY, WEEK)
    assert [group.story_id for group in groups] == [20]


def test_average_linkage_joins_until_the_threshold():
    odds = np.array([[0, 4, -9], [4, 0, -9], [-9, -9, 0]], float)
    assert sorted(map(sorted, average_linkage(odds, 0))) == [[0, 1], [2]]
    assert len(average_linkage(odds, -10)) == 1


def test_two_close_groups_stay_apart_although_every_pair_is_alike():
    odds = np.full((4, 4), 1.0)
    odds[:2, :2] = odds[2:, 2:] = 9.0  # two contracts of one company, two reports each
    assert sorted(map(sorted, average_linkage(odds, -1.5))) == [[0, 1], [2, 3]]
    odds[:2, 2:] = odds[2:, :2] = 4.0  # halves of one story
    assert len(average_linkage(odds, -1.5)) == 1
    assert len(average_linkage(odds[:3, :3] - 5.0, -1.5)) == 1  # a single report has no inside


def test_figures_are_one_in_three_languages():
    assert "1.3e+10" in figures("13 billion dollars")
    assert "1.3e+10" in figures("13 Milliarden Dollar")
    assert "1.3e+10" in figures("13.000 millones de dólares")


def test_a_signature_survives_the_archive():
    signature = sign(*VOICE, "en")
    again = unpack("en", *pack(signature))
    assert (again.terms.slots == signature.terms.slots).all()
    assert (again.vector is None) == (signature.vector is None)
