"""One call to each service: prints, as JSON, whether it was answered, or the code it was refused with."""

import json
import os
import sys

import boto3
from botocore.exceptions import ClientError

MISSING_FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:missing"
CALLS = [
    ("iam", "list_roles", {}),
    ("sts", "get_caller_identity", {}),
    ("stepfunctions", "list_state_machines", {}),
    ("lambda", "list_functions", {"MaxItems": 5}),
    ("lambda", "get_function", {"FunctionName": MISSING_FUNCTION}),
    ("logs", "describe_log_groups", {}),
]

outcomes = {}
for service, method, params in CALLS:
    client = boto3.client(service, endpoint_url=os.environ["STEPWELL_URL"])
    operation = client.meta.method_to_api_mapping[method]
    try:
        getattr(client, method)(**params)
        outcome = "answered"
    except ClientError as error:
        outcome = error.response["Error"]["Code"]
    outcomes[f"{service} {operation}"] = outcome
json.dump(outcomes, sys.stdout)
