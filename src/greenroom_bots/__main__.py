"""`python -m greenroom_bots`: the same as `greenroom bots`."""

from greenroom_bots.cli import bots

if __name__ == "__main__":
    bots(prog_name="greenroom_bots")
