"""Where one command or reply of Redis ends and the next begins (RESP 2)."""

MESSAGE = b"*3\r\n$7\r\nmessage\r\n"
"""How every published message begins. Anything else answers a command."""


def frames(buffer: bytearray) -> list[bytes]:
    """Takes the whole frames off the front of the buffer."""
    found = []
    while (end := _end(buffer, 0)) is not None:
        found.append(bytes(buffer[:end]))
        del buffer[:end]
    return found


def _end(buffer: bytearray, start: int) -> int | None:
    """Where the frame that starts here ends. None when some of it is still to come."""
    line = buffer.find(b"\r\n", start)
    if line < 0:
        return None
    kind, after = buffer[start : start + 1], line + 2
    if kind == b"$":
        size = int(buffer[start + 1 : line])
        end = after + size + 2 if size >= 0 else after  # -1: there is no value
        return None if end > len(buffer) else end
    if kind == b"*":
        return _end_of_items(buffer, after, int(buffer[start + 1 : line]))
    return after


def _end_of_items(buffer: bytearray, start: int, count: int) -> int | None:
    end: int | None = start
    for _ in range(count):
        end = _end(buffer, end) if end is not None else None
    return end
