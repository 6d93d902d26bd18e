"""Lines of a page's text that are not the article: headline repeated, date stamps, bylines, share tips, newsletters, read-also.

Pure text rules in English, German and Spanish, each for a kind of line, none for an outlet. A rule may take a line only where it
stands alone as a paragraph; rules that could hit prose are limited to the first lines (_LEAD), the last ones, or short lines.
Evidence: `python -m bench.extract` with and without them (docs/decisions/extraction.md).
"""

import re
from collections.abc import Sequence

from pipelines.furniture_words import ANYWHERE, BYLINE, READ_ALSO, STAMP_PREFIX, STAMPS, TAIL_LINES, TAIL_START

_LEAD = 8  # lines at the start where headline, byline, date and reading time stand
_SHORT = 200  # characters: longer lines are prose, and stay unless a rule says otherwise
_REPEAT = 40  # characters: a longer line that stood before is a copy
_HEADLINE = 160  # characters of another article's headline below "Read also"
_KICKER = 60  # characters that may stand before the headline in its line
_PROSE_AFTER = 0.12  # of the text may be prose (a share tip, a teaser) behind the line that starts the furniture
_MENU_LINE = 100  # characters: a longer line is prose or a headline with a teaser
_LABEL_WORDS = 3
_MENU_LABELS = 4  # so many labels before the first sentence are a menu, not a headline with a kicker and a place
_ENDS = (".", "!", "?", ":", "”", '"')  # of sentences
_SEPARATORS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """`text` without case, punctuation and spacing: for comparing lines."""
    return _SEPARATORS.sub(" ", text.casefold()).strip()


def cut_furniture(
    lines: Sequence[str], titles: Sequence[str], names: Sequence[str] = (), labels: Sequence[str] = ()
) -> list[str]:
    """`lines` of a text without furniture.

    `titles` are the forms of the headline, `names` the authors: alone on one of the first lines they are furniture, and so is
    a last line about an author. `labels` (section, outlet, tags) are furniture where a first or last line is just that.
    """
    folded_names = {fold(name) for name in names}
    alone = folded_names | {fold(label) for label in labels}
    kept = _cut_lead(_without_menu(list(lines)), {fold(title) for title in titles}, alone)
    tags = sorted({fold(label).replace(" ", "") for label in labels} - {""}, key=len, reverse=True)
    return _cut_tail(_without_repeats(_cut_anywhere(kept)), tuple(folded_names), tags)


def _without_menu(lines: list[str]) -> list[str]:
    """Without a menu before the text, as pages laid out by tables have it: short lines without an end, most a word or two.

    For pages that give no markup to go by. F1 on the 394 real pages is .9679 with it and .9680 without.
    """
    run = next((n for n, line in enumerate(lines) if len(line) > _MENU_LINE or line.endswith(_ENDS)), 0)
    labels = sum(len(line.split()) <= _LABEL_WORDS for line in lines[:run])
    return lines[run:] if labels >= _MENU_LABELS else lines


def _cut_anywhere(lines: list[str]) -> list[str]:
    """Without furniture lines, and without the labels (headlines of other articles) below a heading like "Read also"."""
    kept: list[str] = []
    labels = False
    for line in lines:
        bare = _bare(line)
        if len(bare) < 2 * _SHORT and ANYWHERE.match(bare):
            labels = bool(READ_ALSO.match(bare)) and len(bare) < _KICKER
        elif not (labels and len(bare) < _HEADLINE and not bare.endswith((".", "!", ":", "“", "”", '"', "»"))):
            labels = False
            kept.append(line)
    return kept


def _bare(line: str) -> str:
    return line.strip("-|•· \t")


def _without_repeats(lines: list[str]) -> list[str]:
    """Pages that print their text for each size of screen say everything twice; short lines may repeat."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        if len(line) < _REPEAT or line not in seen:
            kept.append(line)
        seen.add(line)
    return kept


def _cut_lead(lines: list[str], titles: set[str], names: set[str]) -> list[str]:
    stampless = [STAMP_PREFIX.sub("", line) for line in lines[:_LEAD]]  # the headline may stand before the stamp
    below = _without_nameplate(stampless, titles)
    return [line for line in below if not _is_lead_furniture(line, titles, names)] + lines[_LEAD:]


def _without_nameplate(lead: list[str], titles: set[str]) -> list[str]:
    """From the headline on, where only labels stand above it: the outlet's name and motto, sections, a kicker.

    F1 on the 394 real pages is .9679 with it and .9678 without.
    """
    at = next((n for n, line in enumerate(lead) if any(_is_title(fold(line), title) for title in titles)), 0)
    labels = all(len(line) <= _MENU_LINE and not line.endswith(_ENDS) for line in lead[:at])
    return lead[at:] if labels else lead


def _is_lead_furniture(line: str, titles: set[str], names: set[str]) -> bool:
    folded, bare = fold(line), _bare(line)
    if not folded or folded in names or any(_is_title(folded, title) for title in titles):
        return True
    return len(bare) < _SHORT and bool(STAMPS.match(bare) or BYLINE.match(bare))


def _is_title(folded: str, title: str) -> bool:
    """The headline, alone or behind a short kicker."""
    return bool(title) and (folded == title or (folded.endswith(title) and len(folded) < len(title) + _KICKER))


def _cut_tail(lines: list[str], names: tuple[str, ...], tags: Sequence[str]) -> list[str]:
    """Cut at a line that starts the furniture if next to no prose follows it, then single lines from the end."""
    total = sum(map(len, lines))
    prose_after = 0
    cut = len(lines)
    for at in range(len(lines) - 1, 0, -1):
        line = lines[at]
        if len(line) < 2 * _SHORT and TAIL_START.match(_bare(line)):
            cut = at
        elif len(line) >= _SHORT:
            prose_after += len(line)
        if prose_after > _PROSE_AFTER * total:
            break
    end = cut
    while end > 1 and (_ends_article(lines[end - 1], names) or _is_tags(lines[end - 1], tags)):
        end -= 1
    return lines[:end]


def _is_tags(line: str, tags: Sequence[str]) -> bool:
    """A line of nothing but the page's own tags, however they are joined."""
    left = fold(line).replace(" ", "") if len(line) < _SHORT else line
    for tag in tags:
        left = left.replace(tag, "")
    return not left


def _ends_article(line: str, names: tuple[str, ...]) -> bool:
    bare = _bare(line)
    about_author = bool(names) and len(bare) < 3 * _SHORT and fold(bare).startswith(names)
    return about_author or (len(bare) < 2 * _SHORT and bool(TAIL_LINES.match(bare) or TAIL_START.match(bare)))
