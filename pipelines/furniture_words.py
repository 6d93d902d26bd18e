"""The words of page furniture in English, German and Spanish: patterns for whole lines, by what the line is.

One list a kind, so that another language is another line in each. Patterns are matched without regard to case.
"""

import re


def _alternatives(*phrases: str) -> str:
    return "|".join(f"(?:{phrase})" for phrase in phrases)


def _lines(*patterns: str) -> re.Pattern[str]:
    return re.compile(_alternatives(*patterns), re.IGNORECASE)


_MONTH = r"(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|ene|abr|ago|dic)[a-zäé]*\.?"  # as they begin
_WEEKDAY = _alternatives(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun",
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|mo|di|mi|do|fr|sa|so",
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo",
)
_DATE = _alternatives(
    rf"\d{{1,2}}[.\s]+(?:de\s+)?{_MONTH}\s*(?:de\s+|del\s+)?,?\s*\d{{4}}",
    rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}",
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{1,2}(?:-\d{1,2})?",
)
_CLOCK = r"\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:Uhr|h|hs|hrs|[ap]\.?m\.?)?(?:\s*\(?(?-i:[A-Z]{2,4})\)?)?"
_DATED = _alternatives(
    r"(?:(?:first|last) )?(?:published|updated|posted|modified)|date",
    r"(?:zuletzt |erst)?(?:veröffentlicht|aktualisiert|erstellt|geändert)|datum|stand",
    r"publicado|actualizado|fecha",
)

# First lines that say when, who, how long.
STAMPS = _lines(
    rf"^\W*(?:(?:{_DATED})(?: on| at| am| um| el)?\b)?[\s:|·,–-]*(?:(?:{_WEEKDAY})\b\.?,?\s+)?(?:{_DATE}|{_CLOCK})"
    rf"(?:[\s|,·–-]+(?:um\s+|at\s+|a las\s+)?(?:{_CLOCK}|(?-i:[A-Z]{{2,4}})))*[\s|.·]*$",
    rf"^(?:{_CLOCK})[\s,|·]+(?:{_DATE})(?:\s+(?:by|von|por) .{{0,60}})?$",
    rf"^.{{0,60}}\b(?:{_DATED})\s*:?\s*.{{0,12}}(?:{_DATE}).{{0,30}}$",
    rf"^(?:(?:by|von|por)\s)?[^.!?]{{0,70}}(?:{_DATE})(?:[^.!?]|\.(?=\s*\d)|(?<=[Mm]in)\.){{0,60}}$",
    r"^\d+ (?:postings?|kommentare?|comments?|comentarios?)$",
    r"^(?:lesedauer|lesezeit|reading time|read time|tiempo de lectura|lectura)\W.{0,20}$",
    r"^(?:ca\.? )?\d{1,3}[ -]?min(?:ute[ns]?|utos?|\.)?(?: (?:read|lesezeit|lesedauer|lesen|de lectura))?(?: time)?\.?$",
    r"^(?:article content|contenido del artículo|on this page|table of contents(?: show)?|inhaltsverzeichnis|inhalt)$",
)
STAMP_PREFIX = re.compile(rf"^\s*(?:date|datum|fecha)\s+(?:{_DATE})\s+(?=\S)", re.IGNORECASE)  # glued to the first sentence
BYLINE = _lines(
    r"^(?:by|von|por|from|text|autor(?:in|en|a)?|author|übersetzung|fotos?|photos?|bild|image|credit)\b\s*:?\s+[^.!?]{3,80}$"
)

# What stands before a link to another article.
_READ_ALSO = _alternatives(
    r"read (?:more|also|next|now|this)|what to read next|see (?:also|more)|also read|more (?:on this|from|stories|about)|up next",
    r"related(?: (?:stories|articles?|topics|content|posts?|reading|coverage|news|links))?|trending|most (?:read|popular)",
    r"recommended(?: (?:for you|videos|reading|stories))?|you (?:might|may) (?:also )?(?:like|be interested)|don['’]t miss",
    r"further reading|watch(?: now)?",
    r"lesen sie (?:auch|dazu|mehr|hier)|lies auch|mehr (?:zum thema|dazu|lesen|aus|von)|weiterlesen|zum thema|passend dazu",
    r"weitere (?:artikel|themen|meldungen|nachrichten|infos|beiträge)|auch interessant|das könnte (?:sie|dich)|siehe auch",
    r"ähnliche (?:artikel|beiträge)|empfohlene[rs]? (?:artikel|beitrag)|meistgelesen",
    r"le[ea]? (?:también|más|además)|leer (?:más|también)|lea (?:aquí|también)|además[,:] lea|(?:te|le|les) puede interesar",
    r"también te puede|te (?:recomendamos|sugerimos)|(?:notas?|noticias?|artículos?) relacionad[oa]s?|sigue leyendo",
    r"más (?:información|noticias|sobre)|puedes? (?:ver|leer)(?: también)?|mir[aáe](?: también)?|vea(?: también)?",
    r"ver (?:también|más)|le sugerimos",
)
READ_ALSO = re.compile(rf"^\W*(?:{_READ_ALSO})\b", re.IGNORECASE)

_SHARING = _alternatives(
    r"share(?: this)?(?: article| story)?|teilen|compartir|artikel teilen|drucken|print|merken|save|listen|gift this article",
    r"weiterleiten|mailen|vorlesen|artikel speichern|speichern|guardar|imprimir|enviar(?: por correo)?|escuchar|mastodon|qr-code",
    r"tweet|facebook|twitter|whatsapp|e-?mail|telegram|linkedin|xing|copy link|link kopieren",
)

