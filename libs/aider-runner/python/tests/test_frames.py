import io
import json
import unittest
from pathlib import Path

from aider_runner.frames import MAX_FRAME_BYTES, FrameError, encode_frame, read_frame

PROTOCOL = Path(__file__).resolve().parents[2] / "protocol"


class FramesTest(unittest.TestCase):
    def test_reads_and_refuses_what_the_protocol_says(self) -> None:
        for example in json.loads((PROTOCOL / "frames.json").read_text("utf-8")):
            with self.subTest(example["what"]):
                stream = io.BytesIO(bytes.fromhex(example["hex"]))

                if "error" in example:
                    self.assertRaises(FrameError, read_frame, stream)
                else:
                    self.assertEqual(read_frame(stream), example["message"])

    def test_reads_back_what_it_writes_one_after_the_other(self) -> None:
        messages = [{"text": "grün \u2028 \udc80"}, {}, {"list": [1, 2.5, None, True]}]
        stream = io.BytesIO(b"".join(encode_frame(message) for message in messages))

        read = [read_frame(stream) for _ in range(4)]

        self.assertEqual(read, [*messages, None])

    def test_refuses_a_frame_that_is_too_large_without_reading_it(self) -> None:
        stream = io.BytesIO((MAX_FRAME_BYTES + 1).to_bytes(4, "big") + b"{}")

        self.assertRaises(FrameError, read_frame, stream)
        self.assertEqual(stream.tell(), 4)

    def test_refuses_a_stream_that_ends_within_a_frame(self) -> None:
        whole = encode_frame({"a": 1})
        for length in range(1, len(whole)):
            with self.subTest(length):
                self.assertRaises(FrameError, read_frame, io.BytesIO(whole[:length]))

    def test_does_not_write_what_nobody_may_read(self) -> None:
        self.assertRaises(FrameError, encode_frame, {"text": "x" * MAX_FRAME_BYTES})

    def test_refuses_json_that_is_nested_endlessly(self) -> None:
        body = b'{"a":' * 100_000
        stream = io.BytesIO(len(body).to_bytes(4, "big") + body)

        self.assertRaises(FrameError, read_frame, stream)
