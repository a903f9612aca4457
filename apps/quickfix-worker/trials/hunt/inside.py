"""Run as the checks of a repository: says what a hostile command in the sandbox finds of the secrets, which it has reversed."""

import os
import sys

REVERSED = "@REVERSED@".split()
secrets = [text[::-1].encode() for text in REVERSED]
own = os.getpid()


def places():
    yield "environment", "".join(f"{name}={value}\n" for name, value in os.environ.items()).encode()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for name in ("environ", "cmdline", "maps") if int(pid) != own else ("environ", "cmdline"):
            yield f"/proc/{pid}/{name}", read(f"/proc/{pid}/{name}")
    for root in (".", os.environ["HOME"], "/tmp", "/run", "/var", "/etc", "/home", "/root", "/dev/shm", *sys.argv[1:]):
        for folder, _, names in os.walk(root):
            for name in names:
                yield os.path.join(folder, name), read(os.path.join(folder, name))


def read(path):
    try:
        if os.path.getsize(path) > 50_000_000:
            return b""
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


looked = 0
for place, content in places():
    looked += len(content) > 0
    for number, secret in enumerate(secrets):
        if secret in content:
            print(f"FOUND {number} in {place}")
print(f"LOOKED at {looked}")
sys.exit(1)
