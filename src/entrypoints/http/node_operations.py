"""What a node tells of itself, described: its health, its metrics, and what its API is."""

from litestar.exceptions import InternalServerException

from application.errors import InvalidToken
from entrypoints.http.bodies import Checks, HealthReport, Liveness
from entrypoints.http.exposition import OPENMETRICS, PLAIN
from entrypoints.http.operation import UNREADABLE, Operation, Reply

HEALTH, METRICS, DOCUMENTS = "health", "metrics", "descriptions"


def readiness(id: str, description: str) -> Operation:
    """`GET /health`, and the same at `/health/ready`."""
    return Operation(
        id=id,
        tag=HEALTH,
        summary="Is the node ready?",
        description=description,
        replies=(
            Reply(
                status=200,
                description="It is.",
                examples={"Ready": HealthReport("ok", Checks("ok", "ok"))},
            ),
            Reply(
                status=503,
                description="The store does not answer, the node does not hear what others do, "
                "or it is about to stop.",
                examples={
                    "Store away": HealthReport("degraded", Checks("error", "error")),
                    "Nothing heard": HealthReport("degraded", Checks("ok", "error")),
                    "Draining": HealthReport("draining", Checks()),
                },
            ),
        ),
        refusals=(*UNREADABLE, InternalServerException()),
    )


GET_HEALTH = readiness("getHealth", "As `/health/ready`, which names what it tells.")
GET_READINESS = readiness(
    "getReadiness",
    "For a load balancer: the store answers, the node hears what others do, and it is to stay.",
)
GET_LIVENESS = Operation(
    id="getLiveness",
    tag=HEALTH,
    summary="Does the process live?",
    description="For what restarts a process that hangs: 200 whatever the store does.",
    replies=(Reply(status=200, description="It does.", examples={"Alive": Liveness("ok")}),),
    refusals=UNREADABLE,
)

GET_METRICS = Operation(
    id="getMetrics",
    tag=METRICS,
    summary="What the node has done and holds",
    description="For Prometheus: in its text format, or as OpenMetrics to those who accept that. "
    "Is not there where the node has `METRICS=false`.",
    replies=(Reply(status=200, description="The metrics.", media_types=(PLAIN, OPENMETRICS)),),
    refusals=(*UNREADABLE, InvalidToken()),
    may_take_token=True,
)


def document(id: str, what: str) -> Operation:
    """The path of a description."""
    return Operation(
        id=id,
        tag=DOCUMENTS,
        summary=what,
        description="For programs: clients, their generators, and the pages at `/docs`.",
        replies=(Reply(status=200, description="The description."),),
        refusals=UNREADABLE,
    )


GET_OPENAPI = document("getOpenApi", "HTTP, described in OpenAPI")
GET_ASYNCAPI = document("getAsyncApi", "Sockets, described in AsyncAPI")