# Lines that are furniture wherever they stand.
ANYWHERE = _lines(
    rf"^\W*(?:{_READ_ALSO})\b\W*(?::.*|\S{{0,20}})$",
    r"^.{0,200}(?:canal de (?:telegram|whatsapp)|(?:whatsapp|telegram)[- ](?:channel|kanal)).{0,200}$",
    r"^(?:anzeige|werbung|gesponsert|(?:skip )?advertisement|advertising|sponsored|promoted|publicidad|anuncio)\W*$",
    r"^(?:advertisement.{0,40})?(?:story|article) continues (?:below|after).{0,40}$",
    r"^(?:empfohlener redaktioneller inhalt|externer inhalt|link zum .{0,20}inhalt|inhalt nicht verfügbar).{0,40}$",
    r"^an dieser stelle finden sie .{0,60}externen? inhalt|^ich bin (?:damit )?einverstanden, dass mir (?:der |die )?externe",
    r"^(?:\d+ )?(?:kommentare?|comments?|comentarios?)\W*$|^(?:leave a (?:reply|comment)|post comment.{0,6})\W*$",
    r"^(?:kommentar (?:abgeben|schreiben)|deja (?:un|tu) comentario|tell us what you think.{0,4})\W*$",
    rf"^(?:(?:teilen|share|compartir)\W*:\W*)?(?:{_SHARING})(?:[\s,|·/]*(?:{_SHARING}))*\W*$",
    r"^sollten (?:anleger|sie) .{0,60}(?:verkaufen|kaufen|einsteigen)\?.{0,80}$",
    r"^(?:subscribe|sign up|register|log ?in)(?: now| here| today| to get access)?\W*$",
    r"^(?:jetzt abonnieren|abonnieren|suscr[íi]bete|inicia(?:r)? sesión|anmelden|einloggen)\W*$",
    r"^click here to\b.{0,80}$|^du musst dich .{0,20}einloggen|^.{0,40}log in or create an account.{0,40}$",
    r"^.{0,200}(?:affiliate (?:commission|links?)|earn (?:us )?a (?:small )?commission).{0,200}$",
    r"^.{0,200}(?:affiliate-link|erhalten wir eine provision).{0,200}$",
    r"^get (?:the )?(?:daily|weekly|latest|breaking) .{0,40}(?:news|newsletter|alerts?)$",
)

# Lines that end an article: they and what follows go, when next to no prose follows.
TAIL_START = _lines(
    rf"^(?:{_READ_ALSO})\b.{{0,40}}$",
    r"^(?:more by this contributor|trending now|zur startseite|lo más (?:leído|visto))\b.{0,40}$",
    r"^(?:newsletter|boletín|sign up (?:for|to)\s|subscribe to (?:our|the)|get (?:the|our) .{0,60}(?:inbox|newsletter)).*$",
    r"^(?:melden sie sich .{0,40}newsletter|abonnieren sie|jetzt newsletter|suscríbete|recibe (?:nuestra|las|en tu))\b.*$",
    r"^.{0,60}(?:kaufen(?:,? halten)? oder (?:doch )?verkaufen\b|gratis-analyse|jetzt einsteigen\?).{0,80}$",
    r"^.{0,60}(?:should you (?:buy|sell)|buy or sell\?|free stock (?:report|analysis)).{0,80}$",
    r"^.{0,60}(?:¿comprar o vender|análisis gratuito).{0,80}$",
    r"^(?:copyright\b|©|\(c\) \d{4}|alle rechte vorbehalten|all rights reserved|todos los derechos reservados).*$",
    r"^(?:über den autor|über die autorin|about the author|sobre el autor|sobre la autora|der autor|die autorin)\W*$",
    r"^(?:die autorin|zur person|contributor)\W*$",
)

# Last lines that are not the article's.
TAIL_LINES = _lines(
    r"^\W*(?:additional |with |reporting|editing|writing|contributed|report) ?(?:reporting )?(?:by|from)\b.{0,200}$",
    r"^.{0,120}\bcontributed (?:reporting|to this (?:report|article|story)).{0,60}$",
    r"^\W*(?:quellen?|source|fuente|mit material von|con información de)\s*:.{0,160}$",
    r"^\(?[a-zäöü]{2,6}(?:[/,-] ?[a-zäöü]{2,8}){0,4}\)$",
    r"^.{0,120}(?:follow (?:us|him|her|me|them|@)|folgen sie uns|folge uns|síguenos|sigue a).{0,160}$",
    r"^(?:email|e-mail|reach|contact|write to|kontakt|schreiben sie)\b.{0,160}(?:@| at | twitter).{0,80}$",
    r"^.{0,100}(?:newsletter|our website is the place|bookmark|letters to the editor|leserbrief|ihre meinung ist).{0,300}$",
    r"^.{0,100}(?:send(?:en)? sie uns|feedback|kostenlos testen|free trial|abonnement|abo\b|suscriptores).{0,300}$",
    r"^.{0,100}(?:bitte melden sie sich an|please keep it|jetzt abonnieren|alle (?:texte|artikel)\b|inicie sesión).{0,100}$",
    r"^\((?:red|ag|agencias|staff)\.?\)$",
    r"^(?:image|photo|picture|bild|foto|imagen)s?(?: credit| used| courtesy|:|nachweis|quelle| by).{0,120}$",
    r"^(?:updated|published|posted|aktualisiert|publicado|first published|erstveröffentlichung|stand)\b.{0,80}$",
    r"^(?:sign up|subscribe|download|get the|join|try|start|book|listen|watch|jetzt|hier|click|klicken)\b.{0,100}$",
    r"^(?:tags?|topics?|themen|temas|schlagwörter|etiquetas|stichwörter|filed under|categories)\s*:.{0,200}$",
    r"^(?:aus dem (?:englischen|amerikanischen|französischen)|übersetz(?:t|ung)).{0,80}$",
)
