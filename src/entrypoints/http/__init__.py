"""Rooms over HTTP: create, look, join, come back (seed document, "HTTP Endpoints")."""
