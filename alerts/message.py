"""From a message row and its items to a mail: headers, text and HTML, a function of values and so the same at every try."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.filters import do_wordwrap
from markupsafe import Markup, escape

from alerts import letter, mime, note, phrases
from alerts.letter import KEPT, KEPT_EXCERPTS, KEPT_FILLS, Entry, Letter
from alerts.links import Links
from alerts.mime import Filled, Form, Mail, Parts
from alerts.note import Note
from alerts.phrases import Phrases
from archive.letters import Earlier, Item
from archive.outbox import Identity, Message
from archive.subscriptions import CONFIRM_WITHIN

TEMPLATES = Path(__file__).with_name("templates")
NAME = "presswatch"
FULL, SHORT = Markup("\x00full\x00"), Markup("\x00short\x00")  # where stories go; no cleaned text holds a NUL
TEXT_WIDTH = 74
REFERENCES = 10  # the root and the latest; RFC 5322 lines end at 998 characters


@dataclass(frozen=True, slots=True)
class Stationery:
    """What all mails of an installation share."""

    sender: str
    links: Links
    contact: str = ""  # who ends subscriptions: the operator; the sender when nobody is named


@dataclass(frozen=True, slots=True)
class Written:
    """A mail with the subject as a person reads it."""

    subject: str
    mail: Mail
    parts: Parts

    @property
    def parcel(self) -> Mail:
        """What a transport takes."""
        return self.mail


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A message for a channel other than mail."""

    subject: str
    parcel: Note


@functools.lru_cache(maxsize=4)
def _signing(links: Links, secret: bytes) -> Links:
    """One for all mails: it is part of what stories are known by."""
    return replace(links, secret=secret)


def compose_note(
    message: Message, items: tuple[Item, ...], earlier: Sequence[Earlier], stationery: Stationery, identity: Identity
) -> WrittenNote:
    """As `compose`, for channels other than mail."""
    links = _signing(stationery.links, identity.secret)
    told = letter.write(message, items, earlier, links, stationery.contact)
    return WrittenNote(told.subject, note.of_letter(message, told))


def compose(
    message: Message, items: tuple[Item, ...], earlier: Sequence[Earlier], stationery: Stationery, identity: Identity
) -> Written:
    """The mail of a message about articles. `earlier`: the mails that told of its first story before, oldest first."""
    links = _signing(stationery.links, identity.secret)
    words = letter.write(message, items, earlier, links, stationery.contact)
    values = [letter.fills(group, message.language, message.timezone) for group in words.groups[: len(words.full)]]
    escaped = [_escaped(told) for told in values]
    parts = Parts(words.subject, _pieces("alert.txt", words, values), _pieces("alert.html", words, escaped))
    thread = [mail.message_id for mail in earlier] if message.kind == "alert" else []
    return _written(message, parts, _list_headers(message, stationery, links) + _thread_headers(thread), stationery)


def compose_notice(message: Message, stationery: Stationery) -> Written:
    """A mail about presswatch itself."""
    return _written(message, _notice(message, message.subject, mime.clean(message.notice), "", "", stationery), [], stationery)


def compose_confirmation(message: Message, stationery: Stationery, identity: Identity) -> Written:
    """The question whether an address may be written to; the notice names what was asked for."""
    words = phrases.of(message.language)
    until = message.created_at + CONFIRM_WITHIN
    links = _signing(stationery.links, identity.secret)
    link = links.confirm(message.subscription_id, message.recipient, until)
    shown = phrases.day_and_time(until, words, message.timezone)
    text = words.confirm_text.format(recipient=message.recipient, what=message.notice, until=f"{shown} ({message.timezone})")
    return _written(
        message, _notice(message, words.confirm_subject, text, link, words.confirm_button, stationery), [], stationery
    )


