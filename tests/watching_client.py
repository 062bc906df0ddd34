"""What a client knows of its room, going by nothing but what it is told.

It is strict: what it is told must follow from what it knows, or an event was missed or came
twice.
"""

from dataclasses import dataclass, field
from typing import Any

from domain.room import Room
from tests.lines import Said


@dataclass
class WatchingClient:
    """One socket's view. `users` tells of each whether it is connected."""

    is_in: bool = False
    is_over: bool = False
    version: int = 0
    host_id: str = ""
    is_locked: bool = False
    users: dict[str, bool] = field(default_factory=dict)
    endings: list[str] = field(default_factory=list)

    def hear_all(self, said: list[Said]) -> "WatchingClient":
        for one in said:
            self.hear(one)
        return self

    def hear(self, said: Said) -> None:
        name, payload = said[0], said[1] if len(said) > 1 else None
        if name in ("ack", "error:room", "room:expiring"):
            return
        assert not self.is_over, f"{name} after the end"
        match name:
            case "CONNECT":
                assert not self.is_in, "let in twice"
                self.is_in = True
            case "REFUSED":
                assert not self.is_in, "refused when it was in"
                self.is_over = True
            case "DISCONNECT":
                assert self.is_in, "sent away before it was in"
                self.is_over = True
            case "room:closed" | "user:kicked":
                assert not self.endings, "ended twice"
                self.endings.append(name)
            case _:
                assert self.is_in, f"{name} before it was in"
                assert not self.endings, f"{name} after {self.endings}"
                self._learn(name, payload)

    def knows(self, room: Room) -> bool:
        """Whether what it knows is what the store has."""
        users = {id: member.is_connected for id, member in room.members.items()}
        known = (self.host_id, self.is_locked, self.users)
        return known == (room.host_id, room.is_locked, users)

    def _learn(self, name: str, payload: Any) -> None:
        match name:
            case "room:state":
                self.version = payload["version"]
                self.host_id = payload["room"]["hostId"]
                self.is_locked = payload["room"]["isLocked"]
                self.users = {user["id"]: user["isConnected"] for user in payload["users"]}
                return
            case "user:joined":
                assert payload["user"]["id"] not in self.users
                self.users[payload["user"]["id"]] = payload["user"]["isConnected"]
            case "user:connected" | "user:disconnected":
                is_connected = name == "user:connected"
                assert payload["user"]["isConnected"] is is_connected
                assert self.users[payload["user"]["id"]] is not is_connected
                self.users[payload["user"]["id"]] = is_connected
            case "user:left":
                del self.users[payload["userId"]]
            case "room:host_updated":
                assert self.host_id != payload["hostId"]
                self.host_id = payload["hostId"]
            case "room:lock_toggled":
                assert self.is_locked is not payload["isLocked"]
                self.is_locked = payload["isLocked"]
            case _:
                raise AssertionError(name)
        assert self.version, f"{name} before the first state"
