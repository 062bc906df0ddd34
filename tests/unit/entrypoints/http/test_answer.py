"""What is added to an answer on its way."""

from litestar.types import Message

from entrypoints.http.answer import Answer


class Client:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.received: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self.received.append(message)


async def test_headers_are_added_where_the_answer_has_not_set_them_itself() -> None:
    client = Client()
    answer = Answer(client)
    answer.headers += [(b"cache-control", b"no-store"), (b"x-request-id", b"7")]
    own = [(b"cache-control", b"max-age=60")]
    await answer({"type": "http.response.start", "status": 200, "headers": own})
    start = client.received[0]
    assert start["type"] == "http.response.start"
    assert list(start["headers"]) == [(b"cache-control", b"max-age=60"), (b"x-request-id", b"7")]


async def test_the_status_is_known_once_the_answer_has_started() -> None:
    answer = Answer(Client())
    assert answer.status is None
    await answer({"type": "http.response.start", "status": 404, "headers": []})
    assert answer.status == 404


async def test_the_body_passes_untouched() -> None:
    client = Client()
    body: Message = {"type": "http.response.body", "body": b"x", "more_body": False}
    await Answer(client)(body)
    assert client.received == [body]
