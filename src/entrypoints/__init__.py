"""The doors: HTTP, Socket.IO, the command line, and the container that wires them."""
