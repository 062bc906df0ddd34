"""Settings that are right by themselves, held against each other."""

from collections.abc import Iterator, Set
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from entrypoints.address_kinds import DATABASE_URL
from entrypoints.kinds import SECRET

if TYPE_CHECKING:
    from entrypoints.settings import Settings

SECOND = timedelta(seconds=1)

FEWEST_CODES = 10_000
"""Room codes that the alphabet and the length should give, or rooms are found by guessing."""


def conflicts(settings: "Settings", given: Set[str], wrong: Set[str]) -> Iterator[str]:
    """Complaints about variables that are right by themselves and wrong together."""
    lengths = {"USER_DISPLAY_NAME_MIN_LENGTH", "USER_DISPLAY_NAME_MAX_LENGTH"}
    least, most = settings.display_name_min_length, settings.display_name_max_length
    if least > most and not lengths & wrong:
        yield (
            f"USER_DISPLAY_NAME_MIN_LENGTH is {least}; "
            f"it may be at most USER_DISPLAY_NAME_MAX_LENGTH, which is {most}"
        )
    empty, ttl = settings.room_empty_ttl, settings.room_ttl
    if empty is not None and empty > ttl and "ROOM_TTL_SECONDS" not in wrong:
        yield (
            f"ROOM_EMPTY_TTL_SECONDS is {empty // SECOND}; "
            f"it may be at most ROOM_TTL_SECONDS, which is {ttl // SECOND}"
        )
    lease, refresh = settings.lease, settings.lease_refresh
    if 3 * refresh > lease and not {"LEASE_SECONDS", "LEASE_REFRESH_SECONDS"} & wrong:
        yield (
            f"LEASE_REFRESH_SECONDS is {refresh // SECOND}; "
            f"it may be at most a third of LEASE_SECONDS, which is {lease // SECOND}"
        )
    stores = [name for name in ("STORE", "REDIS_HOST", "REDIS_URL") if name in given]
    if len(stores) > 1:
        yield f"{' and '.join(stores)} are set; one of them may be"
    yield from _conflicts_of_cluster(settings, wrong)
    if getattr(settings.store, "needs_address", False) and "DATABASE_URL" not in given:
        yield f"DATABASE_URL is not set; with this STORE it has to be {DATABASE_URL.allowed}"
    if "JWT_SECRET" not in given:
        if stores:
            who = stores[0] if stores[0] == "STORE" else "Redis"
            yield f"JWT_SECRET is not set; with {who} it has to be {SECRET.allowed}"
        elif "JWT_PREVIOUS_SECRETS" in given:
            yield "JWT_PREVIOUS_SECRETS is set and JWT_SECRET, which signs, is not"


def _conflicts_of_cluster(settings: "Settings", wrong: Set[str]) -> Iterator[str]:
    if not settings.redis_cluster or {"REDIS_HOST", "REDIS_URL"} & wrong:
        return
    url = settings.redis_url or ""
    if url.startswith("unix:"):
        yield "REDIS_URL is a socket of this machine; with REDIS_CLUSTER it has to be a host"
    elif url and _database(url):
        yield "REDIS_URL names a database; with REDIS_CLUSTER it may be database 0 only"


def _database(url: str) -> bool:
    """Whether the address names another database than 0."""
    given = urlsplit(url)
    named = [given.path.strip("/"), *parse_qs(given.query).get("db", ())]
    return any(name.lstrip("0") for name in named)


def cautions(settings: "Settings") -> Iterator[str]:
    """What is allowed but hardly meant for more than a trial, a sentence each."""
    if not settings.keeps_rooms_outside:
        yield "Neither REDIS_HOST nor REDIS_URL is set: rooms end with this process."
    if settings.jwt_secret is None:
        yield "JWT_SECRET is not set: tokens end with this process."
    codes = len(set(settings.room_code_alphabet)) ** settings.room_code_length
    if codes < FEWEST_CODES:
        yield (
            f"ROOM_CODE_ALPHABET and ROOM_CODE_LENGTH give {codes} codes: "
            "rooms are found by guessing, and soon there is no free code."
        )
