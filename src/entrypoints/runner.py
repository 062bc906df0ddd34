"""What the program that runs the application should set, and whether it did."""

from collections.abc import Callable, Iterator
from typing import Any

FRAME = 16 * 1024
"""Bytes that one message of a client may have, over either transport."""

WEBSOCKETS = "entrypoints.bounded_websocket:BoundedWebSocket"

OPTIONS: dict[str, Any] = {
    "ws": WEBSOCKETS,
    "ws_max_size": FRAME,
    "ws_per_message_deflate": False,
    "proxy_headers": False,
}
"""Options of uvicorn: messages are refused before they are buffered whole, compression costs
8 KB a connection, and whom to believe about addresses is for TRUSTED_PROXIES to say."""

FLAGS = {
    "ws": f"--ws {WEBSOCKETS}",
    "ws_max_size": f"--ws-max-size {FRAME}",
    "ws_per_message_deflate": "--ws-per-message-deflate false",
    "proxy_headers": "--no-proxy-headers",
}

PATIENCE = "timeout_graceful_shutdown"


def shortcomings(receive: Callable[..., Any]) -> Iterator[str]:
    """What the runner behind this `receive` of the lifespan lacks, a sentence each.

    Uvicorn's carries its configuration; of another runner nothing is known.
    """
    config = getattr(getattr(receive, "__self__", None), "config", None)
    if config is None or not hasattr(config, "ws_max_size"):
        yield f"Unknown runner: let it refuse WebSocket messages over {FRAME} bytes."
        return
    for option, wanted in OPTIONS.items():
        found = getattr(config, option, None)
        if found != wanted:
            yield f"uvicorn runs with {option}={found!r}; `greenroom serve` sets {FLAGS[option]}"
    if getattr(config, PATIENCE, None) is None:
        yield f"uvicorn runs without {PATIENCE}: a client that polls holds up its stopping"
