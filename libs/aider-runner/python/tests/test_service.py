import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import uuid
from pathlib import Path
from typing import Any, Callable

from aider_runner.frames import encode_frame, read_frame

HERE = Path(__file__).resolve().parent
LINUX = sys.platform.startswith("linux")


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:  # it ended before or while we looked
        return False
    return state != "Z"


def wait_until(condition: Callable[[], bool], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return condition()


class Client:
    """One connection to the service."""

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(30)
        self._socket.connect(path)
        self._stream = self._socket.makefile("rb")

    def send(self, message: dict[str, Any]) -> None:
        self.send_bytes(encode_frame(message))

    def send_bytes(self, data: bytes) -> None:
        self._socket.sendall(data)

    def receive(self) -> dict[str, Any] | None:
        return read_frame(self._stream)

    def receive_within(self, seconds: float) -> dict[str, Any] | None:
        """None when nothing came."""
        ready, _, _ = select.select([self._socket], [], [], seconds)
        return self.receive() if ready else None

    def run(self, action: str, **fields: Any) -> None:
        self.receive()
        job = {"workspace": "/w", "prompt": action, "model": "m", **fields}
        self.send({"type": "run", "protocol": 3, "job": job})

    def close(self) -> None:
        self._stream.close()
        self._socket.close()


class ServiceCase(unittest.TestCase):
    """Starts a service for each test."""

    pool = 1
    arguments: tuple[str, ...] = ()

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = f"{folder.name}/socket"
        self.service = self.start()

    def start(self) -> subprocess.Popen:
        service = self.spawn(self.folder)
        self.addCleanup(self.stop, service)
        assert service.stdout is not None
        service.stdout.readline()
        return service

    def spawn(self, folder: str) -> subprocess.Popen:
        script = str(HERE / "service_with_fake_workers.py")
        return subprocess.Popen(
            [sys.executable, "-I", "-B", script, f"{folder}/socket", str(self.pool), folder, *self.more_arguments()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "SECRET_OF_THE_SERVICE": "x", "AIDER_LOAD": "x"},
        )

    def more_arguments(self) -> list[str]:
        return [*self.arguments]

    def stop(self, service: subprocess.Popen) -> None:
        service.kill()
        service.wait()
        for stream in (service.stdin, service.stdout):
            stream.close()

    def client(self) -> Client:
        client = Client(self.path)
        self.addCleanup(client.close)
        return client

    def ask(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        client = self.client()
        client.receive()
        client.send(message)
        return list(iter(client.receive, None))

    def workers(self) -> set[int]:
        children = Path(f"/proc/{self.service.pid}/task/{self.service.pid}/children").read_text()
        return {int(pid) for pid in children.split()}

    def hide(self, **fields: Any) -> tuple[Client, list[int]]:
        """A job that hangs, its process, and a grandchild of that which is hard to find."""
        client = self.client()
        client.run("hide", **fields)
        pids = [int(pid) for pid in client.receive()["event"]["message"].split()]
        client.receive()
        return client, pids


@unittest.skipUnless(LINUX, "looks into /proc")
class ServiceTest(ServiceCase):
    def test_greets_and_answers_one_job_per_connection(self) -> None:
        client = self.client()

        greeting = client.receive()
        client.send({"type": "run", "protocol": 3, "job": {"workspace": "/w", "prompt": "p", "model": "m"}})

        assert greeting is not None
        self.assertEqual((greeting["type"], greeting["protocol"], greeting["aider"]), ("hello", 3, "0.86.2"))
        self.assertEqual(client.receive()["type"], "result")
        self.assertIsNone(client.receive())

    def test_gives_every_job_a_process_and_a_home_of_its_own(self) -> None:
        run = {"type": "run", "protocol": 3, "job": {"workspace": "/w", "prompt": "p", "model": "m"}}

        [first], [second] = self.ask(run), self.ask(run)

        self.assertNotEqual(first["result"]["pid"], second["result"]["pid"])
        self.assertNotEqual(first["result"]["home"], second["result"]["home"])
        self.assertFalse(os.path.exists(first["result"]["home"]))
        self.assertFalse(is_alive(first["result"]["pid"]))

    def test_passes_nothing_of_its_environment_on(self) -> None:
        [answer] = self.ask({"type": "run", "protocol": 3, "job": {"workspace": "/w", "prompt": "p", "model": "m"}})

        self.assertIn("HOME", answer["result"]["env"])
        self.assertNotIn("SECRET_OF_THE_SERVICE", answer["result"]["env"])
        self.assertEqual([name for name in answer["result"]["env"] if name.startswith("AIDER")], [])

    def test_says_when_a_process_is_prepared(self) -> None:
        self.assertEqual(self.ask({"type": "prepare", "protocol": 3}), [{"type": "prepared"}])

    def test_prepares_as_many_processes_as_it_was_told(self) -> None:
        self.ask({"type": "prepare", "protocol": 3})

        self.assertEqual(len(self.workers()), self.pool)

    def test_refuses_requests_that_make_no_sense(self) -> None:
        codes = [
            self.ask(message)[0]["error"]["code"]
            for message in (
                {"type": "run", "protocol": 2, "job": {}},
                {"type": "dance", "protocol": 3},
                {"type": "run", "protocol": 3, "job": {"prompt": "p", "model": "m"}},
                {"type": "run", "protocol": 3},
            )
        ]

        self.assertEqual(codes, ["unsupported_protocol", "bad_message", "bad_job", "bad_job"])

    def test_answers_garbage_with_an_error_and_closes(self) -> None:
        for garbage in (b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 8, b"\0\0\0\2[]", b"\0\0\0\1x"):
            with self.subTest(garbage):
                client = self.client()
                client.receive()
                client.send_bytes(garbage)

                self.assertEqual(client.receive()["error"]["code"], "bad_message")
                self.assertIsNone(client.receive())

    def test_survives_clients_that_hang_up_at_any_moment(self) -> None:
        for data in (b"", b"\0", b"\0\0\0\x10{"):
            client = self.client()
            client.send_bytes(data)
            client.close()

        self.assertEqual(self.ask({"type": "prepare", "protocol": 3}), [{"type": "prepared"}])

    def test_ends_the_job_when_the_client_cancels_or_hangs_up(self) -> None:
        for leave in (lambda client: client.send({"type": "cancel"}), lambda client: client.close()):
            client, family = self.hide()

            leave(client)

            self.assertTrue(wait_until(lambda: not any(is_alive(pid) for pid in family), 2))
        self.assertEqual(self.ask({"type": "prepare", "protocol": 3}), [{"type": "prepared"}])

    def test_ends_a_job_at_its_time_limit_and_keeps_its_usage(self) -> None:
        client, family = self.hide(timeoutSeconds=0.3)

        result = client.receive()["result"]

        self.assertEqual((result["status"], result["usage"]["costUsd"]), ("timeout", 0.5))
        self.assertTrue(wait_until(lambda: not any(is_alive(pid) for pid in family)))

    def test_reports_a_process_that_crashed_or_babbles(self) -> None:
        for action, costs in (("crash", 0.5), ("babble", 0)):
            client = self.client()
            client.run(action)

            *_, last = iter(client.receive, None)

            self.assertEqual((last["result"]["status"], last["result"]["usage"]["costUsd"]), ("crashed", costs))

    def test_says_when_no_process_can_be_prepared_and_recovers(self) -> None:
        self.ask({"type": "prepare", "protocol": 3})
        [scratch] = Path(self.folder).glob("r-*")
        (scratch / "broken").touch()
        client = self.client()
        client.run("hang")
        client.receive()

        [refused] = self.ask({"type": "prepare", "protocol": 3})
        (scratch / "broken").unlink()

        self.assertEqual(refused["error"]["code"], "startup_failed")
        self.assertEqual(self.ask({"type": "prepare", "protocol": 3}), [{"type": "prepared"}])

    def test_leaves_nothing_behind_however_it_has_to_stop(self) -> None:
        def hang_up(service: subprocess.Popen) -> None:
            service.stdin.close()

        def terminate(service: subprocess.Popen) -> None:
            service.send_signal(signal.SIGTERM)

        for stop in (hang_up, terminate):
            with self.subTest(stop.__name__):
                _, family = self.hide()
                family += self.workers()

                stop(self.service)

                self.assertEqual(self.service.wait(5), 0)
                self.assertEqual([pid for pid in family if is_alive(pid)], [])
                self.assertEqual(os.listdir(self.folder), [])
                self.service = self.start()

    def test_leaves_nothing_behind_when_its_parent_dies_before_it_listens(self) -> None:
        for _ in range(5):
            folder = f"{self.folder}/{uuid.uuid4().hex}"
            os.mkdir(folder)
            service = self.spawn(folder)
            service.stdout.close()

            self.assertEqual(service.wait(5), 0)
            self.assertEqual(os.listdir(folder), [])
            self.stop(service)

    def test_leaves_nothing_behind_when_its_parent_dies_while_it_starts(self) -> None:
        for milliseconds in range(0, 200, 40):
            folder = f"{self.folder}/{uuid.uuid4().hex}"
            os.mkdir(folder)
            service = self.spawn(folder)
            time.sleep(milliseconds / 1000)
            service.stdin.close()

            self.assertEqual(service.wait(5), 0)
            self.assertEqual(os.listdir(folder), [])
            self.stop(service)

    def test_takes_its_processes_along_when_it_is_killed(self) -> None:
        self.ask({"type": "prepare", "protocol": 3})
        workers = self.workers()

        self.service.kill()

        self.assertTrue(workers)
        self.assertTrue(wait_until(lambda: not any(is_alive(pid) for pid in workers), 2))

    def test_lets_nobody_else_in(self) -> None:
        self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o600)

    def test_replaces_the_socket_of_a_service_that_was_killed(self) -> None:
        self.service.kill()
        self.service.wait()

        self.service = self.start()

        self.assertEqual(self.ask({"type": "prepare", "protocol": 3}), [{"type": "prepared"}])

    def test_is_a_light_process(self) -> None:
        self.ask({"type": "prepare", "protocol": 3})

        [resident] = [
            int(line.split()[1])
            for line in Path(f"/proc/{self.service.pid}/status").read_text().splitlines()
            if line.startswith("VmRSS:")
        ]

        self.assertLess(resident, 40_000)


@unittest.skipUnless(LINUX, "looks into /proc")
class BusyServiceTest(ServiceCase):
    pool = 2

    def test_runs_as_many_jobs_at_a_time_as_it_was_told(self) -> None:
        busy = [self.client() for _ in range(3)]
        for client in busy:
            client.run("hang")
        started = [busy[0].receive(), busy[1].receive()]

        third = busy[2].receive_within(0.3)
        busy[0].close()

        self.assertEqual([message["event"]["kind"] for message in started], ["model_call"] * 2)
        self.assertIsNone(third)
        self.assertEqual(busy[2].receive()["event"]["kind"], "model_call")
