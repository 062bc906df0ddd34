import pytest

from tests.configured import SECRET, complaint, load


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0", "::", "fe80::1%eth0", "my_redis", "a.b."])
def test_a_host_is_a_name_or_an_address(host: str) -> None:
    settings = load(HOST=host, REDIS_HOST=host, JWT_SECRET=SECRET)
    assert (settings.host, settings.redis_host) == (host, host)


@pytest.mark.parametrize("host", ["localhost:6379", "256.1.1.1", "a b", "redis://db", "-a", "ä"])
def test_what_is_no_host_is_refused(host: str) -> None:
    assert complaint(HOST=host).startswith("HOST is")


def test_any_origin_is_allowed_by_a_star() -> None:
    assert load(CORS_ORIGINS="*").cors_origins == ("*",)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://A.Example", "https://a.example"),
        ("https://a.example/", "https://a.example"),
        ("https://a.example:443", "https://a.example"),
        ("http://a.example:443", "http://a.example:443"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("capacitor://localhost", "capacitor://localhost"),
    ],
)
def test_an_origin_is_read_as_browsers_write_it(given: str, read: str) -> None:
    assert load(CORS_ORIGINS=given).cors_origins == (read,)


@pytest.mark.parametrize(
    "origins",
    [
        "a.example",
        "https://a.example/path",
        "https://a.example?x",
        "https://*.example",
        "https://",
        "https://a:0",
        "https://a:65536",
        "null",
        "*, https://a.example",
        "https://a.example,",
        "https://a.example https://b.example",
    ],
)
def test_what_is_no_origin_is_refused(origins: str) -> None:
    assert complaint(CORS_ORIGINS=origins).startswith("CORS_ORIGINS is")


def test_a_complaint_about_a_list_says_which_entry() -> None:
    assert "(see entry 2)" in complaint(CORS_ORIGINS="https://a.example, b.example")


def test_a_proxy_network_is_read_whatever_its_host_bits() -> None:
    assert load(TRUSTED_PROXIES="10.1.2.3/8").trusted_proxies == ("10.0.0.0/8",)


@pytest.mark.parametrize("proxies", ["10.0.0.0/33", "proxy.internal", "10.0.0.1,,10.0.0.2", "*"])
def test_what_is_no_network_is_refused(proxies: str) -> None:
    assert complaint(TRUSTED_PROXIES=proxies).startswith("TRUSTED_PROXIES is")


@pytest.mark.parametrize(
    "url",
    [
        "redis://db",
        "redis://db:6379/0",
        "rediss://user:pass@db.internal:6380/12?ssl_cert_reqs=none",
        "redis://:p%40ss@[::1]:6379",
        "unix:///run/redis.sock?db=1",
        "unix://user:pass@/run/redis.sock",
    ],
)
def test_a_redis_url_is_kept_as_it_is(url: str) -> None:
    assert load(REDIS_URL=url, JWT_SECRET=SECRET).redis_url == url


@pytest.mark.parametrize(
    "url",
    [
        "db:6379",
        "hunter2",
        "http://user:hunter2@db",
        "redis:db",
        "REDIS://db",
        "redis://d b",
        "redis://",
        "redis://:hunter2@",
        "redis://user:hunter2",
        "redis://:hunter2@db:0",
        "redis://:hunter2@db:65536",
        "redis://:hunter2@db/rooms",
        "redis://:hun/ter2@db",
        "redis://:hunter2@[db",
        "redis://:hunter2℀@db",
        "unix://",
        "unix://hunter2",
    ],
)
def test_a_wrong_redis_url_is_refused_without_its_password(url: str) -> None:
    told = complaint(REDIS_URL=url, JWT_SECRET=SECRET)
    assert told.startswith("REDIS_URL is")
    assert "it may be redis://" in told
    assert "hunter2" not in told
    assert "ter2" not in told


def test_a_password_in_a_place_for_something_else_is_not_shown() -> None:
    assert "hunter2" not in complaint(REDIS_HOST="redis://:hunter2@db", JWT_SECRET=SECRET)
