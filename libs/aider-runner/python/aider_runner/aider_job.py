"""One job from its description to its result, with Aider driven through its Python API.

Aider's command line is never used: it reads configuration, environment files, model settings and a pickled cache from
the checkout, and runs what they say.
"""

from __future__ import annotations

import json
import os
import time
from typing import Any, Callable

from aider_runner import protocol
from aider_runner.aider_coder import guard_coder
from aider_runner.aider_io import guard_io
from aider_runner.aider_repo import guard_repo
from aider_runner.aider_shutoff import shut_off
from aider_runner.checkout_files import CheckoutFiles
from aider_runner.confinement import Confinement
from aider_runner.edit_format import settle_model
from aider_runner.frames import Message
from aider_runner.gateway_route import route_through
from aider_runner.ignore_rules import is_too_large
from aider_runner.job import BadJob, Gateway, Job
from aider_runner.journal import Journal
from aider_runner.known_tags import NewTags, home_file
from aider_runner.model_calls import ModelCalls, Stop
from aider_runner.outcome import Observed, status_of
from aider_runner.prices import Tokens, estimate_tokens, find_price
from aider_runner.protocol import Status
from aider_runner.provider_failure import ProviderFailure
from aider_runner.repository import open_repository
from aider_runner.repository_map import RepositoryMap
from aider_runner.summary import summarize
from aider_runner.wire import last_answer, listen

_UNBOUNDED_HISTORY = 100_000_000  # a shorter one makes Aider pay for summaries of it


