"""Scripted players for a Greenroom server: does a deployment hold, and do all see the same?

    greenroom bots --rooms 20 --players 8 http://127.0.0.1:3000

They play through `greenroom_client` and know nothing of the server but what they are told.
What a bot does, counts and compares (`script`, `tally`, `hearing`, `agreement`) is without I/O;
`player`, `game` and `run` have the connections and the time.
"""
