"""Another application beside the endpoints, as the sockets will be."""

import pytest
from litestar.handlers import asgi
from litestar.types import Receive, Scope, Send
from structlog.testing import capture_logs

from tests.http_server import World, client_of, problem_in


@asgi("/socket.io", is_mount=True, copy_scope=True)
async def sockets(scope: Scope, receive: Receive, send: Send) -> None:
    body = scope["path"].encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body, "more_body": False})


@pytest.mark.parametrize("path", ["/socket.io", "/socket.io/", "/socket.io/below"])
async def test_a_mounted_application_answers_for_itself(path: str) -> None:
    with capture_logs() as lines:
        async with client_of(World(mounts=[sockets])) as client:
            answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.headers.keys() <= {"date", "transfer-encoding"}
    assert lines == []


@pytest.mark.parametrize("path", ["/socketXio", "/socket.iox", "//socket.io/", "/socketXio/x"])
async def test_a_path_that_is_merely_like_a_mount_is_not_found(path: str) -> None:
    async with client_of(World(mounts=[sockets])) as client:
        answer = await client.get(f"{str(client.base_url).rstrip('/')}{path}")
    assert answer.status_code == 404
    assert problem_in(answer)["code"] == "NOT_FOUND"