class AiderJob:
    """Runs once, in a process of its own."""

    def __init__(self, job: Job, tell: Callable[[Message], None], keep: Callable[[Message], None]) -> None:
        self._job = job
        self._keep = keep
        self._begun = time.monotonic()
        self._journal = Journal(tell)
        self._confinement = Confinement(job.workspace, job.readOnly)
        self._files = CheckoutFiles(self._confinement, self._journal.edit_applied)
        self._calls: ModelCalls | None = None
        self._map: RepositoryMap | None = None
        self._edit_format = ""
        self._model_name = job.model
        self._price_known = False
        self._ready_ms = 0

    def run(self) -> dict[str, Any]:
        """The result. Raises BadJob when the workspace is none; everything else is a status."""
        index = self._require_checkout()
        failure: ProviderFailure | None = None
        coder = None
        try:
            coder = self._prepare(index)
            self._ready_ms = self._elapsed_ms()
            last_reply = coder.run(with_message=self._job.prompt, preproc=False) or ""
            status = self._status(coder, last_reply)
        except Stop as stop:
            status, failure = stop.status, stop.failure
        except MemoryError:
            status = "memory_limit"
        except Exception as error:
            status = "crashed" if coder else "startup_failed"
            self._journal.warn(f"{type(error).__name__}: {error}")
        return self._result(status, failure)

    def _require_checkout(self) -> str:
        """The path of the index."""
        import git

        try:
            repo = git.Repo(self._confinement.root)
            root = repo.working_tree_dir
        except (git.InvalidGitRepositoryError, git.NoSuchPathError, OSError) as error:
            raise BadJob("workspace is not the root of a git work tree") from error
        if root is None or os.path.realpath(root) != self._confinement.root:
            raise BadJob("workspace is not the root of a git work tree")
        return os.path.join(repo.git_dir, "index")

    def _prepare(self, index: str) -> Any:
        from aider.coders import Coder
        from aider.history import ChatSummary
        from aider.io import InputOutput
        from aider.repo import GitRepo

        shut_off()
        if self._job.gateway:
            route_through(self._job.gateway.socket)
            _introduce_to_ollama(self._job, self._job.gateway)
        listen()
        guard_io(self._confinement, self._files, self._journal)
        repository = open_repository(self._confinement, index, frozenset(self._job.files), self._journal.warn)
        self._map = RepositoryMap(repository, home_file(os.environ["HOME"]), NewTags(self._keep), estimate_tokens)
        guard_repo(repository, self._map, self._journal)
        guard_coder(self._confinement, self._files, self._journal)
        Coder.max_reflections = self._job.maxReflections
        model = self._model()
        io = InputOutput(pretty=False, yes=True, fancy_input=False, encoding="utf-8", line_endings="lf")
        editable, read_only = self._named_files()
        return Coder.create(
            main_model=model,
            edit_format=self._edit_format,
            io=io,
            repo=GitRepo(io, [], self._confinement.root, models=[model]),
            fnames=editable,
            read_only_fnames=read_only,
            auto_commits=False,
            dirty_commits=False,
            auto_lint=False,
            auto_test=False,
            map_tokens=self._job.mapTokens,
            map_refresh="files",
            stream=False,  # only a whole reply tells its usage
            restore_chat_history=False,
            summarizer=ChatSummary([model], _UNBOUNDED_HISTORY),
            suggest_shell_commands=False,
            detect_urls=False,
        )

    def _model(self) -> Any:
        from aider import models
        from aider.llm import litellm

        job = self._job
        models.request_timeout = job.callTimeoutSeconds
        models.Model.token_count = lambda _, text: estimate_tokens(text if isinstance(text, str) else json.dumps(text))
        models.MODEL_SETTINGS.append(models.ModelSettings(name="aider/extra_params", extra_params=_parameters(job)))
        table = list(models.MODEL_SETTINGS)
        model = models.Model(
            job.model, weak_model=job.weakModel or job.model, editor_model=job.editorModel or job.model
        )
        self._edit_format = settle_model(model, table, job.editFormat)
        self._model_name = model.name
        price = find_price(model.name, job.prices, litellm.model_cost)
        self._price_known = price is not None
        self._calls = ModelCalls(
            job,
            price,
            last_answer=last_answer,
            on_begin=self._call_begins,
            on_end=self._call_ends,
        )
        self._count_calls(models.Model, self._calls)
        return model

    def _call_begins(self) -> None:
        self._journal.model_call_begins()
        if self._map and self._job.domain:
            self._map.parse_meanwhile()

    def _call_ends(self, usage: dict[str, Any]) -> None:
        if self._map:
            self._map.stop_parsing()
        self._journal.model_call_ends(usage)

    @staticmethod
    def _count_calls(model_class: Any, calls: ModelCalls) -> None:
        send_completion = model_class.send_completion

        def counted(model: Any, messages: Any, functions: Any, stream: bool, temperature: Any = None) -> Any:
            sent: list[Any] = []

            def send() -> Any:
                sent[:] = send_completion(model, messages, functions, stream, temperature)
                return sent[1]

            def estimate(reply: Any) -> Tokens:
                text = getattr(reply.choices[0].message, "content", None) or ""
                return Tokens(model.token_count(messages), estimate_tokens(text))

            calls.call(send, estimate)
            return tuple(sent)

        model_class.send_completion = counted

    def _named_files(self) -> tuple[list[str], list[str]]:
        """The job's files as (editable, only to be read), those that can't be shown left out."""
        from aider.utils import is_image_file

        editable: list[str] = []
        read_only = [path for path in self._job.readOnly if self._confinement.may_read(path)]
        for name in self._job.files:
            path = os.path.join(self._confinement.root, name)
            if not self._confinement.may_read(path):
                self._journal.warn(f"{name} is no file of the checkout, so it was not shown to the model.")
            elif is_too_large(os.path.getsize(path)):
                self._journal.warn(f"{name} is too large to be shown to the model.")
            elif self._confinement.refusal(path) is None and self._files.is_text(path):
                editable.append(path)
            elif is_image_file(path) or self._files.is_text(path):
                read_only.append(path)
            else:
                self._journal.warn(f"{name} is not UTF-8 text, so it was left out.")
        return editable, read_only

    def _status(self, coder: Any, last_reply: str) -> Status:
        return status_of(
            Observed(
                edited=bool(self._files.changed()),
                refused=bool(self._journal.refused),
                last_reply=last_reply,
                last_finish=self._calls.last_finish if self._calls else None,
                reply_was_malformed=self._journal.reply_was_malformed,
                asks_for_more=coder.reflected_message is not None,
                window_exhausted=coder.num_exhausted_context_windows > 0,
            )
        )

    def _result(self, status: Status, failure: ProviderFailure | None) -> dict[str, Any]:
        calls = self._calls
        return {
            "status": status,
            "summary": summarize(self._journal.replies, self._edit_format),
            "edited": self._files.changed(),
            "refused": self._journal.refused,
            "model": self._model_name,
            "priceKnown": self._price_known,
            "usage": calls.usage if calls else {**protocol.NO_USAGE},
            "warnings": self._journal.warnings,
            **({"failure": failure.to_json()} if failure else {}),
            "timings": {
                "startMs": self._ready_ms,
                "modelMs": calls.milliseconds if calls else 0,
                "totalMs": self._elapsed_ms(),
            },
        }

    def _elapsed_ms(self) -> int:
        return round((time.monotonic() - self._begun) * 1000)


def _parameters(job: Job) -> dict[str, Any]:
    """What goes with every call. To the gateway the token is the key, whatever the provider calls it."""
    return {**job.extraParams, **({"api_key": job.gateway.token} if job.gateway else {})}


def _introduce_to_ollama(job: Job, gateway: Gateway) -> None:
    """LiteLLM asks Ollama about a model before the first call, and knows its address and key for that only from here."""
    if job.model.startswith("ollama"):
        os.environ.update(OLLAMA_API_BASE=str(job.extraParams.get("api_base", "")), OLLAMA_API_KEY=gateway.token)
