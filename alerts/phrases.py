"""The words of the mails themselves in each language; what articles say stays in theirs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from alerts.times import zone


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """One language. Braces are filled by `str.format`."""

    code: str
    months: tuple[str, ...]
    date: str
    languages: dict[str, str]
    access: dict[str, str]
    digest_subject: tuple[str, str]  # one story, several
    more_subject: tuple[str, str]
    changed_subject: str
    digest_title: str
    alert_title: str
    summary: tuple[str, str]
    reports: tuple[str, str]
    one_story: str
    stories: str
    why: str
    original: str
    reading: str
    also: str
    more: tuple[str, str]
    shorter: str
    changed: str
    former_title: str
    figures_changed: str
    figures_new: str
    figures_gone: str
    quote_changed: str
    correction: str
    withdrawn: str
    withdrawn_subject: str
    causes: dict[str, str]  # by alerts.rules.Cause
    why_now: str
    figures: str
    contested: str
    not_relevant: str
    unsubscribe: str
    confirm_subject: str
    confirm_text: str
    confirm_button: str
    cadences: dict[str, str]
    all_subjects: str
    all_reports: str
    spike_subject: str
    silence_subject: str
    spike_text: str
    silence_advice: str
    first_seen: str
    about: str
    in_title: str
    names: str
    belongs: str
    footer: str
    stop: str
    home: str
    test_subject: str
    test_text: str
    and_word: str


ENGLISH: Final = Phrases(
    code="en",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    date="{day} {month} {year}",
    languages={"en": "English", "de": "German", "es": "Spanish"},
    access={
        "full": "",
        "teaser": "teaser only",
        "paywalled": "paywalled: only the beginning could be read",
        "consent-wall": "behind a consent page",
        "login": "behind a login",
        "bot-wall": "closed to robots",
        "javascript-only": "text not readable",
        "soft-404": "taken down",
        "gone": "taken down",
    },
    digest_subject=("Press digest {date}: {title}", "Press digest {date}: {title} and {more} more"),
    more_subject=("{title} (and 1 more story)", "{title} (and {more} more stories)"),
    changed_subject="Changed: {title}",
    digest_title="Digest of {date}",
    alert_title="New coverage",
    summary=("{stories}, 1 report", "{stories}, {reports} reports"),
    reports=("1 report", "{n} reports"),
    one_story="1 story",
    stories="{n} stories",
    why="Why you get this",
    original="Original",
    reading="Reading view",
    also="Also at",
    more=("1 more story is in the archive", "{n} more stories are in the archive"),
    shorter="Further stories in short",
    changed="What is new",
    former_title="headline was “{title}”",
    figures_changed="figures {gone} became {new}",
    figures_new="new figures {new}",
    figures_gone="no longer says {gone}",
    quote_changed="a quote changed: {quote}",
    correction="a correction: {note}",
    withdrawn="the outlet took this article back; what it said stays in the reading view",
    withdrawn_subject="Withdrawn: {title}",
    causes={
        "report": "a story you were not told of before",
        "again": "a new report, after a quiet time, of a story you were told of",
        "changed": "an article you were told of has changed",
        "withdrawn": "an article you were told of was taken back",
    },
    why_now="Sent because",
    figures="Figures",
    contested="Reports differ",
    not_relevant="Not relevant",
    unsubscribe="Unsubscribe",
    confirm_subject="Please confirm: alerts from presswatch",
    confirm_text="Somebody asked presswatch to send alerts to {recipient}: {what}.\n\nIf that was you, confirm it with this "
    "link, which works until {until}.\n\nIf it was not, do nothing: nothing will be sent.",
    confirm_button="Yes, send them to me",
    cadences={
        "immediate": "at once",
        "hourly": "every hour",
        "daily": "once a day, at {at} ({zone})",
        "weekly": "once a week, at {at} ({zone})",
    },
    all_subjects="the whole topic",
    all_reports="All {n} reports of this story",
    spike_subject="Unusual: {count} reports today on {about}, {usual} are usual",
    silence_subject="Silence: {count} reports today on {about}, {usual} are usual",
    spike_text="By {time} UTC there were {count} independent reports on {about}. On the same weekday of the last {weeks} weeks "
    "there were {usual} by that time; by chance that happens on one day in {odds}.",
    silence_advice="Either nothing happens, or sources fail: the page of sources shows which ones.",
    first_seen="seen {date}",
    about="about {subjects}",
    in_title="“{passages}” in the headline",
    names="names “{passages}”",
    belongs="belongs to the topic, score {score}",
    footer="You get this because of the subscription “{subscription}” for {recipient}.",
    stop="Questions go to {contact}.",
    home="Open presswatch",
    test_subject="presswatch test mail",
    test_text="Mail from presswatch reaches you. This is what an alert looks like; its story is invented.",
    and_word="and",
)

GERMAN: Final = Phrases(
    code="de",
    months=("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    date="{day}. {month} {year}",
    languages={"en": "Englisch", "de": "Deutsch", "es": "Spanisch"},
    access={
        "full": "",
        "teaser": "nur angerissen",
        "paywalled": "Bezahlschranke: nur der Anfang war lesbar",
        "consent-wall": "hinter einer Einwilligungsseite",
        "login": "hinter einer Anmeldung",
        "bot-wall": "für Robots gesperrt",
        "javascript-only": "Text nicht lesbar",
        "soft-404": "nicht mehr verfügbar",
        "gone": "nicht mehr verfügbar",
    },
    digest_subject=("Presseschau {date}: {title}", "Presseschau {date}: {title} und {more} weitere"),
    more_subject=("{title} (und 1 weiteres Thema)", "{title} (und {more} weitere Themen)"),
    changed_subject="Geändert: {title}",
    digest_title="Presseschau vom {date}",
    alert_title="Neue Berichte",
    summary=("{stories}, 1 Bericht", "{stories}, {reports} Berichte"),
    reports=("1 Bericht", "{n} Berichte"),
    one_story="1 Thema",
    stories="{n} Themen",
    why="Warum Sie das erhalten",
    original="Original",
    reading="Leseansicht",
    also="Auch bei",
    more=("1 weiteres Thema steht im Archiv", "{n} weitere Themen stehen im Archiv"),
    shorter="Weitere Themen in Kürze",
    changed="Was neu ist",
    former_title="die Überschrift lautete „{title}“",
    figures_changed="aus {gone} wurde {new}",
    figures_new="neue Zahlen: {new}",
    figures_gone="nicht mehr genannt: {gone}",
    quote_changed="ein Zitat lautet anders: {quote}",
    correction="eine Korrektur: {note}",
    withdrawn="das Medium hat diesen Artikel zurückgezogen; sein Wortlaut bleibt in der Leseansicht",
    withdrawn_subject="Zurückgezogen: {title}",
    causes={
        "report": "ein Thema, über das Sie noch nicht informiert wurden",
        "again": "nach längerer Pause ein neuer Bericht zu einem Thema, das Sie schon kennen",
        "changed": "ein Artikel, den Sie kennen, hat sich geändert",
        "withdrawn": "ein Artikel, den Sie kennen, wurde zurückgezogen",
    },
    why_now="Anlass",
    figures="Zahlen",
    contested="Angaben widersprechen sich",
    not_relevant="Nicht relevant",
    unsubscribe="Abbestellen",
    confirm_subject="Bitte bestätigen: Meldungen von presswatch",
    confirm_text="Jemand möchte, dass presswatch Meldungen an {recipient} schickt: {what}.\n\nWaren Sie das, bestätigen Sie es "
    "mit diesem Link; er gilt bis {until}.\n\nWaren Sie es nicht, tun Sie nichts: Dann wird nichts geschickt.",
    confirm_button="Ja, schickt sie mir",
    cadences={
        "immediate": "sofort",
        "hourly": "stündlich",
        "daily": "einmal am Tag um {at} ({zone})",
        "weekly": "einmal in der Woche um {at} ({zone})",
    },
    all_subjects="das ganze Thema",
    all_reports="Alle {n} Berichte zu diesem Thema",
    spike_subject="Ungewöhnlich: heute {count} Berichte über {about}, üblich sind {usual}",
    silence_subject="Stille: heute {count} Berichte über {about}, üblich sind {usual}",
    spike_text="Bis {time} UTC gab es {count} unabhängige Berichte über {about}. Am selben Wochentag der letzten {weeks} Wochen "
    "waren es bis dahin {usual}; zufällig kommt das an einem von {odds} Tagen vor.",
    silence_advice="Entweder geschieht nichts, oder Quellen fallen aus: Die Seite der Quellen zeigt, welche.",
    first_seen="gesehen {date}",
    about="über {subjects}",
    in_title="„{passages}“ in der Überschrift",
    names="nennt „{passages}“",
    belongs="gehört zum Thema, Wert {score}",
    footer="Sie erhalten dies durch das Abonnement „{subscription}“ für {recipient}.",
    stop="Fragen beantwortet {contact}.",
    home="presswatch öffnen",
    test_subject="Testmail von presswatch",
    test_text="Mails von presswatch erreichen Sie. So sieht eine Meldung aus; ihr Thema ist erfunden.",
    and_word="und",
)

SPANISH: Final = Phrases(
    code="es",
    months=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
    date="{day} {month} {year}",
    languages={"en": "inglés", "de": "alemán", "es": "español"},
    access={
        "full": "",
        "teaser": "solo la entradilla",
        "paywalled": "de pago: solo se pudo leer el comienzo",
        "consent-wall": "tras una página de consentimiento",
        "login": "requiere iniciar sesión",
        "bot-wall": "cerrado a robots",
        "javascript-only": "texto ilegible",
        "soft-404": "retirado",
        "gone": "retirado",
    },
    digest_subject=("Resumen de prensa {date}: {title}", "Resumen de prensa {date}: {title} y {more} más"),
    more_subject=("{title} (y 1 tema más)", "{title} (y {more} temas más)"),
    changed_subject="Modificado: {title}",
    digest_title="Resumen del {date}",
    alert_title="Nuevas noticias",
    summary=("{stories}, 1 noticia", "{stories}, {reports} noticias"),
    reports=("1 noticia", "{n} noticias"),
    one_story="1 tema",
    stories="{n} temas",
    why="Por qué lo recibe",
    original="Original",
    reading="Vista de lectura",
    also="También en",
    more=("Hay 1 tema más en el archivo", "Hay {n} temas más en el archivo"),
    shorter="Otros temas en breve",
    changed="Qué hay de nuevo",
    former_title="el titular era «{title}»",
    figures_changed="{gone} pasó a {new}",
    figures_new="cifras nuevas: {new}",
    figures_gone="ya no dice {gone}",
    quote_changed="ha cambiado una cita: {quote}",
    correction="una corrección: {note}",
    withdrawn="el medio ha retirado este artículo; lo que decía sigue en la vista de lectura",
    withdrawn_subject="Retirado: {title}",
    causes={
        "report": "un tema del que aún no se le había informado",
        "again": "tras una pausa, una noticia nueva sobre un tema que ya conoce",
        "changed": "ha cambiado un artículo del que se le informó",
        "withdrawn": "se ha retirado un artículo del que se le informó",
    },
    why_now="Motivo",
    figures="Cifras",
    contested="Los medios no coinciden",
    not_relevant="No es relevante",
    unsubscribe="Darse de baja",
    confirm_subject="Confirme, por favor: avisos de presswatch",
    confirm_text="Alguien ha pedido que presswatch envíe avisos a {recipient}: {what}.\n\nSi ha sido usted, confírmelo con este "
    "enlace, válido hasta el {until}.\n\nSi no, no haga nada: no se enviará nada.",
    confirm_button="Sí, quiero recibirlos",
    cadences={
        "immediate": "al momento",
        "hourly": "cada hora",
        "daily": "una vez al día, a las {at} ({zone})",
        "weekly": "una vez a la semana, a las {at} ({zone})",
    },
    all_subjects="todo el tema",
    all_reports="Las {n} noticias de esta historia",
    spike_subject="Inusual: hoy {count} noticias sobre {about}; lo habitual son {usual}",
    silence_subject="Silencio: hoy {count} noticias sobre {about}; lo habitual son {usual}",
    spike_text="Hasta las {time} UTC hubo {count} noticias independientes sobre {about}. El mismo día de la semana, en las "
    "últimas {weeks} semanas, hubo {usual} hasta esa hora; por azar ocurre un día de cada {odds}.",
    silence_advice="O no pasa nada, o fallan las fuentes: la página de fuentes dice cuáles.",
    first_seen="visto el {date}",
    about="sobre {subjects}",
    in_title="«{passages}» en el titular",
    names="nombra «{passages}»",
    belongs="pertenece al tema, valor {score}",
    footer="Recibe este mensaje por la suscripción «{subscription}» de {recipient}.",
    stop="Si tiene preguntas, escriba a {contact}.",
    home="Abrir presswatch",
    test_subject="Mensaje de prueba de presswatch",
    test_text="El correo de presswatch le llega. Así se ve un aviso; su tema es inventado.",
    and_word="y",
)

_ALL: Final = {phrases.code: phrases for phrases in (ENGLISH, GERMAN, SPANISH)}


def of(language: str) -> Phrases:
    """The phrases of a language; English for one that we do not speak."""
    return _ALL.get(language, ENGLISH)


def counted(forms: tuple[str, str], n: int, **values: object) -> str:
    """The form for one or for several, filled."""
    return forms[n != 1].format(n=n, **values)


def day(moment: datetime, phrases: Phrases, zone_name: str) -> str:
    """A local date as the language writes it."""
    local = moment.astimezone(zone(zone_name))
    return phrases.date.format(day=local.day, month=phrases.months[local.month - 1], year=local.year)


def day_and_time(moment: datetime, phrases: Phrases, zone_name: str) -> str:
    """A local date with the time of day."""
    return f"{day(moment, phrases, zone_name)}, {moment.astimezone(zone(zone_name)):%H:%M}"
