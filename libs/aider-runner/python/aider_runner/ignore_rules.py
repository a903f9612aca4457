"""Files that are no source: showing them to a model costs a lot and helps nobody, and mapping one can stall a job."""

from __future__ import annotations

LARGEST_FILE_BYTES = 300_000

_LOCK_FILES = frozenset(
    """
    package-lock.json npm-shrinkwrap.json pnpm-lock.yaml bun.lockb packages.lock.json gradle.lockfile go.sum
    """.split()
)
_GENERATED_ENDINGS = (".lock", ".min.js", ".min.mjs", ".min.css", ".map", ".bundle.js", ".snap", ".pb.go", "_pb2.py")
_FOREIGN_DIRECTORIES = frozenset(
    """
    node_modules bower_components jspm_packages third_party third-party site-packages .yarn .venv Pods Carthage
    """.split()
)
_FOREIGN_AT_THE_ROOT = "vendor"


def is_left_out(path: str, size: int) -> bool:
    """Whether a tracked file, by its path from the root, is kept from map and model unless somebody names it."""
    return is_too_large(size) or _is_generated(path) or _is_foreign(path)


def is_too_large(size: int) -> bool:
    """Whether a file is kept from the model even when somebody names it."""
    return size > LARGEST_FILE_BYTES


def _is_generated(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return name in _LOCK_FILES or name.endswith(_GENERATED_ENDINGS)


def _is_foreign(path: str) -> bool:
    directories = path.split("/")[:-1]
    return bool(directories) and (
        directories[0] == _FOREIGN_AT_THE_ROOT or not _FOREIGN_DIRECTORIES.isdisjoint(directories)
    )
