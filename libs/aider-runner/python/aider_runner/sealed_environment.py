"""The whole environment of a single-use process: nothing of the service's own gets through but PATH."""

from __future__ import annotations

import os
from pathlib import Path

_FIXED = {
    "LANG": "C.UTF-8",
    "BROWSER": "/bin/true",
    "COLUMNS": "1000",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_MODE": "PRODUCTION",  # in its other mode LiteLLM loads a .env file
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "OPENBLAS_NUM_THREADS": "1",
    "PYDANTIC_DISABLE_PLUGINS": "1",
    "PYTHONSAFEPATH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GIT_PYTHON_REFRESH": "quiet",
    "GIT_OPTIONAL_LOCKS": "0",
}

_GIT_CONFIG = "[safe]\n\tdirectory = *\n[core]\n\thooksPath = /dev/null\n\tfsmonitor = false\n"


def command_environment(home: Path) -> dict[str, str]:
    """Variables for a command of the repository, whose home is `home`."""
    temporary = home / "tmp"
    temporary.mkdir(mode=0o700)
    path = os.environ.get("PATH", os.defpath)
    return {"PATH": path, "HOME": str(home), "TMPDIR": str(temporary), "LANG": "C.UTF-8", "CI": "true"}


def sealed_environment(home: Path) -> dict[str, str]:
    """Variables for a process whose home is `home`, a fresh private directory; writes the git configuration there."""
    temporary = home / "tmp"
    temporary.mkdir(mode=0o700)
    git_config = home / "gitconfig"
    git_config.write_text(_GIT_CONFIG)
    return {
        **_FIXED,
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "GIT_CONFIG_GLOBAL": str(git_config),
    }
