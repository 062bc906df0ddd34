"""`python -m entrypoints.cli` is `greenroom`."""

from entrypoints.cli import main

main()
