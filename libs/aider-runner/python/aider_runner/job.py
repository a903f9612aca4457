"""What a job may ask for, checked before anything of it is used."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from typing import Any, Iterator

from aider_runner.provider_settings import is_provider_setting, is_secret_name

EDIT_FORMATS = ("diff", "diff-fenced", "udiff", "whole")


class BadJob(Exception):
    """The job can't be run as asked. The message names the field and never repeats a value."""


@dataclass(frozen=True)
class Prices:
    """US dollars per million tokens."""

    prompt: float
    completion: float


@dataclass(frozen=True)
class Gateway:
    """The only way to a model: a Unix socket, and what opens it for this job."""

    socket: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class Job:
    """One job, with the names it has on the wire."""

    workspace: str
    prompt: str
    model: str
    domain: str | None = None
    files: tuple[str, ...] = ()
    readOnly: tuple[str, ...] = ()
    weakModel: str | None = None
    editorModel: str | None = None
    editFormat: str | None = None
    extraParams: dict[str, Any] = field(default_factory=dict, repr=False)
    env: dict[str, str] = field(default_factory=dict, repr=False)
    gateway: Gateway | None = None
    prices: Prices | None = None
    mapTokens: int = 4096
    maxReflections: int = 3
    callTimeoutSeconds: float = 300
    retrySeconds: float = 20
    timeoutSeconds: float = 900
    maxLlmCalls: int = 20
    maxCostUsd: float = 2

    def secrets(self) -> Iterator[str]:
        """Values that must not appear in anything that is said about the job."""
        yield from (value for name, value in self.env.items() if is_secret_name(name))
        yield from _secret_texts(self.extraParams)
        if self.gateway:
            yield self.gateway.token


def parse_job(raw: Any) -> Job:
    """The job in a message. Raises BadJob."""
    fields = _object(raw, "job")
    unknown = sorted(set(fields) - set(Job.__dataclass_fields__))
    if unknown:
        raise BadJob(f"unknown field: {unknown[0][:100]}")
    present = {name: value for name, value in fields.items() if value is not None}
    for name in ("workspace", "prompt", "model"):
        if name not in present:
            raise BadJob(f"{name} is missing")
    job = Job(**{name: _PARSERS[name](value, name) for name, value in present.items()})
    if job.gateway and any(is_secret_name(name) for name in job.env):
        raise BadJob("env must hold no secret when there is a gateway")
    return job


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadJob(f"{name} must be an object")
    return value


def check_text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise BadJob(f"{name} must be a text that is not empty")
    return value


def check_absolute_path(value: Any, name: str) -> str:
    if not os.path.isabs(check_text(value, name)):
        raise BadJob(f"{name} must be an absolute path")
    return value


def _texts(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadJob(f"{name} must be a list")
    return tuple(check_text(item, name) for item in value)


def _absolute_paths(value: Any, name: str) -> tuple[str, ...]:
    return tuple(check_absolute_path(item, name) for item in _texts(value, name))


def _edit_format(value: Any, name: str) -> str:
    if value not in EDIT_FORMATS:
        raise BadJob(f"{name} must be one of {', '.join(EDIT_FORMATS)}")
    return value


def _env(value: Any, name: str) -> dict[str, str]:
    for variable, setting in _object(value, name).items():
        if not is_provider_setting(variable):
            raise BadJob(f"{name} must hold settings of model providers only, not {variable[:100]}")
        if not isinstance(setting, str) or "\0" in setting:
            raise BadJob(f"{name}.{variable} must be a text")
    return value


def _prices(value: Any, name: str) -> Prices:
    prices = _object(value, name)
    if set(prices) != {"prompt", "completion"}:
        raise BadJob(f"{name} must have prompt and completion")
    return Prices(*(_number(prices[part], f"{name}.{part}") for part in ("prompt", "completion")))


def _gateway(value: Any, name: str) -> Gateway:
    gateway = _object(value, name)
    if set(gateway) != {"socket", "token"}:
        raise BadJob(f"{name} must have socket and token")
    return Gateway(check_absolute_path(gateway["socket"], f"{name}.socket"), check_text(gateway["token"], f"{name}.token"))


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value < 0:
        raise BadJob(f"{name} must be a number of at least 0")
    return value


def _count(value: Any, name: str) -> int:
    number = _number(value, name)
    if number != int(number):
        raise BadJob(f"{name} must be a whole number")
    return int(number)


def check_duration(value: Any, name: str) -> float:
    if _number(value, name) == 0:
        raise BadJob(f"{name} must be more than 0")
    return value


def _secret_texts(value: Any, secret: bool = False) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _secret_texts(item, secret or is_secret_name(name))
    elif isinstance(value, list):
        for item in value:
            yield from _secret_texts(item, secret)
    elif isinstance(value, str) and secret:
        yield value


_PARSERS = {
    "workspace": check_absolute_path,
    "prompt": check_text,
    "model": check_text,
    "domain": check_text,
    "files": _texts,
    "readOnly": _absolute_paths,
    "weakModel": check_text,
    "editorModel": check_text,
    "editFormat": _edit_format,
    "extraParams": _object,
    "env": _env,
    "gateway": _gateway,
    "prices": _prices,
    "mapTokens": _count,
    "maxReflections": _count,
    "callTimeoutSeconds": check_duration,
    "retrySeconds": _number,
    "timeoutSeconds": check_duration,
    "maxLlmCalls": _count,
    "maxCostUsd": _number,
}
