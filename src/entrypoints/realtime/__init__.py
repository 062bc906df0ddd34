"""Being in a room: the Socket.IO namespace `/rooms`."""
