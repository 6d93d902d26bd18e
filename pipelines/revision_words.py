"""The words that later versions of articles are judged by, in English, German and Spanish. Data only.

One list serves all three languages: no word of one is a false friend in another, and the language of a short text is a guess.
"""

import re


def _any(*phrases: str) -> str:
    return "|".join(f"(?:{phrase})" for phrase in phrases)


# A note that the article was corrected. Outlets put it before or behind the text, or into a box that extraction reads as one.
CORRECTION = re.compile(
    _any(
        r"^\W*(?:corrections?|clarifications?|editor[’']?s? note|corrigendum|erratum)\b\W*(?:\(|:|–|-|\b(?:an|this|in|on)\b)",
        r"\b(?:an? )?(?:earlier|previous|original|prior) (?:version|headline)s? of (?:this|the|our) (?:\w+ ){0,2}?"
        r"(?:article|story|report|post|piece|page|headline|item)?\b",
        r"\bthis (?:article|story|report|post|piece|headline) (?:has been|was) (?:corrected|amended|clarified)\b",
        r"\bhas been (?:corrected|amended) to (?:say|show|reflect|clarify|make|remove|state)\b",
        r"^\W*(?:korrektur(?:hinweis)?|berichtigung|richtigstellung|klarstellung|anmerkung der redaktion|anm\. d\. red)\b",
        r"\bin (?:einer|der) (?:früheren|ersten|vorherigen|ursprünglichen|vorigen) (?:fassung|version)\b",
        r"\b(?:haben|wurde|wurden)\b.{0,80}\b(?:korrigiert|berichtigt|richtiggestellt)\b",
        r"^\W*(?:fe de (?:erratas?|errores)|correcci[óo]n|rectificaci[óo]n|aclaraci[óo]n|nota de (?:la )?redacci[óo]n)\b"
        r"\W*(?::|\.|–|-|\()",
        r"\b(?:una|la) (?:primera |anterior )?versi[óo]n (?:anterior |previa |inicial |original )?de est[ea] "
        r"(?:art[íi]culo|nota|noticia|texto|informaci[óo]n)\b",
        r"\best[ea] (?:art[íi]culo|nota|noticia|texto|informaci[óo]n) (?:ha sido|fue) (?:corregid|rectificad|modificad)[oa]\b",
    ),
    re.IGNORECASE,
)

# The outlet takes the article back. It counts in the headline, or where little else is left.
WITHDRAWN = re.compile(
    _any(
        r"\b(?:article|story|report|post|piece|item)\b.{0,40}\b(?:has been|was|is) "
        r"(?:withdrawn|retracted|removed|taken down|unpublished)\b",
        r"\bwe (?:have )?(?:withdrawn|retracted|removed|taken down|unpublished|withdrew)\b.{0,40}"
        r"\b(?:article|story|report|post|piece)\b",
        r"^\W*(?:withdrawn|retracted|retraction)\b",
        r"\b(?:artikel|beitrag|bericht|meldung|text)\b.{0,60}\b(?:zurückgezogen|zurückgenommen|entfernt|gelöscht|offline genommen"
        r"|depubliziert)\b",
        r"\bhaben\b.{0,60}\b(?:artikel|beitrag|bericht|meldung|text)\b.{0,40}\b(?:zurückgezogen|zurückgenommen|entfernt|gelöscht)\b",
        r"^\W*(?:zurückgezogen|zurückgenommen)\b",
        r"\b(?:art[íi]culo|nota|noticia|informaci[óo]n|texto)\b.{0,40}\b(?:ha sido|fue|hemos) "
        r"(?:retirad|eliminad|retractad|borrad)[oa]s?\b",
        r"\bhemos retirado\b.{0,40}\b(?:art[íi]culo|nota|noticia|informaci[óo]n|texto)\b",
        r"^\W*(?:retirad[oa]|retractaci[óo]n)\b",
    ),
    re.IGNORECASE,
)

