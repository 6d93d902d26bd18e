"""Subscriptions to alerts: made, changed, paused, ended by those who read here."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import available_timezones

from datasette.utils.asgi import Response

from archive import searches, subscriptions
from archive.reading import sources
from browse import access, subscribing
from browse.access import options
from browse.subscribing import CHANNEL, Choices, Sent
from browse.visit import Visit

LANGUAGES = ("en", "de", "es")


async def subscriptions_page(datasette: Any, request: Any) -> Response:
    """The reader's subscriptions and a form for another; POST what=make|change|pause|resume|ask|remove."""
    visit = await Visit.begin(datasette, request, access.SUBSCRIPTIONS)
    if request.method == "POST":
        return await _change(visit)
    return await _show(visit, edited=visit.arg("edit"))


async def _show(
    visit: Visit, *, edited: str = "", sent: Sent | None = None, wrong: Sequence[str] = (), status: int = 200
) -> Response:
    mine = await visit.of_reader(subscriptions.of)
    chosen = next((one for one in mine if one.id == edited), None)
    blank = subscribing.blank(visit.words.language, str(visit.zone))
    if visit.arg("search").isdecimal():  # from the page of saved searches: an alert for this one
        blank = {**blank, "saved_search": int(visit.arg("search")[:18])}
    kept = Sent(chosen.recipient, {**blank, **chosen.settings}) if chosen else Sent("", blank)
    return visit.page(
        "subscriptions.html",
        status=status,
        mine=mine,
        given=options(visit.datasette).get("subscriptions", []),
        ended=await visit.of_reader(lambda conn, _: subscriptions.ended(conn)),
        edited=chosen,
        filled=sent or kept,
        wrong=[visit.words(key) for key in wrong],
        choices=await visit.read(sources.choices),
        searches=await visit.of_reader(searches.of),
        channels=options(visit.datasette).get("channels", []),
        operator=options(visit.datasette).get("operator", ""),
        zones=sorted(available_timezones()),
        zone=str(visit.zone),
        languages=LANGUAGES,
        is_hook=subscribing.is_hook,
    )


async def _change(visit: Visit) -> Response:
    form = parse_qs((await visit.request.post_body()).decode("utf-8", "replace"), max_num_fields=1000)
    what, id_ = form.get("what", [""])[-1], form.get("id", [""])[-1]
    if what in {"make", "change"}:
        return await _keep(visit, form, id_ if what == "change" else "")
    if what in {"pause", "resume"}:
        await visit.change(subscriptions.pause, id_, what == "pause")
    elif what == "remove":
        await visit.change(subscriptions.remove, id_)
    elif what == "ask":
        wrong = await _ask(visit, id_)
        if wrong:
            return await _show(visit, wrong=[wrong], status=429)
    return _back(visit)


async def _keep(visit: Visit, form: Mapping[str, Sequence[str]], id_: str) -> Response:
    """Make a subscription, or give one other settings: its recipient stays, having been confirmed."""
    known = next((one for one in await visit.of_reader(subscriptions.of) if one.id == id_), None)
    if known is not None:
        form = {**form, "recipient": [known.recipient]}
    sent = subscribing.read(form, await _choices(visit), visit.words.language)
    if sent.wrong:
        return await _show(visit, edited=id_, sent=sent, wrong=sent.wrong, status=400)
    if known is not None:
        await visit.change(subscriptions.change, id_, sent.settings)
        return _back(visit)
    try:
        made = await visit.change(subscriptions.make, sent.recipient, sent.settings, visit.now)
    except subscriptions.TooManyError:
        return await _show(visit, sent=sent, wrong=["subscriptions.wrong.most"], status=409)
    if _needs_no_asking(visit, sent.recipient):
        await visit.change(lambda conn, _reader: subscriptions.confirm(conn, made, sent.recipient, visit.now))
        return _back(visit)
    wrong = await _ask(visit, made)
    return await _show(visit, wrong=[wrong], status=429) if wrong else _back(visit)


def _needs_no_asking(visit: Visit, recipient: str) -> bool:
    """The operator's own address and channels, and a web hook, which nobody reads who did not set it up."""
    own = options(visit.datasette).get("operator", "")
    return recipient.startswith(CHANNEL) or subscribing.is_hook(recipient) or (bool(own) and recipient.lower() == own.lower())


async def _ask(visit: Visit, id_: str) -> str:
    """Wish for a confirmation mail. Returns what is in the way, as a key of the catalogue."""
    try:
        await visit.change(subscriptions.ask, id_, visit.words.language, visit.now)
    except subscriptions.TooManyError as error:
        return f"subscriptions.wrong.{error}"
    except KeyError:
        return "subscriptions.wrong.gone"
    return ""


async def _choices(visit: Visit) -> Choices:
    known = await visit.read(sources.choices)
    return Choices(
        outlets={choice.value for choice in known.get("outlet", ())},
        subjects={choice.value for choice in known.get("subject", ())},
        languages={choice.value for choice in known.get("language", ())} | set(LANGUAGES),
        channels=options(visit.datasette).get("channels", []),
        searches={one.id for one in await visit.of_reader(searches.of)},
    )


def _back(visit: Visit) -> Response:
    return Response.redirect(visit.datasette.urls.path("/subscriptions"), status=303)
