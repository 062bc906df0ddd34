"""Everything that goes over a socket of `/rooms`, in both directions, as structs.

What is received is read into them, what is sent is written from them, and `asyncapi` describes
them: there is no other list of messages.
"""
