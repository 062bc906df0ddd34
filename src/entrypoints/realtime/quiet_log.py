"""What python-socketio and python-engineio have to say."""

import structlog

log = structlog.stdlib.get_logger(__name__)


class QuietLog:
    """In place of the library's logger: it would write a traceback for every odd packet."""

    def info(self, message: str, *values: object) -> None:
        """Not said: a line for every packet."""

    warning = info

    def error(self, message: str, *values: object) -> None:
        log.warning("socket library", problem=message)

    exception = error
