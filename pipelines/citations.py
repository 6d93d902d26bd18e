"""Citations: whose report an article goes back to. Pure.

An outlet of the catalogue is cited where a word of reporting stands by its name ("according to", "wie … berichtet", "según");
another name only where the word is strong and the name is an outlet's. People and companies that speak for themselves are no
citations. A link without a word of reporting is told apart (`how="link"`).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from archive.citations import Citation
from archive.model import Link
from pipelines.citing_words import (
    AFTER,
    BEFORE,
    DESCRIBING,
    FIRST,
    KINDS,
    OUTLET_WORDS,
    PARTY,
    PREPOSITIONS,
    PUBLISHED,
    SOURCE_HEADS,
    WEAK,
)
from pipelines.numbers_en_de_es import LANGUAGES
from pipelines.outlets import Mention, Names, Outlet, by_url, mentions, prepare
from pipelines.sentences import Sentences
from pipelines.tokens import Token, at, tokenise

NEARBY, LONGEST_LIST = 1000, 40  # characters of a line, lines of a list of sources
DATELINE = 40  # characters of a line before the agency in brackets
LONGEST_CUE = 3  # words
BACK = 5  # describing words between a cue and a name: "the German news site Technik-Bote"
AHEAD = 6  # words from a name to its verb: "The Ledger Wire, que fue el primero en contarlo"
AHEAD_OF_WIE = 14  # "wie das Blatt am Dienstag im Vorfeld der Messe berichtet"
LONGEST_NAME = 5  # words of an outlet that is not in the catalogue


def citations(
    title: str, text: str, language: str, outlets: Sequence[Outlet] | Names, links: Sequence[Link] = ()
) -> tuple[Citation, ...]:
    """Who is cited, each outlet once, in the order of the first naming. Whoever calls often gives `outlets` prepared."""
    if language not in LANGUAGES:
        return ()
    names = outlets if isinstance(outlets, Names) else prepare(outlets)
    found: dict[str, Citation] = {}
    for where, words in (("title", title), ("text", text)):
        for citation in _read(words, where, language, names):
            found.setdefault(citation.outlet_id or citation.outlet.casefold(), citation)
    for citation in _linked(text, links, names):
        found.setdefault(citation.outlet_id, citation)
    return tuple(found.values())


def _read(text: str, where: str, language: str, names: Names) -> Iterator[Citation]:
    tokens = tokenise(text)
    sentences = Sentences(text)
    known = list(mentions(tokens, names))
    credited = {mention.outlet.name for mention in known if _is_credit(tokens, mention, text)}
    for mention in (*known, *_unknown(tokens, known, language, text)):
        sentence = sentences.around(tokens[mention.first].start)
        how = _how(tokens, mention, language, text)
        if how and mention.outlet.name not in credited:
            span = tokens[mention.first].start, tokens[mention.last - 1].end
            yield Citation(mention.outlet.name, mention.outlet.id, how, sentence.text, where, *span)


def _how(tokens: list[Token], mention: Mention, language: str, text: str) -> str:
    """How the outlet is cited here, "" when it is only named."""
    if mention.guessed:
        if _in_list(tokens, mention, text):
            return "list"
        return "first" if _says_first(tokens, mention, language) else "report"
    if _in_list(tokens, mention, text):
        return "list"
    cue = _cue_before(tokens, mention.first, language)
    strong = bool(cue) and cue[-1] not in WEAK[language]
    if strong or ((cue or _verb_behind(tokens, mention.last, language)) and not _is_party(tokens, mention)):
        return "first" if _says_first(tokens, mention, language) else "report"
    return ""


@lru_cache(maxsize=8)
def _phrases(language: str, *, after: bool) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split("·")) for phrase in (AFTER if after else BEFORE)[language].split())


@lru_cache(maxsize=8)
def _describing(language: str) -> frozenset[str]:
    return frozenset(DESCRIBING[language].split())


def _cue_before(tokens: list[Token], first: int, language: str) -> tuple[str, ...]:
    """The cue right before a name, describing words skipped; () when there is none."""
    end = first
    for _ in range(BACK + 1):
        for length in range(LONGEST_CUE, 0, -1):
            words = tuple(token.fold for token in tokens[max(0, end - length) : end])
            if len(words) == length and words in _phrases(language, after=False) and not _in_passing(tokens, end, words):
                return words
        if not _skips(at(tokens, end - 1), language):
            return ()
        end -= 1
    return ()


def _in_passing(tokens: list[Token], end: int, words: tuple[str, ...]) -> bool:
    """Does a preposition stand alone? "From the Circuit Post" heads a quotation, "editors from …" does not; "by" needs a verb."""
    if words[-1] in PREPOSITIONS and len(words) == 1:
        return not any(token.fold in PUBLISHED for token in tokens[max(0, end - AHEAD) : end - 1])
    return words == ("from",) and at(tokens, end - 1).text != "From"


def _skips(token: Token, language: str) -> bool:
    return token.fold in _describing(language) or token.text in {":", "„", "“", "«", '"', "'", "‘", "-", "*"}


def _verb_behind(tokens: list[Token], last: int, language: str, reach: int = AHEAD) -> bool:
    """A verb of reporting within a few words of the same sentence."""
    for token in tokens[last : last + reach]:
        if token.text in {".", "!", "?", ";", ":", "("}:
            return False
        if (token.fold,) in _phrases(language, after=True):
            return True
    return False


def _is_party(tokens: list[Token], mention: Mention) -> bool:
    near = tokens[max(0, mention.first - AHEAD) : mention.first] + tokens[mention.last : mention.last + AHEAD]
    return any(token.fold in PARTY for token in near)


def _says_first(tokens: list[Token], mention: Mention, language: str) -> bool:
    near = tokens[max(0, mention.first - BACK) : mention.first] + tokens[mention.last : mention.last + AHEAD]
    return any(token.fold in FIRST[language] for token in near)


def _is_credit(tokens: list[Token], mention: Mention, text: str) -> bool:
    """In "REDMOND (Nordlink) - …", "Seattle (Meridiano).-": the agency whose text this is, not one that it cites."""
    if at(tokens, mention.first - 1).text != "(" or at(tokens, mention.last).text != ")":
        return False
    line = text.rfind("\n", max(0, tokens[mention.first].start - DATELINE), tokens[mention.first].start) + 1
    return tokens[mention.first].start - line < DATELINE


def _in_list(tokens: list[Token], mention: Mention, text: str) -> bool:
    """Reads "Sources:" and then "- Outlet: headline" line by line, or "Source: Outlet"."""
    start = tokens[mention.first].start
    line = text.rfind("\n", max(0, start - NEARBY), start) + 1
    if at(tokens, mention.first - 1).text == ":" and at(tokens, mention.first - 2).fold in SOURCE_HEADS:
        return True
    opens = not text[line:start].strip(" \t-–•*·")
    for _ in range(LONGEST_LIST if opens and line > 0 else 0):
        above = text.rfind("\n", max(0, line - NEARBY), max(0, line - 1)) + 1
        words = text[above : line - 1].strip(" \t#*_").casefold()
        if words.rstrip(":") in SOURCE_HEADS:
            return True
        if words and not words.startswith(("-", "–", "•", "·")):
            return False
        line = above
        if line == 0:
            break
    return False


def _list_item(tokens: list[Token], first: int, last: int, text: str) -> int:
    """The end of a name that opens a line of a list of sources ("- Hobby Consolas: headline"), 0 when it opens none."""
    opens = at(tokens, last).text == ":" and _in_list(tokens, Mention(_NOBODY, first, last), text)
    return last if opens and text.rfind("\n", max(0, tokens[first].start - NEARBY), tokens[first].start) >= 0 else 0


def _unknown(tokens: list[Token], known: list[Mention], language: str, text: str) -> Iterator[Mention]:
    """Names behind a strong cue that look like an outlet's and are in no catalogue."""
    taken = {index for mention in known for index in range(mention.first, mention.last)}
    index = 0
    while index < len(tokens):
        end = _name_end(tokens, index)
        listed = _list_item(tokens, index, end, text) if end > index else 0
        if listed and index not in taken:
            yield Mention(Outlet("", _printed(tokens, index, listed)), index, listed, guessed=True)
            index = listed
            continue
        if end == index or index in taken:
            index += 1
            continue
        if not taken.intersection(range(index, end)) and _is_unknown_outlet(tokens, index, end, language):
            first = index + (at(tokens, index).fold in KINDS and end - index > 1)  # "Sender CNN"
            yield Mention(Outlet("", _printed(tokens, first, end)), first, end, guessed=True)
        index = end


