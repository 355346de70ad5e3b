"""The protocol's messages as classes, made when imported from protocol.json.

No generated code: that would tie the package to one version of protobuf. protocol.json says what gym.proto says
(beside the server's code); it is made by `node env/ts-gym/bridge/python-protocol.mjs`.
"""

import json
from pathlib import Path

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

#: Version of the protocol.
PROTOCOL = 1

_PACKAGE = "analects.gym"
_Field = descriptor_pb2.FieldDescriptorProto


def _field(name: str, facts: dict, oneof: "int | None") -> "_Field":
    scalar = getattr(_Field, f"TYPE_{facts['type'].upper()}", None)
    repeated = facts.get("rule") == "repeated"
    field = _Field(name=name, number=facts["id"])
    field.label = _Field.LABEL_REPEATED if repeated else _Field.LABEL_OPTIONAL
    if scalar is None:
        field.type = _Field.TYPE_MESSAGE
        field.type_name = f".{_PACKAGE}.{facts['type']}"
    else:
        field.type = scalar
    if oneof is not None:
        field.oneof_index = oneof
    return field


def _file(messages: dict) -> "descriptor_pb2.FileDescriptorProto":
    file = descriptor_pb2.FileDescriptorProto(name="analects/gym.proto", package=_PACKAGE, syntax="proto3")
    for name, facts in messages.items():
        message = file.message_type.add(name=name)
        oneofs = list(facts.get("oneofs", {}).items())
        for oneof, _ in oneofs:
            message.oneof_decl.add(name=oneof)
        for field, about in facts.get("fields", {}).items():
            places = [i for i, (_, oneof) in enumerate(oneofs) if field in oneof["oneof"]]
            message.field.append(_field(field, about, places[0] if places else None))
    return file


def _classes() -> dict:
    described = json.loads(Path(__file__).with_name("protocol.json").read_text(encoding="utf-8"))
    messages = described["nested"]["analects"]["nested"]["gym"]["nested"]
    pool = descriptor_pool.DescriptorPool()
    # As bytes: the one form that all versions of protobuf take.
    pool.AddSerializedFile(_file(messages).SerializeToString())
    if hasattr(message_factory, "GetMessageClass"):
        make = message_factory.GetMessageClass
    else:
        make = message_factory.MessageFactory(pool).GetPrototype
    return {name: make(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}")) for name in messages}


_all = _classes()
Request = _all["Request"]
Response = _all["Response"]
Value = _all["Value"]
