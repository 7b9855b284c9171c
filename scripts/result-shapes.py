"""Writes src/services/states/test-state/result-shapes.gen.ts from the official service models, as botocore carries them.

Run it after adding an operation to OPERATIONS:

    python3 scripts/result-shapes.py && npx biome check --write src/services/states/test-state
"""

import json
from pathlib import Path

import botocore.session

# The name of a service in a Task's Resource, its model in botocore, and operations by their API name.
OPERATIONS = [
    ("lambda", "lambda", ["Invoke", "GetFunction"]),
    ("sfn", "stepfunctions", ["StartExecution", "StartSyncExecution", "DescribeExecution"]),
    ("dynamodb", "dynamodb", ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"]),
    ("events", "events", ["PutEvents"]),
    ("sqs", "sqs", ["SendMessage"]),
    ("sns", "sns", ["Publish"]),
    ("kms", "kms", ["Encrypt", "Decrypt"]),
    ("s3", "s3", ["GetObject", "PutObject"]),
]

# Recorded from AWS where it differs from the model: (structure, member) -> shape. JSON in bytes is read for the state.
RECORDED = {
    ("lambda.InvocationResponse", "Payload"): {"type": "any"},
    ("lambda.FunctionConfiguration", "MemorySize"): {"type": "number", "min": 128, "max": 10240},
}

TARGET = Path(__file__).parent.parent / "src/services/states/test-state/result-shapes.gen.ts"
TEXTS = {"string", "character", "blob", "timestamp"}
NUMBERS = {"integer", "long", "float", "double", "bigdecimal"}


class Generator:
    def __init__(self, loader):
        self.loader = loader
        self.structures = {}
        self.operations = {}

    def add(self, service, model_name, operations):
        model = self.loader.load_service_model(model_name, "service-2")
        for operation in operations:
            name = model["operations"][operation]["output"]["shape"]
            self.structure(service, model["shapes"], name)
            self.operations[f"{service}:{operation[0].lower()}{operation[1:]}"] = f"{service}.{name}"

    def structure(self, service, shapes, name):
        key = f"{service}.{name}"
        if key in self.structures:
            return
        self.structures[key] = None
        shape = shapes[name]
        required = set(shape.get("required", []))
        members = {}
        for member, reference in shape["members"].items():
            # state data spells the members of every API in this way
            spelt = member[0].upper() + member[1:]
            described = RECORDED.get((key, spelt)) or self.describe(service, shapes, reference["shape"])
            members[spelt] = {**described, "required": True} if member in required else described
        self.structures[key] = members

    def describe(self, service, shapes, name):
        shape = shapes[name]
        kind = shape["type"]
        if kind == "structure":
            if shape.get("document"):
                return {"type": "any"}
            self.structure(service, shapes, name)
            return {"type": "structure", "name": f"{service}.{name}"}
        if kind == "list":
            return {"type": "list", "member": self.describe(service, shapes, shape["member"]["shape"])}
        if kind == "map":
            return {"type": "map", "value": self.describe(service, shapes, shape["value"]["shape"])}
        if kind == "boolean":
            return {"type": "boolean"}
        limits = {limit: shape[limit] for limit in ("min", "max") if limit in shape}
        if kind in NUMBERS:
            return {"type": "number", **limits}
        assert kind in TEXTS, kind
        return {"type": "string", **limits, **({"enum": shape["enum"]} if "enum" in shape else {})}


generator = Generator(botocore.session.get_session().get_component("data_loader"))
for entry in OPERATIONS:
    generator.add(*entry)

TARGET.write_text(
    f"""/** What the APIs of services answer, after their official models. Written by scripts/result-shapes.py. */
import type {{ MemberShape }} from './result-shape.ts';

/** `service:operation` -> the structure of its answer. */
export const ANSWERS: Readonly<Record<string, string>> = {json.dumps(generator.operations)};

/** Structure -> its members. */
export const STRUCTURES: Readonly<Record<string, Readonly<Record<string, MemberShape>>>> = {json.dumps(generator.structures)};
"""
)
