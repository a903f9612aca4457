"""Where the program itself and the system lie: what every job may read, and nothing of it may be changed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store")
# Nothing of /etc that could hold a secret; whole folders only where everything in them is public.
_SETTINGS = (
    *("alternatives", "ca-certificates", "ca-certificates.conf", "default/locale", "fonts", "group", "host.conf"),
    *("hosts", "java", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "login.defs", "magic", "mime.types"),
    *("nsswitch.conf", "os-release", "passwd", "pki/tls/certs", "protocols", "services", "shells", "ssl/certs"),
    *("ssl/openssl.cnf", "terminfo", "timezone"),
)


def interpreter() -> str:
    """The Python that runs, by a path without links to folders."""
    return os.path.join(os.path.realpath(sys.prefix), "bin", os.path.basename(sys.executable))


def package() -> str:
    """The folder of this package."""
    return os.path.realpath(Path(__file__).parent)


def system_paths() -> list[str]:
    """Programs, libraries and harmless settings of the system."""
    return [path for path in (*_SYSTEM, *(f"/etc/{name}" for name in _SETTINGS)) if os.path.lexists(path)]


def own_paths() -> list[str]:
    """Interpreter, virtual environment and this package, as far as they lie outside the system's folders."""
    prefixes = (sys.prefix, sys.base_prefix, sys.exec_prefix, package())
    candidates = dict.fromkeys(path for prefix in prefixes for path in (os.path.realpath(prefix), prefix))
    return [path for path in candidates if not path.startswith(("/usr/", "/opt/")) and path != "/usr"]
