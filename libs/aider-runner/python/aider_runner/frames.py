"""Frames: the length in 4 bytes, big-endian, then that many bytes of a JSON object in UTF-8."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO, NoReturn

MAX_FRAME_BYTES = 16 * 1024 * 1024
HEADER_BYTES = 4

Message = dict[str, Any]


class FrameError(Exception):
    """The other side sent something that is no frame. The connection is of no use any more."""


def encode_frame(message: Message) -> bytes:
    """The bytes of one message. Raises FrameError when it is larger than a frame may be."""
    body = json.dumps(message, allow_nan=False, separators=(",", ":")).encode("ascii")
    if len(body) > MAX_FRAME_BYTES:
        raise FrameError(f"a message of {len(body)} bytes does not fit into a frame")
    return struct.pack(">I", len(body)) + body


def body_length(header: bytes) -> int:
    """How many bytes follow the header. Raises FrameError when that is more than a frame may have."""
    (length,) = struct.unpack(">I", header)
    if length > MAX_FRAME_BYTES:
        raise FrameError(f"a frame of {length} bytes is larger than {MAX_FRAME_BYTES}")
    return length


def decode_body(body: bytes) -> Message:
    """The message in a frame. Raises FrameError when it is no JSON object."""
    try:
        message = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise FrameError("a frame does not hold JSON") from error
    if not isinstance(message, dict):
        raise FrameError("a frame does not hold a JSON object")
    return message


def read_frame(stream: BinaryIO) -> Message | None:
    """The next message of a blocking stream, or None at its end. Raises FrameError when it ends within a frame."""
    header = stream.read(HEADER_BYTES)
    if not header:
        return None
    if len(header) < HEADER_BYTES:
        raise FrameError("the stream ended within a frame")
    length = body_length(header)
    body = stream.read(length)
    if len(body) < length:
        raise FrameError("the stream ended within a frame")
    return decode_body(body)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
