"""What two nodes do together on any store, they do on a Redis Cluster."""

from tests.integration.nodes.test_crowded_doors import *  # noqa: F403 - with our fixtures
from tests.integration.nodes.test_one_order import *  # noqa: F403 - with our fixtures
from tests.integration.nodes.test_one_socket_a_user import *  # noqa: F403 - with our fixtures
