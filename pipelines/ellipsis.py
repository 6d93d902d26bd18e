"""Units that a number leaves out because the sentence has named them: "40 languages, up from 25", "400 de los 2.300 empleos".

Each rule asks for a word that says so; a bare number without one stays bare. Numbers of people who came to harm need no unit in
any of the three languages ("injuring 61", "200 wurden verletzt").
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.amounts import Amount
from pipelines.tokens import Token, at

REACH = 22  # tokens from the figure that names the unit
LIKE = 100.0  # how many times larger or smaller the other number may be
YEARS = (1900, 2100)


@dataclass(frozen=True, slots=True)
class Named:
    """A figure whose unit is printed: where it stands, its unit and value."""

    first: int
    last: int
    unit: str
    value: float


# Right before the number; · stands for a space. What the number is compared with stands before it.
_COMPARED = {
    "en": "up·from down·from from compared·with compared·to against instead·of rather·than after versus formerly previously "
    "not·just not·only than·the than to just",
    "de": "statt statt·bisher anstatt nach nach·zuvor gegenüber zuvor bisher waren·es·noch waren·es auf von vorher statt·der nur",
    "es": "frente·a frente·a·los frente·a·las desde desde·los desde·las en·lugar·de en·vez·de tras tras·los antes·eran a·los "
    "a·las solo apenas pasar·de pasará·de pasarán·de pasa·de pasan·de bajar·de bajará·de bajarán·de quedaría·con quedarían·con "
    "queda·con quedan·con quedó·con quedarse·con llegar·a llega·a llegó·a llegará·a",
}
# What only a verb in the plural ends in; an adjective or a noun that is counted never does: "solo nueve sospecharon".
_ACTED = {"es": ("aron", "ieron", "aban", "ían", "arán", "erán", "irán")}
_AMONG = {
    "en": "including among·them among·them·are of·whom of·these among·whom",
    "de": "darunter darunter·sind davon unter·ihnen einschließlich",
    "es": "incluidos incluidas entre·ellos entre·ellas incluyendo de·ellos de·ellas",
}
_AMONG_AFTER = {
    "en": "of·them of·whom of·these more·than·now more·than·before more·than·a more·than·in more·than·the fewer·than",
    "de": "von·ihnen davon mehr·als weniger·als",
    "es": "de·ellos de·ellas más·que menos·que",
}
_PART = {
    "en": (frozenset({"of"}), frozenset({"the", "its", "their", "some", "about", "all"})),
    "de": (
        frozenset({"von", "der"}),
        frozenset({"den", "der", "ihren", "seinen", "insgesamt", "rund", "etwa", "gut", "bisher", "derzeit", "knapp"}),
    ),
    "es": (frozenset({"de"}), frozenset({"los", "las", "sus", "unos", "unas", "casi"})),
}
_HARM_BEFORE = {
    "en": "killing killed injuring injured wounding wounded arrested rescued left leaving evacuated arresting rescuing drowning",
    "de": "starben verletzt getötet",
    "es": "murieron fallecieron causó",
}
_HARM_AFTER = {
    "en": "dead injured wounded hurt missing killed died drowned arrested evacuated homeless hospitalised hospitalized",
    "de": "verletzt getötet starben vermisst verhaftet festgenommen evakuiert",
    "es": "murieron fallecieron resultaron",
}
_LINKING = frozenset("were are was have been more others still wurden werden sind weitere schwer".split())  # noqa: SIM905
_FILL = frozenset(
    """at least about some more than over mindestens rund etwa mehr als über unos unas al menos hasta up to nearly almost fast
    knapp casi cerca de los las the den noch only nur""".split()  # noqa: SIM905 -- a word list reads better so
)
_GOES_ON = frozenset({"and", "und", "y", "in", "on", "wurden", "were"})


def lent_unit(tokens: list[Token], amount: Amount, named: Sequence[Named], language: str) -> str | None:
    """The unit a sentence lends to a number without one, None where nothing says so. `named` are the figures in order."""
    if amount.ordinal or (tokens[amount.first].text.isdigit() and YEARS[0] <= amount.value <= YEARS[1]):
        return None
    before = _last_before(tokens, amount, named, sentences=1)
    following = next((item for item in named if item.first >= amount.last), None)
    part = _part_of(tokens, amount, following, language)
    if part:
        return part
    if before is not None and _leans(tokens, amount, before, language):
        return before.unit
    above = _last_before(tokens, amount, named, sentences=2)
    if above is not None and (_follows(tokens, amount.first, _AMONG[language]) or _acted(tokens, amount, language)):
        return above.unit
    return "person" if _came_to_harm(tokens, amount, language) else None


def _last_before(tokens: list[Token], amount: Amount, named: Sequence[Named], sentences: int) -> Named | None:
    """The nearest figure before the number in the same sentence (or the last two) that is of its size."""
    for item in reversed([item for item in named if item.last <= amount.first]):
        between = tokens[item.last : amount.first]
        ends = sum(_ends(tokens, item.last + step) for step in range(len(between)))
        if len(between) > REACH or ends >= sentences:
            return None
        if item.value > 0 and amount.value > 0 and 1 / LIKE <= amount.value / item.value <= LIKE:
            return item
    return None


def _ends(tokens: list[Token], index: int) -> bool:
    """Does a sentence end here? A full stop in an abbreviation or a number is followed by no capital."""
    token, after = tokens[index], at(tokens, index + 1)
    return token.text in {".", "!", "?"} and not after.glued and (after.text[:1].isupper() or not after.is_word)


def _leans(tokens: list[Token], amount: Amount, before: Named, language: str) -> bool:
    first = amount.first
    if _follows(tokens, first, _COMPARED[language]) or _follows(tokens, first, _AMONG[language]):
        return True
    behind = [at(tokens, amount.last + step).fold for step in range(3)]
    if any(behind[: phrase.count("·") + 1] == phrase.split("·") for phrase in _AMONG_AFTER[language].split()):
        return True
    mine, theirs = at(tokens, first - 1), at(tokens, before.first - 1)  # "at 85 percent, the airline at 30"
    return mine.is_word and mine.fold == theirs.fold and len(mine.fold) <= 4 and not at(tokens, amount.last).is_word  # noqa: PLR2004


def _acted(tokens: list[Token], amount: Amount, language: str) -> bool:
    """Is the number itself the subject: does a verb in the plural follow?"""
    behind = at(tokens, amount.last)
    return amount.spelled and behind.is_word and behind.fold.endswith(_ACTED.get(language, ()))


def _follows(tokens: list[Token], first: int, phrases: str) -> bool:
    """Does one of the phrases stand before the number, "about", "at least" and articles skipped?"""
    end = first
    for _ in range(4):
        for phrase in phrases.split():
            words = phrase.split("·")
            if [token.fold for token in tokens[max(0, end - len(words)) : end]] == words:
                return True
        if at(tokens, end - 1).fold not in _FILL:
            return False
        end -= 1
    return False


def _part_of(tokens: list[Token], amount: Amount, following: Named | None, language: str) -> str | None:
    """Reads "nine of twelve voters", "180 von 600 Mitarbeitern", "400 de los 2.300 empleos"."""
    if following is None or following.unit == "%" or amount.value > following.value:
        return None
    gap = [token.fold for token in tokens[amount.last : following.first]]
    links, fillers = _PART[language]
    if not gap or len(gap) > 3 or gap[0] not in links or not set(gap[1:]) <= fillers:  # noqa: PLR2004 -- words
        return None
    return following.unit


def _came_to_harm(tokens: list[Token], amount: Amount, language: str) -> bool:
    behind = at(tokens, amount.last)
    if _follows(tokens, amount.first, _HARM_BEFORE[language]):
        return not behind.is_word or behind.fold in _GOES_ON
    index = amount.last
    while at(tokens, index).fold in _LINKING and index < amount.last + 3:
        index += 1
    return at(tokens, index).fold in _HARM_AFTER[language].split()
