"""What is not as it should be."""

from greenroom_bots.findings import MOST, Findings


def test_what_was_found_before_is_not_found_again() -> None:
    findings = Findings()
    findings.add("KRTWXY", "Ada is lost")
    findings.add("KRTWXY", "Ada is lost")
    findings.add("", "no server")
    assert list(findings) == ["KRTWXY: Ada is lost", "no room: no server"]


def test_of_very_many_some_are_kept_and_all_are_counted() -> None:
    findings = Findings()
    for number in range(MOST + 5):
        findings.add("KRTWXY", f"finding {number}")
    findings.add("KRTWXY", "finding 1")
    assert len(findings) == MOST + 5
    assert list(findings)[-1] == "... and 5 more"
