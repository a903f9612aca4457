"""How often the files that a commit changed are among those chosen from its message, as a line of JSON.

usage: measure_choice.py RUNNER REPOSITORY COMMITS     RUNNER is the folder that has aider_runner

Each commit is judged by the tree that it started from: only files that were there can be chosen, or missed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Iterator, Sequence

SIZES = (5, 20, 50)
MOST_CHANGED = 30  # a commit that touches more is no request that somebody would write


def git(repository: str, *arguments: str, may_fail: bool = False) -> str:
    # Nothing of the repository's own settings may run here.
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", repository, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode and not may_fail:
        raise SystemExit(done.stderr.strip())
    return done.stdout


def commits(repository: str, most: int) -> Iterator[tuple[str, str]]:
    """Newest first, as (id, message)."""
    log = git(repository, "log", "--no-merges", "--min-parents=1", f"--max-count={most}", "-z", "--format=%H%n%B")
    for entry in filter(None, log.split("\0")):
        commit, _, message = entry.partition("\n")
        yield commit, message.strip()


def measure(repository: str, most: int) -> dict[str, object]:
    from aider_runner.aider_repo import mentioned_files
    from aider_runner.file_choice import best_files, choose_files
    from aider_runner.ignore_rules import is_left_out

    counted = 0
    found = {f"chosen-{size}": 0.0 for size in SIZES} | {"mentioned": 0.0}
    for commit, message in commits(repository, most):
        parent = f"{commit}^"
        changed = set(git(repository, "diff", "--name-only", "--no-renames", "--diff-filter=MD", "-z", parent, commit).split("\0"))
        rows = git(repository, "ls-tree", "-r", "-l", "-z", parent).split("\0")
        entries = [row.partition("\t") for row in rows if row.startswith("100")]
        paths = sorted(path for facts, _, path in entries if not is_left_out(path, int(facts.split()[3])))
        changed &= set(paths)
        if not 0 < len(changed) <= MOST_CHANGED:
            continue
        places = {path: place for place, path in enumerate(paths)}

        def find(identifiers: Sequence[str]) -> dict[str, list[int]]:
            return {
                name: [
                    places[path]
                    for hit in git(repository, "grep", "-l", "-z", "-F", "-e", name, parent, may_fail=True).split("\0")
                    if (path := hit.partition(":")[2]) in places
                ]
                for name in identifiers
            }

        counted += 1
        best = [paths[place] for place in best_files(choose_files(paths, message, find), max(SIZES))]
        for size in SIZES:
            found[f"chosen-{size}"] += len(changed & set(best[:size])) / len(changed)
        found["mentioned"] += len(changed & mentioned_files(message, paths, set())) / len(changed)
    return {"commits": counted, "percent": {name: 100 * of / max(counted, 1) for name, of in found.items()}}


if __name__ == "__main__":
    _, runner, repository, most = sys.argv
    sys.path.insert(0, runner)
    print(json.dumps(measure(repository, int(most))))