# Words that tie a statement to whoever made it. A verb counts beside a name or a role, a preposition only before one.
SAYING = frozenset(
    """said says say told tells reported reports wrote writes claimed claims announced announces confirmed confirms
    denied denies added stated argued noted revealed explained insisted estimates estimated quoted cited citing sagte
    sagt sagten berichtet berichtete berichten berichteten schreibt schrieb meldet meldete erklärte erklärt teilte
    bestätigte bestätigt behauptet behauptete betonte kündigte dementierte zitiert zitierte schätzt schätzte mitteilte
    zufolge nannte dijo dice dijeron informó informa publicó publica aseguró asegura afirmó afirma declaró explicó
    confirmó confirma anunció señaló reveló sostiene adelantó escribió negó cita citó estima recoge""".split()  # noqa: SIM905 - a word list reads better so
)
STRONG = frozenset({"according", "laut", "gemäß", "angaben", "berufung", "según", "acuerdo", "informationen", "zufolge"})
# Who may be a source without a name.
ROLES = frozenset(
    """source sources people person official officials spokesman spokeswoman spokesperson analyst analysts company
    executive executives employee employees engineer engineers insider insiders researcher researchers documents memo
    filing regulator quelle quellen kreise kreisen insider insidern sprecher sprecherin sprechers unternehmen konzern
    analyst analysten mitarbeiter mitarbeitern unternehmenskreise unternehmenskreisen forscher dokumente behörde fuente
    fuentes portavoz vocero vocera analista analistas empresa compañía empleado empleados directivo directivos
    documentos allegados investigadores""".split()  # noqa: SIM905 - a word list reads better so
)
# What may stand between a source and its verb.
BETWEEN = frozenset(
    """first his her the a an of
    at on to with who had has also its their as der die das des dem den ein eine einer von vom bei mit am
    auf hat auch gegenüber ihr ihre ihrem ihrer sein seine seinem seiner zuerst el la los las un una de del al a con por
    que ha también lo su sus primero""".split()  # noqa: SIM905 - a word list reads better so
)
# Capitalised, and no source: days and months.
CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz
    mai juni juli oktober dezember morgen vormittag mittag nachmittag abend heute gestern lunes martes miércoles jueves
    viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre""".split()  # noqa: SIM905 - a word list reads better so
)
# One of these more or less is never a slip of the pen.
DECISIVE = frozenset(
    """not no never none nor without cannot isn't wasn't won't don't didn't doesn't hasn't nicht kein keine keinen
    keiner keines nie ohne no ni nunca sin tampoco yes ja sí all some both alle beide todos more less mehr weniger más
    menos up down""".split()  # noqa: SIM905 - a word list reads better so
)
# Words whose coming or going alone changes nothing: a missing article, a doubled preposition.
SMALL = frozenset(
    """a an the of to in on at and that is was it its as for by with der die das dem den des ein eine einen und zu in im
    an am auf sich es ist war von el la los las un una de del al y a en que se es lo con por""".split()  # noqa: SIM905 - a word list reads better so
)

# Within a line: counters and ages that move by themselves.
VOLATILE = re.compile(
    _any(
        r"\(?\b(?:last )?(?:updated|aktualisiert|actualizado|stand|zuletzt aktualisiert|última actualización)\b[\s:]*"
        r"(?:on |at |am |um |el |a las )?[\d.:/, -]{4,22}(?:uhr|h|am|pm|[A-Z]{2,4})?\)?",
        r"\b\d+ (?:seconds?|minutes?|mins?|hours?|hrs?|days?) ago\b|\bvor \d+ (?:sekunden?|minuten?|stunden?|tag(?:en)?)\b",
        r"\bhace \d+ (?:segundos?|minutos?|horas?|días?)\b",
        r"\b[\d.,]+[km]? (?:comments?|shares?|views?|likes?|reads|votes?|kommentare?|aufrufe?|mal geteilt|mal gelesen"
        r"|comentarios?|vistas|compartidos?|lecturas|postings?|reacciones|reactions)\b",
        r"\(\s*(?:[A-Z]+:\s*)?[A-Z]{2,5}\s*[,:]?\s*[$€]?[\d.,]*\s*[+−–-]\s*[\d.,]+\s*%\s*\)",
    ),
    re.IGNORECASE,
)
# A headline's label says where the story stands, not what it says.
LABEL = re.compile(
    r"^\s*(?:(?:breaking(?: news)?|update(?:d)?(?: \d+)?|exclusive|live(?:blog)?|watch|just in|eilmeldung|eil|exklusiv"
    r"|aktualisiert|liveticker|ticker|última hora|urgente|en vivo|exclusiva|actualización)\s*(?:[:|–-]|\s-\s)\s*)+",
    re.IGNORECASE,
)