def _name_end(tokens: list[Token], index: int) -> int:
    """The end of a run of capitalised words, hyphens and an article before them included."""
    end = index
    while end < len(tokens) and end - index < LONGEST_NAME * 2:
        token = tokens[end]
        tied = token.is_hyphen and token.glued and at(tokens, end + 1).glued and end > index
        if not tied and not (token.is_word and token.text[:1].isupper() and (end == index or tokens[end - 1].text != ".")):
            break
        end += 1
    return end - 1 if end > index and tokens[end - 1].is_hyphen else end


def _is_unknown_outlet(tokens: list[Token], first: int, last: int, language: str) -> bool:
    cue = _cue_before(tokens, first, language)
    strong = bool(cue) and cue[-1] not in WEAK[language]
    if not strong and not _verb_behind(tokens, last, language, AHEAD_OF_WIE if cue == ("wie",) else AHEAD):
        return False
    words = {token.fold for token in tokens[first:last]}
    kind = any(token.fold in KINDS for token in tokens[max(0, first - 2) : first])
    named = bool(words & OUTLET_WORDS) and (last - first > 1 or next(iter(words)) in _SINGLE_NAMES)
    if strong:
        return kind or named
    return named and (kind or bool(cue)) and not _is_party(tokens, Mention(_NOBODY, first, last))


_NOBODY = Outlet("", "")
_SINGLE_NAMES = frozenset(
    {"reuters", "bloomberg", "politico", "axios", "techcrunch", "wired", "fortune", "forbes", "handelsblatt", "cnbc", "cnn",
     "bbc", "afp", "dpa", "efe", "apa", "nikkei", "expansión", "clarín"}
)  # fmt: skip


def _printed(tokens: list[Token], first: int, last: int) -> str:
    parts = [tokens[first].text]
    parts += [token.text if token.glued else f" {token.text}" for token in tokens[first + 1 : last]]
    return "".join(parts)


def _linked(text: str, links: Sequence[Link], names: Names) -> Iterator[Citation]:
    """Links to outlets of the catalogue, by domain."""
    for link in links:
        outlet = by_url(names, link.url)
        if outlet is not None:
            start = max(0, text.find(link.text)) if link.text else 0
            end = start + len(link.text) if text[start : start + len(link.text)] == link.text else start
            passage = Sentences(text).around(start).text if link.text else ""
            yield Citation(outlet.name, outlet.id, "link", passage, "text", start, end)
