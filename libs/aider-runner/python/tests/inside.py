"""What a hostile program finds out about the place where it runs. Prints JSON; arguments: pid and file of a victim."""

import ctypes
import errno
import json
import os
import resource
import socket
import subprocess
import sys

victim, secret_file = int(sys.argv[1]), sys.argv[2]
libc = ctypes.CDLL(None, use_errno=True)
found: dict[str, object] = {}


def works(action) -> bool:
    try:
        action()
    except (OSError, ValueError):
        return False
    return True


def calls(number: int, *arguments: object) -> str:
    if libc.syscall(number, *arguments) >= 0:
        return "works"
    return errno.errorcode[ctypes.get_errno()]


ARM = os.uname().machine == "aarch64"
found["families"] = [family for family in range(48) if works(lambda: socket.socket(family, socket.SOCK_STREAM).close())]
found["datagrams"] = [family for family in range(48) if works(lambda: socket.socket(family, socket.SOCK_DGRAM).close())]
found["raw"] = [family for family in range(48) if works(lambda: socket.socket(family, socket.SOCK_RAW).close())]
found["socketpair"] = works(lambda: socket.socketpair())
found["child"] = subprocess.run(
    [sys.executable, "-c", "import socket; socket.socket(socket.AF_INET)"], stderr=subprocess.DEVNULL
).returncode
found["processes"] = sorted(int(name) for name in os.listdir("/proc") if name.isdigit()) if works(
    lambda: os.listdir("/proc")
) else []
found["sees victim"] = works(lambda: open(f"/proc/{victim}/environ", "rb").read())
found["kills victim"] = works(lambda: os.kill(victim, 0))
found["reads"] = [p for p in ("/etc/shadow", "/root/.bashrc", "/proc/1/environ", secret_file) if works(lambda: open(p))]
found["lists"] = [p for p in ("/root", "/home", os.path.dirname(secret_file)) if works(lambda: os.listdir(p))]
found["writes"] = [
    p
    for p in ("/etc/x", "/usr/x", "/var/tmp/x", os.path.dirname(secret_file) + "/x", sys.prefix + "/x")
    if works(lambda: open(p, "w"))
]
found["ptrace"] = calls(117 if ARM else 101, 16, victim, 0, 0)
found["process_vm_readv"] = calls(270 if ARM else 310, victim, 0, 0, 0, 0, 0)
found["unshare user"] = calls(97 if ARM else 272, 0x10000000)
found["unshare mount"] = calls(97 if ARM else 272, 0x00020000)
found["clone3"] = calls(435, 0, 0)
found["setns"] = calls(268 if ARM else 308, 0, 0)
found["mount"] = calls(40 if ARM else 165, b"x", b"/", b"tmpfs", 0, 0)
found["keyctl"] = calls(219 if ARM else 250, 0, -3, 1)
found["bpf"] = calls(280 if ARM else 321, 0, 0, 0)
found["io_uring"] = calls(425, 1, 0)
found["userfaultfd"] = calls(282 if ARM else 323, 1)
found["perf"] = calls(241 if ARM else 298, 0, 0, -1, -1, 0)
found["limits of the victim"] = calls(261 if ARM else 302, victim, resource.RLIMIT_NOFILE, 0, 0)
sets = (ctypes.c_uint32 * 6)()
found["capget"] = libc.capget((ctypes.c_uint32 * 2)(0x20080522, 0), sets)
found["capabilities"] = list(sets)
found["no new privileges"] = libc.prctl(39, 0, 0, 0, 0)
found["core"] = resource.getrlimit(resource.RLIMIT_CORE)[0]
found["environment"] = sorted(os.environ)
with open("written-by-the-command", "w", encoding="utf-8") as mark:
    mark.write("x")
print(json.dumps(found))
