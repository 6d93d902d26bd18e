"""Puts the rooms together by the configuration: beside cli.py the only module that knows alerts and browse."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial

import aiohttp

from alerts import errands, rules, spikes
from alerts.channels.chat import ChatTransport
from alerts.channels.smtp import SmtpSettings, SmtpTransport
from alerts.channels.webhook import Hook, WebhookTransport
from alerts.delivery import Transport
from alerts.enqueue import enqueue
from alerts.links import Links
from alerts.message import Stationery
from alerts.mime import domain_of
from alerts.note import Note
from alerts.outbox import Outbox
from alerts.roster import Roster
from alerts.ways import CHANNEL, Ways
from archive import accounts, reader
from archive.errors import ConfigError
from archive.model import Subscription
from archive.writer import Writer
from browse.server import command
from crawler import diskwatch
from crawler.backfill.silence import but_not_of_old_news
from crawler.config import ChannelSection, Config, FetchSection, MailSection, SubscriptionSection
from crawler.crawling import Crawling, utcnow
from crawler.fetching.guard import AddressGuard
from crawler.fetching.handler import guarded_session
from crawler.notices import Operator
from crawler.seeds import Seeds, load_seeds
from crawler.web import Web, free_port
from pipelines.saved import PlanAlerts
from pipelines.topic import Topic


def seeds_of(config: Config) -> Seeds:
    """The topic and catalogue that the configuration names. Raises SeedError."""
    return load_seeds(config.seeds.folder, config.seeds.topic)


def subscriptions_of(config: Config) -> tuple[Subscription, ...]:
    """The subscriptions of the configuration, checked. Raises ConfigError."""
    found = tuple(_subscription(section) for section in config.alerts.subscriptions)
    rules.check(found)
    _check_channels(config, found)
    return found


def _check_channels(config: Config, subscriptions: Sequence[Subscription]) -> None:
    names = [section.name for section in config.alerts.channels]
    if len(set(names)) < len(names):
        raise ConfigError("[[alerts.channels]]: two have the same name")
    for subscription in subscriptions:
        for recipient in subscription.recipients:
            if recipient.startswith(CHANNEL) and recipient.removeprefix(CHANNEL) not in names:
                where = f"[[alerts.subscriptions]] id = {subscription.id!r}: to = {recipient!r}"
                raise ConfigError(f"{where}: no [[alerts.channels]] has that name")


def roster(config: Config) -> Roster:
    """Everybody who is told, readers who subscribed in the web pages among them. Raises ConfigError."""
    return Roster(subscriptions_of(config), config.archive.reader)


def alert_planner(config: Config, seeds: Seeds) -> PlanAlerts:
    """What the pipelines call for each article they store."""
    labels = {subject.id: subject.label for subject in seeds.topic.subjects.values()}
    return but_not_of_old_news(partial(enqueue, subscriptions=roster(config), labels=labels))


def crawling(config: Config, seeds: Seeds, now: Callable[[], datetime] = utcnow) -> Crawling:
    """The crawler with alerts planned."""
    return Crawling(config, seeds, alert_planner(config, seeds), now)


def outbox(config: Config, writer: Writer) -> Outbox:
    """What sends the alerts. Without [mail] host they wait. Raises ConfigError."""
    domain = domain_of(config.mail.sender)
    everybody = roster(config)
    return Outbox(
        writer,
        ways(config, everybody),
        everybody,
        stationery(config),
        config.mail.operator or "",
        errands=[
            errands.of_readers(config.archive.reader, domain),
            spikes.watch(everybody, config.mail.operator or "", Links(config.web.base_url), domain),
            diskwatch.watch(config.archive.path.parent, Operator(config.mail.operator or "", domain)),
        ],
    )


def ways(config: Config, everybody: Roster) -> Ways:
    """Mail, the operator's channels, and web hooks of readers. Raises ConfigError."""
    channels = {section.name: channel(section) for section in config.alerts.channels}
    return Ways(transport(config.mail), channels, partial(_hook, config.fetch, everybody))


def channel(section: ChannelSection) -> Transport[Note]:
    """One of the operator's channels. Raises ConfigError."""
    url = section.address()
    if url.startswith(("https://", "http://")):
        return WebhookTransport(Hook(url, section.key(), section.timeout), aiohttp.ClientSession)
    return ChatTransport(url, section.name)


def _hook(fetch: FetchSection, everybody: Roster, address: str) -> Transport[Note] | None:
    """A reader's own: through the address guard, as readers must not reach what stands behind it."""
    secret = everybody.secret(address)
    if not secret:
        return None
    guard = AddressGuard(fetch.allow_private)
    return WebhookTransport(Hook(address, secret), lambda: guarded_session(guard, fetch.resolve, connector={"limit": 4}))


def stationery(config: Config) -> Stationery:
    """What all mails have in common."""
    return Stationery(config.mail.sender, Links(config.web.base_url), contact=config.mail.operator or "")


def web(config: Config, topic: Topic) -> Web:
    """The web server on the configured address. Raises WebError when the port is taken, ConfigError when nobody could sign in."""
    host = config.web.host
    if config.web.shared:
        _somebody_may_read(config)
    port = free_port(host, config.web.port)
    labels = {subject.id: dict(subject.label) for subject in topic.subjects.values()}
    argv = command(
        config.archive.path,
        config.archive.reader,
        port,
        host,
        subjects=labels,
        pages=config.archive.pages_folder,
        shared=config.web.shared,
        sql=config.web.sql,
        secure=config.web.url.startswith("https://"),
        pictures={"function": "crawler.pictures:fetch", "settings": config.fetch.model_dump(mode="json")},
        operator=config.mail.operator or "",
        channels=[section.name for section in config.alerts.channels],
        subscriptions=[asdict(subscription) for subscription in subscriptions_of(config)],
    )
    return Web(argv, f"http://{host}:{port}", config.archive.path.with_name("web.log"))


def _somebody_may_read(config: Config) -> None:
    with reader.opened(config.archive.reader) as conn:
        if not accounts.everybody(conn):
            raise ConfigError(
                f"[web] host = {config.web.host!r} can be reached from other machines, and there is no account yet: add one with "
                "`presswatch accounts add NAME`, or set [web] open = true if only you can reach it"
            )


def transport(mail: MailSection) -> SmtpTransport | None:
    """The mail server, None when none is configured. Raises ConfigError when its password cannot be read."""
    if not mail.host:
        return None
    settings = SmtpSettings(mail.host, mail.port, mail.security, mail.username, mail.secret(), mail.timeout, mail.ca_file)
    return SmtpTransport(settings)


def _subscription(section: SubscriptionSection) -> Subscription:
    return Subscription(recipients=section.to, **section.model_dump(exclude={"to"}))
