"""What was delivered and what was not; dead letters are sent again from here."""

from typing import Any

from datasette.utils.asgi import Response

from archive import outbox, subscriptions
from browse import access
from browse.visit import Visit

SHOWN = 100


async def deliveries(datasette: Any, request: Any) -> Response:
    """Dead letters, what is tried again, who was stopped. POST recipient=…: send what was refused again (empty: everything)."""
    visit = await Visit.begin(datasette, request, access.SOURCES)  # it names everybody's addresses
    if request.method == "POST":
        form = await request.post_vars()
        await visit.change(subscriptions.wish_delivery, form.get("recipient", "")[:300], visit.now)
        return Response.redirect(visit.datasette.urls.path("/deliveries?asked=1"), status=303)
    latest = await visit.read(outbox.recent_messages, SHOWN)
    dead = await visit.read(outbox.recent_messages, SHOWN, "dead")
    return visit.page(
        "deliveries.html",
        counts=await visit.read(outbox.counts),
        stops=await visit.read(outbox.stops),
        dead=dead,
        waiting=[message for message in await visit.read(outbox.recent_messages, SHOWN, "due") if message.last_error],
        sent=[message for message in latest if message.state == "sent"][:20],
        asked=bool(visit.arg("asked")),
    )
