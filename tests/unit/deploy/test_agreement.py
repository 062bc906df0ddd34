"""The files of `deploy/` agree with each other, and with the code."""

import re
import tomllib

import pytest

from entrypoints.runner import FRAME
from entrypoints.settings import InvalidSettings, Settings
from tests.code_blocks import ROOT
from tests.configured import VARIABLES
from tests.deploy_files import (
    FOLDER,
    compose,
    dockerfile,
    kubernetes,
    pins,
    seconds,
    suggested,
    unit,
    variables,
)

SECRETS = {"JWT_SECRET": "the-output-of-a-command-that-makes-secrets"}
TEMPLATE = "greenroom.env.example"
NODES = ("greenroom-1", "greenroom-2")

VALKEY = ("compose.yaml",)
POSTGRES = ("compose.yaml", "compose.postgres.yaml")

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def in_compose(files: tuple[str, ...], node: str) -> dict[str, str]:
    """What a node is told by Compose, when `POSTGRES_PASSWORD` is `a-password`."""
    told = variables(TEMPLATE) | compose(*files)[node]["environment"]
    return {name: re.sub(r"\$\{.*?\}", "a-password", text) for name, text in told.items()}


def in_kubernetes() -> dict[str, str]:
    told = kubernetes()
    return dict(told["ConfigMap"]["data"] | told["Secret"]["stringData"])


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("files", [VALKEY, POSTGRES], ids=["valkey", "postgres"])
def test_a_node_starts_with_the_settings_of_compose_and_a_secret(
    files: tuple[str, ...], node: str
) -> None:
    settings = Settings.load(in_compose(files, node) | SECRETS, dotenv=None)
    assert settings.uses_redis == (files == VALKEY)
    assert settings.keeps_rooms_outside
    assert settings.cautions == ()


def test_a_pod_starts_with_the_settings_of_the_manifest_and_the_secret() -> None:
    store = {"REDIS_URL": "redis://:a-password@valkey.example.com:6379/0"}
    settings = Settings.load(in_kubernetes() | SECRETS | store, dotenv=None)
    assert settings.uses_redis
    assert settings.cautions == ()


@pytest.mark.parametrize("told", [in_compose(VALKEY, "greenroom-1"), in_kubernetes()])
def test_there_is_no_secret_in_the_files_and_without_one_no_node_starts(
    told: dict[str, str],
) -> None:
    with pytest.raises(InvalidSettings, match="JWT_SECRET is not set"):
        Settings.load(told | {"REDIS_URL": "redis://store.example.com"}, dotenv=None)


def test_what_the_files_set_are_settings() -> None:
    named = variables(TEMPLATE).keys() | suggested(TEMPLATE) | in_kubernetes().keys()
    for node in NODES:
        named |= in_compose(POSTGRES, node).keys()
    assert named - set(VARIABLES) == {"POSTGRES_PASSWORD"}


def test_whatever_ends_a_node_leaves_it_time_to_say_goodbye() -> None:
    needed = Settings().shutdown_timeout.total_seconds() + 5
    assert all(seconds(compose(*VALKEY)[node]["stop_grace_period"]) >= needed for node in NODES)
    assert float(unit("greenroom@.service")["TimeoutStopSec"]) >= needed
    pod = kubernetes()["Deployment"]["spec"]["template"]["spec"]
    waits = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod["terminationGracePeriodSeconds"] >= waits + needed


def test_nginx_knows_the_nodes_of_compose_and_they_know_nginx() -> None:
    services = compose(*VALKEY)
    there = [services[node]["networks"]["front"]["ipv4_address"] for node in NODES]
    told = (FOLDER / "nginx/compose-nodes.conf").read_text()
    assert re.findall(r"^server ([\d.]+):3000 ", told, re.MULTILINE) == there
    nginx = services["nginx"]["networks"]["front"]["ipv4_address"]
    assert {services[node]["environment"]["TRUSTED_PROXIES"] for node in NODES} == {nginx}


def test_nodes_are_described_alike_for_a_machine_and_for_compose() -> None:
    files = [FOLDER / "nginx" / name for name in ("greenroom/nodes.conf", "compose-nodes.conf")]
    plain = [re.sub(r"[\d.]+:\d+", "NODE", _without_comments(file.read_text())) for file in files]
    assert plain[0] == plain[1]


def test_nginx_takes_bodies_as_large_as_a_node_does() -> None:
    told = (FOLDER / "nginx/greenroom/server.conf").read_text()
    assert f"client_max_body_size {FRAME // 1024}k;" in told


def test_the_files_of_nginx_that_compose_brings_in_are_there() -> None:
    brought = [volume.split(":")[0] for volume in compose(*VALKEY)["nginx"]["volumes"]]
    assert [path for path in brought if not (FOLDER / path).is_file()] == []


def test_the_image_is_called_by_its_version_everywhere() -> None:
    assert f'org.opencontainers.image.version="{VERSION}"' in dockerfile()
    images = {compose(*VALKEY)[node]["image"] for node in NODES}
    pod = kubernetes()["Deployment"]["spec"]["template"]["spec"]
    images.add(pod["containers"][0]["image"].rpartition("/")[2])
    assert images == {f"greenroom:{VERSION}"}


def test_the_image_and_its_pods_have_one_user() -> None:
    (user,) = re.findall(r"^USER (\d+):\d+$", dockerfile(), re.MULTILINE)
    pod = kubernetes()["Deployment"]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsUser"] == int(user)


def test_what_the_image_is_made_of_is_what_the_tests_ran_with() -> None:
    folder = ROOT / "requirements"
    dev, runtime = pins(folder / "dev.txt"), pins(folder / "runtime.txt")
    extras, build = pins(folder / "extras.txt"), pins(folder / "build.txt")
    assert runtime.items() <= extras.items()
    assert {"asyncpg", "opentelemetry-sdk"} <= extras.keys()
    assert build.items() <= dev.items()
    assert extras.items() <= (dev | runtime).items()


def test_every_image_of_others_has_a_version() -> None:
    services = compose(*POSTGRES).values()
    images = {service["image"] for service in services if "image" in service}
    assert [image for image in images if not re.search(r":v?\d+[\w.-]*$", image)] == []


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))
