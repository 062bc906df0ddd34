"""The rules of a room. Pure: no I/O, no clock, no chance, standard library only."""
