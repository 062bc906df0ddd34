"""What the socket libraries have to say."""

from structlog.testing import capture_logs

from entrypoints.realtime.quiet_log import QuietLog


def test_a_line_for_every_packet_is_not_said() -> None:
    with capture_logs() as logs:
        QuietLog().info("%s: Received packet", "a socket")
        QuietLog().warning("%s", "a socket")
    assert logs == []


def test_a_problem_is_one_line_without_a_traceback() -> None:
    with capture_logs() as logs:
        QuietLog().error("bad origin")
        try:
            raise ZeroDivisionError
        except ZeroDivisionError:
            QuietLog().exception("message async handler error")
    assert [entry["problem"] for entry in logs] == ["bad origin", "message async handler error"]
    assert all(entry["log_level"] == "warning" and "exc_info" not in entry for entry in logs)
