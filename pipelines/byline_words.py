"""The words of bylines in English, German and Spanish: what stands before and after a name, and what is no name."""

import re


def _alternatives(*phrases: str) -> str:
    return "|".join(f"(?:{phrase})" for phrase in phrases)


PREFIX = re.compile(
    "^(?:"
    + _alternatives(
        r"(?:(?:this (?:post|article|story) was )?"
        r"(?:written|reported|posted|story|words|review(?:ed)?|article|published|words and photos) )?by|text|authors?",
        r"(?:ein (?:kommentar|gastbeitrag|interview) |eine (?:analyse|kolumne|reportage) )?von|verfasst von|geschrieben von",
        r"por|escrito por|autor(?:in|en|a|es)?",
    )
    + r")\b[\s:|]*",
    re.IGNORECASE,
)
SPLIT = re.compile(r"\s*(?:[,;|/•·\n]|\s+(?:and|und|y|e|et|&|with|mit|con)\s+)\s*", re.IGNORECASE)
AFTER_NAME = re.compile(
    r"\s*(?:"
    + _alternatives(
        r"\((?![^)]*\) [^\W\d_]+$).*|[-–—] .*|@.*",
        r"\b(?:on|am|el)(?: (?:[A-Z]|\d).*)?",
        r"\bfor (?:the )?[A-Z].*|\bfür .*|\bpara .*",
        r"\b(?:in|en|at|aus) [A-Z].*",
    )
    + r")$"
)
PARTICLE = r"(?:von|van|der|den|de|del|della|la|las|los|le|di|da|dos|du|zu|zum|zur|af|bin|ibn|al|el|y|ter|ten|san|st\.?)"
TITLES = re.compile(
    r"^(?:dr|prof|mag|dipl|ing|mr|mrs|ms|sir|dra|lic|univ)\.?(?:[- ](?:ing|med|phil|jur|hc)\.?)*\s+", re.IGNORECASE
)
DEGREES = re.compile(
    r"^(?:ph\.?d|m\.?d|r\.?d|r\.?n|mba|m\.?a|b\.?a|m\.?s|b\.?s|msc|bsc|dds|esq|cpa|jd|llm|cfa)\.?$", re.IGNORECASE
)
ROLE = re.compile(
    r"\b(?:"
    + _alternatives(
        r"columnist|writer|editor|reporter|correspondent|contributor|producer|analyst|journalist",
        r"founder|director|head of|manager",
        r"(?:chef|sport|politik|lokal|wirtschafts)?redakteur(?:in)?|korrespondent(?:in)?|kolumnist(?:in)?|volontär(?:in)?",
        r"leiter(?:in)?|journalistin|autor(?:in)? (?:bei|der)|chefreporter(?:in)?|ressort\w*",
        r"periodista|corresponsal|columnista|redactora?|editora|jefe|jefa|directora",
    )
    + r")\b",
    re.IGNORECASE,
)
STAMP = re.compile(r"^(?:\w{1,4}\.? )?\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")
AUTHOR_ADDRESS = re.compile(  # of pages about authors
    r"/(?:authors?|autor(?:en|es|in|a)?|by|journalists?|reporters?|contributors?|columnists?|writers?|staff|firmas?|redakteure?)"
    r"/[^/?#]+",
    re.IGNORECASE,
)
OWN_FOOTER = re.compile(r"(?:^|[\s_-])(?:entry|post|article)[_-]?(?:footer|meta)", re.IGNORECASE)
TEXT_BYLINE = re.compile(
    r"^\s*(?:(?:written|posted|published|verfasst|geschrieben|escrito|\D{0,12}\d[\d.:/ ]{4,20})\s*)?"
    r"(?P<by>\b(?:by|von|por|text von|text:|autor(?:in)?:|author:))(?:\s|$)",
    re.IGNORECASE,
)
LABEL = re.compile(  # classes and ids of elements that hold a byline
    r"(?:^|[\s_-])(?:author|byline|autor|autoren|autores|verfasser|writer|contributor|creator|firma)s?(?:$|[\s_-])"
    r"|byline|author-?name|autor-?name|articleauthor",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(  # and of those that are about other articles
    r"comment|related|teaser|recommend|(?<!v)card|promo|sidebar|footer|more|newsletter|also|popular|latest|carousel",
    re.IGNORECASE,
)
# Words that no person's name holds: desks, companies, roles, dates, buttons.
_NOBODY = """
about admin administrator agencia agencias agencies agency agentur agenturen aires aktualisiert all alle and anonimo
anonym anonymous anónimo april archiv archive article articles artikel august author autor autora beiträge blog buenos
bundesverband center centre chief city ciudad club comments communications community company contact contributor
contributors correspondent correspondents date december department desk development dezember digital division e-mail
editor editorial editors email escribe facebook februar february folgen follow for foto foundation friday gast getty
gmbh group guest hier homepage images impressum inc instagram institute januar january juli july june juni junior
kontakt linkedin log login lokalredaktion ltd magazin magazine march marketing media medien mehr min ministerium minutes
monday more más märz méxico network news news-team newsletter newspaper newsroom november october of office oktober
online our photo post posted posts press presse pressestelle profil profile publicado published publiziert
read redaccion redacción redacta
redakteur redaktion redaktionell redaktionen redaktionsteam reporter reporters reuters saturday schreibt senior
september service services share sign sportredaktion staff stiftung stories street subscribe sunday support team team_
the thursday times tuesday twitter uhr und university universität unknown updated verein verlag veröffentlicht video
videos view webmaster website wednesday wire with writer writes your zeitung über
"""
NOBODY = frozenset(_NOBODY.split())
