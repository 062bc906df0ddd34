"""The way of an answer to the client."""

from typing import cast

from litestar.types import HTTPScope, Message, Send

Headers = list[tuple[bytes, bytes]]

ANSWER = "greenroom.answer"


class Answer:
    """Sends one answer, with `headers` added wherever the answer has not set them itself.

    `status` is None until the answer starts.
    """

    __slots__ = ("_send", "headers", "status")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.headers: Headers = []
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            own = list(message["headers"])
            names = {name for name, _ in own}
            own += [header for header in self.headers if header[0] not in names]
            message["headers"] = own
        await self._send(message)


def answer_to(scope: HTTPScope) -> Answer:
    """The answer to the request of this scope."""
    return cast(Answer, scope["state"][ANSWER])
