from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.settings import InvalidSettings, Settings
from tests.configured import SECRET, VARIABLES, complaint, complaints, load


def test_nothing_has_to_be_set() -> None:
    assert load() == Settings()


def test_the_process_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("ROOM_MAX_USERS", "7")
    assert Settings.load(dotenv=None).room_max_users == 7


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=4000\nROOM_MAX_USERS=7\n")
    settings = Settings.load({"PORT": "5000"}, file)
    assert (settings.port, settings.room_max_users) == (5000, 7)


def test_the_file_is_sought_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PORT=4000")
    monkeypatch.chdir(tmp_path)
    assert Settings.load({}).port == 4000


def test_a_line_of_the_file_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=4000\nJWT_SECRET hunter2\n")
    with pytest.raises(InvalidSettings, match=r"\.env, line 2 is not NAME=value") as refusal:
        Settings.load({}, file)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("empty", ["", " ", "\n"])
def test_an_empty_variable_counts_as_not_set(empty: str, tmp_path: Path) -> None:
    assert load(**dict.fromkeys(VARIABLES, empty)) == Settings()
    file = tmp_path / ".env"
    file.write_text("PORT=4000")
    assert Settings.load({"PORT": empty}, file).port == 4000


def test_white_space_around_a_value_is_dropped() -> None:
    assert load(PORT=" 4000\n", JWT_SECRET=f"{SECRET}\r\n").jwt_secret == SECRET


def test_an_unknown_variable_counts_for_nothing() -> None:
    assert load(ROOM_MAX_USER="nonsense") == Settings()


def test_every_wrong_variable_is_listed_with_what_it_was_and_may_be() -> None:
    with pytest.raises(InvalidSettings) as refusal:
        load(PORT="70000", LOG_LEVEL="loud", ROOM_TTL_SECONDS="-1")
    assert str(refusal.value) == (
        "3 settings are wrong:\n"
        '  PORT is "70000"; it may be a whole number from 0 to 65535.\n'
        '  ROOM_TTL_SECONDS is "-1"; it may be a whole number of seconds from 1 to 31536000.\n'
        '  LOG_LEVEL is "loud"; it may be one of debug, info, warning, error, critical.'
    )


def test_one_wrong_variable_is_told_in_the_singular() -> None:
    with pytest.raises(InvalidSettings, match="1 setting is wrong:"):
        load(PORT="x")


def test_a_complaint_is_short_and_cannot_write_on_the_terminal() -> None:
    told = complaint(PORT="\x1b[2J\n" * 1000)
    assert len(told) < 500
    assert told.isprintable()


@pytest.mark.parametrize(
    "redis", [{"REDIS_HOST": "db"}, {"REDIS_URL": "redis://db"}, {"REDIS_URL": "wrong"}]
)
def test_with_redis_a_secret_is_required(redis: dict[str, str]) -> None:
    told = complaints(**redis)
    assert told[-1].startswith("JWT_SECRET is not set; with Redis")


def test_secrets_that_verify_need_one_that_signs() -> None:
    told = complaint(JWT_PREVIOUS_SECRETS=SECRET)
    assert told == "JWT_PREVIOUS_SECRETS is set and JWT_SECRET, which signs, is not"


def test_redis_is_named_once() -> None:
    told = complaint(REDIS_HOST="db", REDIS_URL="redis://db", JWT_SECRET=SECRET)
    assert told == "REDIS_HOST and REDIS_URL are set; one of them may be"


def test_a_server_of_a_cluster_is_found_by_its_host() -> None:
    told = complaint(REDIS_URL="unix:///redis.sock", REDIS_CLUSTER="true", JWT_SECRET=SECRET)
    assert told == "REDIS_URL is a socket of this machine; with REDIS_CLUSTER it has to be a host"


@pytest.mark.parametrize("url", ["redis://db/3", "redis://db?db=3", "rediss://:secret@db:1/10"])
def test_a_cluster_has_one_database(url: str) -> None:
    told = complaint(REDIS_URL=url, REDIS_CLUSTER="true", JWT_SECRET=SECRET)
    assert told == "REDIS_URL names a database; with REDIS_CLUSTER it may be database 0 only"


@pytest.mark.parametrize("url", ["redis://db", "redis://db/", "redis://db/0", "redis://db?db=0"])
def test_the_one_database_of_a_cluster_may_be_named(url: str) -> None:
    assert load(REDIS_URL=url, REDIS_CLUSTER="true", JWT_SECRET=SECRET).redis_cluster


def test_with_a_store_of_ones_own_a_secret_is_required() -> None:
    assert complaint(STORE="builtins:dict").startswith(
        "JWT_SECRET is not set; with STORE it has to be"
    )


def test_rooms_are_in_one_store() -> None:
    told = complaint(STORE="builtins:dict", REDIS_HOST="db", JWT_SECRET=SECRET)
    assert told == "STORE and REDIS_HOST are set; one of them may be"


def test_rooms_in_a_store_of_ones_own_outlive_the_process() -> None:
    settings = load(STORE="builtins:dict", JWT_SECRET=SECRET)
    assert settings.keeps_rooms_outside
    assert not settings.uses_redis
    assert settings.cautions == ()


@pytest.mark.parametrize(
    ("given", "uses_redis"),
    [({}, False), ({"REDIS_HOST": "db"}, True), ({"REDIS_URL": "redis://db"}, True)],
)
def test_rooms_are_in_redis_when_one_is_named(given: dict[str, str], uses_redis: bool) -> None:
    assert load(JWT_SECRET=SECRET, **given).uses_redis is uses_redis


def test_the_shortest_name_is_not_longer_than_the_longest() -> None:
    told = complaint(USER_DISPLAY_NAME_MIN_LENGTH="21")
    assert told == (
        "USER_DISPLAY_NAME_MIN_LENGTH is 21; "
        "it may be at most USER_DISPLAY_NAME_MAX_LENGTH, which is 20"
    )


def test_a_name_may_have_one_length_only() -> None:
    assert load(USER_DISPLAY_NAME_MIN_LENGTH="20").display_name_min_length == 20


def test_lengths_are_compared_only_when_both_are_right() -> None:
    told = complaint(USER_DISPLAY_NAME_MIN_LENGTH="50", USER_DISPLAY_NAME_MAX_LENGTH="many")
    assert told.startswith("USER_DISPLAY_NAME_MAX_LENGTH is")


def test_codes_that_are_few_are_allowed_and_said() -> None:
    few = load(ROOM_CODE_ALPHABET="AB", ROOM_CODE_LENGTH="1", JWT_SECRET=SECRET, REDIS_HOST="db")
    (caution,) = few.cautions
    assert "give 2 codes" in caution


def test_a_server_for_a_trial_says_what_ends_with_it() -> None:
    rooms, tokens = load().cautions
    assert "rooms end with this process" in rooms
    assert "tokens end with this process" in tokens


def test_a_server_in_earnest_has_nothing_to_say() -> None:
    assert load(REDIS_HOST="db", JWT_SECRET=SECRET).cautions == ()


@given(st.dictionaries(st.sampled_from(sorted(VARIABLES)), st.text()))
def test_no_text_raises_anything_but_invalid_settings(environ: dict[str, str]) -> None:
    told = ""
    try:
        load(**environ)
    except InvalidSettings as refusal:
        told = str(refusal)
    assert all(line.isprintable() for line in told.split("\n"))
