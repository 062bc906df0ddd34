"""The floor: the same API by the same libraries and nothing else. No rule, no store, no feed, no
limit, no log: what is slower than this is ours.

    python -m bench.floor PORT
"""

import os
import sys
from typing import Any

import jwt
import uvicorn
from litestar import Litestar, Request, asgi, get, post
from litestar.types import Receive, Scope, Send
from socketio import ASGIApp, AsyncServer

SECRET = os.urandom(32).hex()
NAMESPACE = "/rooms"

rooms: dict[str, dict[str, Any]] = {}
sio = AsyncServer(
    async_mode="asgi", namespaces=[NAMESPACE], cors_allowed_origins="*", async_handlers=False
)


def admitted(code: str, name: str) -> dict[str, str]:
    """A new member of this room, and its token."""
    user = os.urandom(9).hex()
    rooms[code]["users"][user] = name
    token = jwt.encode({"sub": user, "room": code}, SECRET, algorithm="HS256")
    return {"roomCode": code, "token": token}


@post("/rooms", status_code=201)
async def create(data: dict[str, Any]) -> dict[str, str]:
    code = os.urandom(4).hex()
    rooms[code] = {"code": code, "isLocked": False, "users": {}}
    return admitted(code, data["displayName"])


@get("/rooms/{code:str}")
async def look(code: str) -> dict[str, Any]:
    return rooms[code]


@post("/rooms/{code:str}/join", status_code=200)
async def join(code: str, data: dict[str, Any]) -> dict[str, str]:
    return admitted(code, data["displayName"])


@post("/rooms/{code:str}/rejoin", status_code=200)
async def rejoin(code: str, request: Request[Any, Any, Any]) -> dict[str, str]:
    who = identity(request.headers["authorization"].removeprefix("Bearer "))
    token = jwt.encode(who, SECRET, algorithm="HS256")
    return {"roomCode": code, "token": token}


def identity(token: str) -> dict[str, Any]:
    """What the token says."""
    return dict(jwt.decode(token, SECRET, algorithms=["HS256"]))


@sio.on("connect", namespace=NAMESPACE)
async def connect(sid: str, _: dict[str, Any], auth: dict[str, str]) -> None:
    who = identity(auth["token"])
    await sio.save_session(sid, who, namespace=NAMESPACE)
    await sio.enter_room(sid, who["room"], namespace=NAMESPACE)


@sio.on("room:toggle_lock", namespace=NAMESPACE)
async def toggle_lock(sid: str, *_: object) -> None:
    code = (await sio.get_session(sid, namespace=NAMESPACE))["room"]
    rooms[code]["isLocked"] = not rooms[code]["isLocked"]
    told = {"isLocked": rooms[code]["isLocked"]}
    await sio.emit("room:lock_toggled", told, room=code, namespace=NAMESPACE)


engine = ASGIApp(sio, socketio_path=None)


@asgi("/socket.io", is_mount=True, copy_scope=True)
async def sockets(scope: Scope, receive: Receive, send: Send) -> None:
    await engine(scope, receive, send)


def main() -> None:
    """Serve at the port that is given, on this machine alone."""
    app = Litestar([create, look, join, rejoin, sockets], openapi_config=None)
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        loop="uvloop",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
