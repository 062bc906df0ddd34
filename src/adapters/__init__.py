"""The ports, implemented: each module one technology."""
