"""What was delivered and what was not; dead letters are sent again from here."""

from typing import Any

from datasette.utils.asgi import Response

from archive import outbox, subscriptions
from browse import access, export_rows
from browse.visit import Visit

SHOWN = 100


async def deliveries(datasette: Any, request: Any) -> Response:
    """Dead letters, what is tried again, who was stopped. POST recipient=…: send what was refused again (empty: everything)."""
    visit = await Visit.begin(datasette, request, access.SOURCES)  # it names everybody's addresses
    if request.method == "POST":
        form = await request.post_vars()
        await visit.change(subscriptions.wish_delivery, form.get("recipient", "")[:300], visit.now)
        return Response.redirect(visit.datasette.urls.path("/deliveries?asked=1"), status=303)
    return visit.page("deliveries.html", **await _found(visit), asked=bool(visit.arg("asked")))


async def export(datasette: Any, request: Any) -> Response:
    """The same as JSON. No feed token opens it: it names everybody's addresses."""
    visit = await Visit.begin(datasette, request, access.SOURCES)
    found = await _found(visit)
    for name in ("dead", "waiting", "sent"):
        found[name] = [export_rows.message(one) for one in found[name]]
    return Response.json(found)


async def _found(visit: Visit) -> dict[str, Any]:
    latest = await visit.read(outbox.recent_messages, SHOWN)
    due = await visit.read(outbox.recent_messages, SHOWN, "due")
    return {
        "counts": await visit.read(outbox.counts),
        "stops": await visit.read(outbox.stops),
        "dead": await visit.read(outbox.recent_messages, SHOWN, "dead"),
        "waiting": [message for message in due if message.last_error],
        "sent": [message for message in latest if message.state == "sent"][:20],
    }
