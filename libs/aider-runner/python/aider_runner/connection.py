"""Frames over asyncio streams."""

from __future__ import annotations

import asyncio

from aider_runner.frames import HEADER_BYTES, FrameError, Message, body_length, decode_body, encode_frame


async def receive_frame(reader: asyncio.StreamReader) -> Message | None:
    """The next message, or None when the stream ended. Raises FrameError for anything but a whole frame."""
    try:
        header = await reader.readexactly(HEADER_BYTES)
    except asyncio.IncompleteReadError as end:
        if end.partial:
            raise FrameError("the stream ended within a frame") from end
        return None
    except ConnectionError:
        return None
    try:
        return decode_body(await reader.readexactly(body_length(header)))
    except (asyncio.IncompleteReadError, ConnectionError) as end:
        raise FrameError("the stream ended within a frame") from end


async def send_frame(writer: asyncio.StreamWriter, message: Message) -> None:
    """Sends a message; one that the other side no longer reads is dropped."""
    try:
        writer.write(encode_frame(message))
        await writer.drain()
    except ConnectionError:
        pass