def _notice(message: Message, subject: str, text: str, link: str, button: str, stationery: Stationery) -> Parts:
    values = {
        "subject": subject,
        "text": text,
        "link": link,
        "button": button,
        "home": stationery.links.home,
        "language": message.language,
    }
    return Parts(subject, (_template("notice.txt").render(values),), (_template("notice.html").render(values),))


def _written(message: Message, parts: Parts, more: list[tuple[str, str]], stationery: Stationery) -> Written:
    sender, recipient = mime.address(stationery.sender), mime.address(message.recipient)
    headers = [
        ("From", mime.phrase(NAME, sender)),
        ("To", recipient),
        ("Subject", mime.unstructured(parts.subject)),
        ("Date", format_datetime(message.created_at)),
        ("Message-ID", message.message_id),
        ("Content-Language", message.language),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        *more,
    ]
    content = mime.encode(headers, parts, message.message_id)
    return Written(parts.subject, Mail(sender, recipient, content, not (sender + recipient).isascii()), parts)


def _list_headers(message: Message, stationery: Stationery, links: Links) -> list[tuple[str, str]]:
    """RFC 2919 and 2369; RFC 8058 where the web site can answer it, which asks for https."""
    label = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in message.subscription_id) or "alerts"
    contact = mime.address(stationery.contact or stationery.sender)
    ways = [f"<mailto:{contact}?subject={quote('unsubscribe ' + message.subscription_id)}>"]
    headers = [("List-Id", f"<{label}.{NAME}.{mime.domain_of(stationery.sender)}>"), ("Precedence", "list")]
    if links.base_url.startswith("https://"):
        ways.insert(0, f"<{links.unsubscribe(message.subscription_id, message.recipient)}>")
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    headers.append(("List-Unsubscribe", ",\r\n ".join(ways)))
    return headers


def _thread_headers(thread: Sequence[str]) -> list[tuple[str, str]]:
    if not thread:
        return []
    named = [thread[0], *thread[1:][-(REFERENCES - 1) :]]
    return [("In-Reply-To", named[-1]), ("References", "\r\n ".join(named))]


@functools.lru_cache(maxsize=KEPT_FILLS)
def _escaped(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(escape(value)) for value in values)


def _pieces(name: str, words: Letter, values: Sequence[tuple[str, ...]]) -> tuple[str | Filled, ...]:
    """The mail's frame, cut open where its stories go; `values` fill those that are told in full."""
    frame = _template(name).render(letter=words, words=words.words, full=FULL, short=SHORT if words.short else "")
    before, _, rest = frame.partition(FULL)
    between, _, after = rest.partition(SHORT) if words.short else (rest, "", "")
    kind = name.rpartition(".")[2]
    told = enumerate(zip(words.full, values, strict=True))
    full = [Filled(_form(f"entry.{kind}", entry, words.words, first=n == 0), fill) for n, (entry, fill) in told]
    short = [_entry(f"line.{kind}", entry, words.words, first=False) for entry in words.short]
    pieces: list[str | Filled] = [before.removesuffix("\n"), *full, _inner(between), *short, after.removeprefix("\n")]
    return tuple(piece for piece in pieces if piece != "")


def _inner(text: str) -> str:
    return text.removeprefix("\n").removesuffix("\n")


@functools.lru_cache(maxsize=2 * KEPT)
def _form(name: str, entry: Entry, words: Phrases, *, first: bool) -> Form:
    return Form.of(_entry(name, entry, words, first=first))


@functools.lru_cache(maxsize=2 * KEPT)
def _entry(name: str, entry: Entry, words: Phrases, *, first: bool) -> str:
    """One story; the same for everybody who is told it in the same words."""
    return _template(name).render(entry=entry, words=words, first=first).rstrip("\n")


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    wrapped = functools.partial(do_wordwrap, environment, width=TEXT_WIDTH)
    environment.filters["wrapped"] = functools.lru_cache(maxsize=KEPT_EXCERPTS)(wrapped)
    return environment


_template = functools.cache(lambda name: _environment().get_template(name))
