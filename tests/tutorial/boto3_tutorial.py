"""The tutorial from its first step to its last with boto3. Prints what boto3.test.ts compares, as JSON, at the end."""

import io
import json
import os
import sys
import time
import zipfile
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

EXAMPLE = Path(__file__).parents[2] / "examples" / "call-center"
NAME = "CallCenterStateMachine"
ROLE_NAME = "step_functions_basic_execution"
FUNCTION_ROLE_NAME = "lambda_basic_execution"
LAMBDA_POLICY_ARN = "arn:aws:iam::aws:policy/service-role/AWSLambdaRole"
LOGS_POLICY_NAME = "oneClick_lambda_basic_execution_1534378895432"
FUNCTIONS = {
    "Open Case": "OpenCaseFunction",
    "Assign Case": "AssignCaseFunction",
    "Work on Case": "WorkOnCaseFunction",
    "Close Case": "CloseCaseFunction",
    "Escalate Case": "EscalateCaseFunction",
}
INPUT = '{"inputCaseID":"001"}'


def client(service):
    return boto3.client(service, endpoint_url=os.environ["STEPWELL_URL"])


iam, lambda_, sfn, logs, sts = map(client, ["iam", "lambda", "stepfunctions", "logs", "sts"])


def trusting(service):
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def create_role(name, service):
    document = trusting(service)
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(document))["Role"]
    assert role["AssumeRolePolicyDocument"] == document, role
    return role["Arn"]


def refusal(call, **params):
    """The code and message that the call is refused with."""
    try:
        answer = call(**params)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise AssertionError(f"was not refused: {answer}")


def create_function(name, role_arn):
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.write(EXAMPLE / "functions" / f"{name}.js", "index.js")
    created = lambda_.create_function(
        FunctionName=name,
        Runtime="nodejs4.3",
        Handler="index.handler",
        Role=role_arn,
        Code={"ZipFile": package.getvalue()},
    )
    lambda_.get_waiter("function_active_v2").wait(FunctionName=name)
    return created["FunctionArn"]


def run(machine_arn, name):
    execution_arn = sfn.start_execution(stateMachineArn=machine_arn, name=name, input=INPUT)["executionArn"]
    for _ in range(600):
        execution = sfn.describe_execution(executionArn=execution_arn)
        if execution["status"] != "RUNNING":
            return execution
        time.sleep(0.05)
    raise AssertionError(f"{name} does not end")


def history_of(execution):
    pages = sfn.get_paginator("get_execution_history").paginate(
        executionArn=execution["executionArn"], PaginationConfig={"PageSize": 10}
    )
    events = [event for page in pages for event in page["events"]]
    return [{key: value for key, value in event.items() if key != "timestamp"} for event in events]


def main():
    who = sts.get_caller_identity()["Arn"]

    # Step 2
    role_arn = create_role(ROLE_NAME, "states.amazonaws.com")
    iam.attach_role_policy(RoleName=ROLE_NAME, PolicyArn=LAMBDA_POLICY_ARN)

    # Step 3: placeholders
    definition = json.loads((EXAMPLE / "definition.asl.json").read_text())
    created = sfn.create_state_machine(name=NAME, definition=json.dumps(definition), roleArn=role_arn)
    machine_arn = created["stateMachineArn"]

    # Step 4
    function_role_arn = create_role(FUNCTION_ROLE_NAME, "lambda.amazonaws.com")
    actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    statement = {"Effect": "Allow", "Action": actions, "Resource": "arn:aws:logs:*:*:*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    inline = {"RoleName": FUNCTION_ROLE_NAME, "PolicyName": LOGS_POLICY_NAME}
    iam.put_role_policy(**inline, PolicyDocument=json.dumps(policy))
    assert iam.get_role_policy(**inline)["PolicyDocument"] == policy
    for state, name in FUNCTIONS.items():
        definition["States"][state]["Resource"] = create_function(name, function_role_arn)
    listed = [function["FunctionName"] for function in lambda_.list_functions()["Functions"]]
    assert sorted(listed) == sorted(FUNCTIONS.values()), listed
    invoked = lambda_.invoke(FunctionName="OpenCaseFunction", Payload=INPUT)
    assert json.load(invoked["Payload"]) == {"Case": "001", "Message": "Case 001: opened..."}

    # Step 5
    sfn.update_state_machine(stateMachineArn=machine_arn, definition=json.dumps(definition))

    # Step 6
    ended = {}
    for n in range(100):
        execution = run(machine_arn, f"case-{n}")
        ended[execution["status"]] = execution
        if len(ended) == 2:
            break
    histories = {status: history_of(execution) for status, execution in ended.items()}
    events = logs.filter_log_events(logGroupName="/aws/lambda/OpenCaseFunction")["events"]
    log_lines = [event["message"] for event in events]

    # A role without permission, and one without trust
    powerless_arn = create_role("powerless", "states.amazonaws.com")
    sfn.update_state_machine(stateMachineArn=machine_arn, roleArn=powerless_arn)
    denied = run(machine_arn, "without-permission")
    untrusting = refusal(sfn.update_state_machine, stateMachineArn=machine_arn, roleArn=function_role_arn)

    # Step 7
    sfn.delete_state_machine(stateMachineArn=machine_arn)
    for _ in range(600):
        if not sfn.list_state_machines()["stateMachines"]:
            break
        time.sleep(0.05)
    for name in FUNCTIONS.values():
        lambda_.delete_function(FunctionName=name)
    assert lambda_.list_functions()["Functions"] == []
    attached = refusal(iam.delete_role, RoleName=ROLE_NAME)
    iam.detach_role_policy(RoleName=ROLE_NAME, PolicyArn=LAMBDA_POLICY_ARN)
    has_inline = refusal(iam.delete_role, RoleName=FUNCTION_ROLE_NAME)
    iam.delete_role_policy(**inline)
    for name in [ROLE_NAME, FUNCTION_ROLE_NAME, "powerless"]:
        iam.delete_role(RoleName=name)
    assert iam.list_roles()["Roles"] == []

    result = {
        "who": who,
        "histories": histories,
        "output": ended["SUCCEEDED"]["output"],
        "logLines": log_lines,
        "denied": {"error": denied["error"], "cause": denied["cause"]},
        "refusals": {"untrusting": untrusting, "attached": attached, "hasInline": has_inline},
        "missing": refusal(iam.get_role, RoleName=ROLE_NAME),
    }
    json.dump(result, sys.stdout)


main()
