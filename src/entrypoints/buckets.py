"""The bounds of histograms of time, in seconds."""

ANSWERS = (
    *(0.0001, 0.00025, 0.0005),
    *(0.001, 0.0025, 0.005),
    *(0.01, 0.025, 0.05),
    *(0.1, 0.25, 0.5),
    *(1.0, 2.5, 5.0),
)
"""For answers: a store in memory takes tenths of a millisecond, a busy one on the network
milliseconds, and by default nobody waits for longer than 5 s."""

LAGS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""For what is measured with the store's clock, which tells whole milliseconds."""
