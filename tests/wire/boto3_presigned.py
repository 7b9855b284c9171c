"""Asks who it is with a presigned request, made as the tools that get tokens for EKS make it, and prints the answer."""

import os
import urllib.request

import boto3
from botocore.signers import RequestSigner

url = os.environ["STEPWELL_URL"]
session = boto3.session.Session()
client = session.client("sts", endpoint_url=url)
signer = RequestSigner(
    client.meta.service_model.service_id, "us-east-1", "sts", "v4", session.get_credentials(), session.events
)
presigned = signer.generate_presigned_url(
    {
        "method": "GET",
        "url": f"{url}/?Action=GetCallerIdentity&Version=2011-06-15",
        "body": {},
        "headers": {"x-k8s-aws-id": "cluster"},
        "context": {},
    },
    region_name="us-east-1",
    expires_in=60,
    operation_name="",
)
request = urllib.request.Request(presigned, headers={"x-k8s-aws-id": "cluster", "Accept": "application/json"})
print(urllib.request.urlopen(request).read().decode())
