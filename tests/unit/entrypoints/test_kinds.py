import pytest

from tests.configured import SECRET, complaint, load


@pytest.mark.parametrize(
    ("variable", "least", "most"),
    [
        ("PORT", 0, 65535),
        ("REDIS_PORT", 1, 65535),
        ("REDIS_MAX_RETRIES", 0, 100),
        ("REDIS_CONNECT_TIMEOUT", 1, 600_000),
        ("REDIS_COMMAND_TIMEOUT", 1, 600_000),
        ("ROOM_CODE_LENGTH", 1, 32),
        ("ROOM_MAX_USERS", 1, 10_000),
        ("ROOM_TTL_SECONDS", 1, 31_536_000),
        ("THROTTLE_TTL_MS", 1, 86_400_000),
        ("THROTTLE_LIMIT", 1, 1_000_000),
        ("CREATE_THROTTLE_TTL_MS", 1, 86_400_000),
        ("CREATE_THROTTLE_LIMIT", 1, 1_000_000),
        ("MISS_THROTTLE_TTL_MS", 1, 86_400_000),
        ("MISS_THROTTLE_LIMIT", 1, 1_000_000),
        ("PING_INTERVAL_MS", 100, 600_000),
        ("PING_TIMEOUT_MS", 100, 600_000),
        ("SHUTDOWN_TIMEOUT_MS", 1, 600_000),
    ],
)
def test_a_number_ends_where_its_range_ends(variable: str, least: int, most: int) -> None:
    for right in (least, most):
        load(**{variable: str(right)})
    for wrong in (least - 1, most + 1):
        assert f"from {least} to {most}" in complaint(**{variable: str(wrong)})


@pytest.mark.parametrize("text", ["1.5", "1e3", "0x10", "1_000", "+7", "１２", "9" * 5000, "ten"])
def test_only_plain_digits_are_a_number(text: str) -> None:
    assert complaint(ROOM_MAX_USERS=text).startswith("ROOM_MAX_USERS is")


@pytest.mark.parametrize(
    "secret",
    [
        "hunter2",
        "hunter2" + "x" * 24,
        "hunter2\udcff" * 9,
        "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIhunter2",
        '{"kty":"oct","k":"hunter2 hunter2 hunter2"}',
    ],
)
def test_a_secret_that_is_none_is_refused_and_not_shown(secret: str) -> None:
    told = complaint(JWT_SECRET=secret)
    assert told.startswith("JWT_SECRET ")
    assert "32 bytes" in told
    assert "hunter2" not in told


def test_the_length_of_a_secret_is_counted_in_bytes() -> None:
    assert load(JWT_SECRET="ä" * 16).jwt_secret == "ä" * 16
    assert "has 31 bytes" in complaint(JWT_SECRET="a" * 31)


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ("hunter2", "it has 7 bytes"),
        ("", "it has 0 bytes"),
        ("hunter2\udcff" * 9, "it is not UTF-8 text"),
        ("-----BEGIN KEY----- hunter2 hunter2", "it is a key or certificate file"),
    ],
)
def test_a_previous_secret_that_is_none_is_counted_and_not_shown(entry: str, wrong: str) -> None:
    told = complaint(JWT_SECRET=SECRET, JWT_PREVIOUS_SECRETS=f"{SECRET}, {entry}, hunter2")
    assert told == (
        f"JWT_PREVIOUS_SECRETS is not shown here (see entry 2: {wrong}); it may be "
        "a comma-separated list of random texts of 32 bytes or more each"
    )


@pytest.mark.parametrize(
    "token",
    [
        "hunter2",
        "hunter2hunter2h",
        "hunter2 hunter2 hunter2",
        "=hunter2hunter2hunter2",
        "hünter2" * 3,
    ],
)
def test_a_token_that_no_client_could_show_is_refused_and_not_shown(token: str) -> None:
    assert complaint(METRICS_TOKEN=token) == (
        "METRICS_TOKEN is not shown here; it may be "
        "16 or more letters, digits and -._~+/ (= at the end)"
    )


def test_a_token_of_sixteen_characters_is_long_enough() -> None:
    assert load(METRICS_TOKEN="hunter2hunter2h.").metrics_token == "hunter2hunter2h."


@pytest.mark.parametrize("alphabet", ["AAB", "A B", "A-B", "AB\u202e"])
def test_an_alphabet_that_makes_no_codes_is_refused(alphabet: str) -> None:
    assert complaint(ROOM_CODE_ALPHABET=alphabet).startswith("ROOM_CODE_ALPHABET is")


@pytest.mark.parametrize(("text", "demo"), [("true", True), ("False", False)])
def test_true_and_false_are_read_in_either_case(text: str, demo: bool) -> None:
    assert load(DEMO=text).demo is demo


@pytest.mark.parametrize("text", ["yes", "1", "off"])
def test_nothing_else_is_taken_for_true_or_false(text: str) -> None:
    assert complaint(DEMO=text) == f'DEMO is "{text}"; it may be true or false'
