"""The peer of ingest-api: FastAPI and FastStream. A job or a signed webhook is answered with 202 once the broker has it.

uvicorn ingest_peer:app --port PORT     (RABBITMQ_URL, GITHUB_WEBHOOK_SECRET, INGEST_TOKEN in the environment)
"""

import hashlib
import hmac
import json
import os
import uuid
from contextlib import asynccontextmanager
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from faststream.rabbit import QueueType, RabbitBroker, RabbitQueue
from pydantic import BaseModel, ConfigDict, Field

SECRET = os.environ["GITHUB_WEBHOOK_SECRET"].encode()
TOKEN = os.environ["INGEST_TOKEN"]
broker = RabbitBroker(os.environ["RABBITMQ_URL"])
queue = RabbitQueue("peer.jobs", durable=True, queue_type=QueueType.QUORUM)


class CreateQuickfix(BaseModel):
    model_config = ConfigDict(extra="forbid")

    mode: Literal["quickfix"]
    repository: str = Field(pattern=r"^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$")
    issueNumber: int = Field(ge=1)
    requestedBy: str | None = None


@asynccontextmanager
async def lifespan(_app: FastAPI):
    await broker.start()
    await broker.declare_queue(queue)
    yield
    await broker.stop()


app = FastAPI(lifespan=lifespan)
bearer = HTTPBearer()


async def publish(job: dict) -> str:
    await broker.publish(job, queue=queue, persist=True, mandatory=True, message_id=job["jobId"])
    return job["jobId"]


@app.post("/jobs", status_code=202)
async def create_job(
    request: CreateQuickfix, credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]
) -> dict:
    if not hmac.compare_digest(credentials.credentials, TOKEN):
        raise HTTPException(401)
    job_id = await publish({"jobId": str(uuid.uuid4()), **request.model_dump()})
    return {"jobId": job_id, "status": "queued"}


@app.post("/webhooks/github", status_code=202)
async def webhook(request: Request):
    body = await request.body()
    expected = "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("x-hub-signature-256", "")):
        raise HTTPException(401)
    event = json.loads(body)
    if event.get("action") != "labeled" or event["label"]["name"] != "ai-fix":
        return JSONResponse({"ignored": "not for us"}, 200)
    job_id = str(uuid.uuid5(uuid.NAMESPACE_URL, request.headers["x-github-delivery"]))
    job = {"jobId": job_id, "repository": event["repository"]["full_name"], "issueNumber": event["issue"]["number"]}
    return {"jobId": await publish(job)}
