"""The kinds of settings that name places on a network."""

import re
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from entrypoints.variables import Kind

_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9_.])?")
_NUMERIC = re.compile(r"[0-9.]+|.*:.*")
_PORT = r"(:(?P<port>[0-9]{1,5}))?"
_ORIGIN = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>[a-z0-9_.-]+|\[[0-9a-f:.]+\])" + _PORT
)
_NETLOC = re.compile(r"(.*@)?(?P<host>[^:@\[\]\s]+|\[[0-9A-Fa-f:.]+\])" + _PORT)
_DATABASE = re.compile(r"/?[0-9]{0,5}")
_SCHEME = re.compile(r"[a-z]{1,12}://")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def _host(text: str) -> str:
    is_host = _is_address(text) if _NUMERIC.fullmatch(text) else _NAME.fullmatch(text)
    if not is_host:
        raise ValueError
    return text


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _list_of(read: Callable[[str], str], text: str) -> tuple[str, ...]:
    """Reads each entry. The reason of a refusal counts entries and doesn't repeat them."""
    values = []
    for number, entry in enumerate(text.split(","), start=1):
        try:
            values.append(read(entry.strip()))
        except ValueError:
            raise ValueError(f"see entry {number}") from None
    return tuple(values)


def _networks(text: str) -> tuple[str, ...]:
    return _list_of(lambda entry: str(ip_network(entry, strict=False)), text) if text else ()


def _origins(text: str) -> tuple[str, ...]:
    return ("*",) if text == "*" else _list_of(_origin, text)


def _origin(text: str) -> str:
    """An origin as browsers write it: in lower case, without a default port."""
    origin = _ORIGIN.fullmatch(text.lower().removesuffix("/"))
    if origin is None or not _is_port(origin["port"]):
        raise ValueError
    place = f"{origin['scheme']}://{origin['host']}"
    port = int(origin["port"] or 0)
    return f"{place}:{port}" if port not in (0, _DEFAULT_PORTS.get(origin["scheme"])) else place


def _is_port(digits: str | None) -> bool:
    return digits is None or 1 <= int(digits) <= 65535


def _redis_url(text: str) -> str:
    if flaw := _flaw(text):
        raise ValueError(flaw)
    return text


def _flaw(url: str) -> str | None:
    """What is wrong with the address, in words that repeat nothing of it: any part of a
    mistyped address may be the password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "it is malformed"
    if not url.startswith(("redis://", "rediss://", "unix://")):
        return "it begins otherwise"
    if parts.scheme == "unix":
        return None if parts.path.strip("/") else "it names no socket"
    place = _NETLOC.fullmatch(parts.netloc)
    if place is None:
        return "it names no host"
    if not _is_port(place["port"]):
        return "its port is not from 1 to 65535"
    return None if _DATABASE.fullmatch(parts.path) else "its database is not a number"


def _database_url(text: str) -> str:
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("it begins otherwise")
    try:
        parts = urlsplit(text)
        is_one = parts.port is None or parts.port > 0
    except ValueError:
        is_one = False
    if not is_one:
        raise ValueError("it is malformed")
    return text


def _url_was(text: str) -> str:
    scheme = _SCHEME.match(text)
    return f"is {scheme[0]}..." if scheme else "is set"


HOST: Kind[str] = Kind(_host, "a host name or an IP address")
NETWORKS: Kind[tuple[str, ...]] = Kind(
    _networks, "a comma-separated list of IP addresses and networks"
)
ORIGINS: Kind[tuple[str, ...]] = Kind(
    _origins, "* or a comma-separated list of origins (scheme://host or scheme://host:port)"
)
DATABASE_URL: Kind[str] = Kind(
    _database_url, "postgresql://[user[:password]@]host[:port][/database]", _url_was
)
REDIS_URL: Kind[str] = Kind(
    _redis_url,
    "redis://[[user]:password@]host[:port][/database], rediss://... (TLS) or unix:///path",
    _url_was,
)
