"""The peer of a worker: FastStream, consuming one job at a time. Aider is a command that it would start.

ALONE in the environment leaves out what a job would need besides.
"""

import asyncio
import os

from faststream import FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue
from pydantic import BaseModel

if "ALONE" not in os.environ:
    from github import Github  # noqa: F401  its way to pull requests and comments

broker = RabbitBroker(os.environ["RABBITMQ_URL"])
app = FastStream(broker)


class Job(BaseModel):
    jobId: str
    repository: str
    issueNumber: int
    milliseconds: int = 0


@broker.subscriber(
    RabbitQueue("peer.jobs", durable=True, queue_type=QueueType.QUORUM), channel=Channel(prefetch_count=1)
)
async def run(job: Job) -> None:
    await asyncio.sleep(job.milliseconds / 2000)
    if "EFFECTS" in os.environ:
        with open(os.environ["EFFECTS"], "a") as effects:
            effects.write(f"{job.jobId}\n")
    await asyncio.sleep(job.milliseconds / 2000)


if __name__ == "__main__":
    asyncio.run(app.run())
