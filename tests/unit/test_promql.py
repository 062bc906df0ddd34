"""What a question to Prometheus names is found in it."""

from tests.promql import named_in


def test_series_are_found_with_their_labels() -> None:
    asked = """
        sum by (job, limit) (rate(greenroom_a_total{job="x", status=~"5..", route!~"/h"}[5m]))
            > process_b and up == 1
    """
    assert named_in(asked) == {
        "greenroom_a_total": {"limit", "status", "route"},
        "process_b": {"limit"},
    }
