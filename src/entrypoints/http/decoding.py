"""From the bytes of a body to what they say: strictly, and with every fault named.

Not left to the framework, whose conversion takes `"7"` for a number, and which fails on text
that is not UTF-8.
"""

import json
from collections import Counter
from typing import Annotated, Any, NoReturn, TypeVar, get_args, get_origin

import msgspec

from domain.errors import InvalidInput

Body = TypeVar("Body", bound=msgspec.Struct)

MUST_BE = {str: "must be a string", int | None: "must be a whole number"}
LONGEST_NAME = 64
"""Characters of an unknown field's name that are told back."""
MOST_FAULTS = 16


class InvalidBody(Exception):
    """The body is not what the route takes. `faults` are those of single fields, if any."""

    def __init__(self, detail: str, faults: tuple[InvalidInput, ...] = ()) -> None:
        super().__init__(detail)
        self.faults = faults


def decode(body: bytes, kind: type[Body]) -> Body:
    """The body as this struct. Raises `InvalidBody`, and nothing else whatever the bytes."""
    try:
        decoded = msgspec.json.decode(body, type=kind)
        repeated = [] if _has_each_once(body, decoded) else _repeated(body)
    except msgspec.ValidationError:
        _refuse(_faults(body, kind))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _not_json(error) from None
    if repeated:
        _refuse([InvalidInput(name, "appears more than once") for name in repeated])
    return decoded


def _refuse(faults: list[InvalidInput]) -> NoReturn:
    told = tuple(faults[:MOST_FAULTS])
    raise InvalidBody(" ".join(str(fault) for fault in told), told)


def _has_each_once(body: bytes, decoded: msgspec.Struct) -> bool:
    """Whether there are no more colons than fields that are told apart: then none is repeated.
    Of a body of which this does not hold, nothing is known."""
    fields = decoded.__struct_fields__
    return body.count(b":") <= sum(getattr(decoded, field) is not None for field in fields)


def _repeated(body: bytes) -> list[str]:
    """Names of fields that appear more than once: only one of the values would be seen."""
    pairs = json.loads(body, object_pairs_hook=list)
    return [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]


def _faults(body: bytes, kind: type[Body]) -> list[InvalidInput]:
    """What is wrong with each field, in the order of the struct; unknown fields last."""
    given = _fields_of(body)
    faults = []
    for field in msgspec.structs.fields(kind):
        raw = given.pop(field.encode_name, None)
        if raw is None:
            if field.required:
                faults.append(InvalidInput(field.encode_name, "is missing"))
        elif not _is_a(raw, field.type):
            faults.append(InvalidInput(field.encode_name, MUST_BE[_bare(field.type)]))
    unknown = [InvalidInput(name[:LONGEST_NAME], "is not a field here") for name in given]
    return faults + unknown


def _fields_of(body: bytes) -> dict[str, msgspec.Raw]:
    try:
        return msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        raise InvalidBody("The body must be a JSON object.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _not_json(error) from None


def _bare(kind: Any) -> Any:
    """The type without what its description says of it."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _is_a(raw: msgspec.Raw, wanted: object) -> bool:
    try:
        msgspec.json.decode(raw, type=wanted)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _not_json(error: Exception) -> InvalidBody:
    reason = str(error) if isinstance(error, msgspec.DecodeError) else "it can't be read"
    return InvalidBody(f"The body is not JSON in UTF-8: {reason}.")
