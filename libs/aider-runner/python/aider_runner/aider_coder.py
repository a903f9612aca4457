"""How Aider turns replies into edits: only where allowed, and never throwing away a reply that has edits."""

from __future__ import annotations

import errno
import os
from typing import Any

from aider_runner.checkout_files import CheckoutFiles
from aider_runner.confinement import Confinement
from aider_runner.journal import Journal

MAX_FILES_ON_REQUEST = 25

# The machine can't write: asking the model again would not help.
_MACHINE_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM})


def guard_coder(confinement: Confinement, files: CheckoutFiles, journal: Journal) -> None:
    """Replaces the decisions of Aider's coders. On the class, so that no coder made later escapes."""
    from aider.coders.base_coder import Coder

    get_images_message = Coder.get_images_message

    def allowed_to_edit(coder: Any, path: Any) -> bool:
        relative, full = str(path), coder.abs_root_path(path)
        reason = confinement.refusal(relative)
        if reason:
            journal.refuse(relative, reason)
            return False
        if not files.is_text(full):
            journal.warn(f"{relative} is not UTF-8 text, so it can't be edited.")
            return False
        if full in coder.abs_fnames:
            return True
        if coder.repo.git_ignored_file(f"./{relative}"):
            journal.warn(f"{relative} is ignored by git, so it was not edited.")
            return False
        if not os.path.lexists(full):
            files.create(full)
        coder.abs_fnames.add(full)
        return True

    def check_for_file_mentions(coder: Any, content: str) -> str | None:
        if _has_edits(coder):
            return None
        wanted = sorted(coder.get_file_mentions(content) - coder.ignore_mentions)
        readable = [path for path in wanted if confinement.may_read(path)]
        room = max(MAX_FILES_ON_REQUEST - len(coder.abs_fnames), 0)
        if len(readable) > room:
            journal.warn(f"The model asked for {len(readable)} files and was shown {room}.")
        for path in readable[:room]:
            writable = confinement.refusal(path) is None and files.is_text(coder.abs_root_path(path))
            shown = coder.abs_fnames if writable else coder.abs_read_only_fnames
            shown.add(coder.abs_root_path(path))
            journal.file_added(path)
        coder.ignore_mentions.update(wanted)
        return _answer(added=readable[:room], missing=sorted(set(wanted) - set(readable[:room])))

    def apply_updates(coder: Any) -> set[str]:
        journal.replies.append(coder.partial_response_content or "")
        journal.reply_was_malformed = False
        try:
            edits = coder.prepare_to_edit(coder.apply_edits_dry_run(coder.get_edits()))
            coder.apply_edits(edits)
        except Exception as error:
            if isinstance(error, OSError) and error.errno in _MACHINE_ERRORS:
                raise
            journal.reply_was_malformed = True
            coder.num_malformed_responses += 1
            coder.reflected_message = str(error)
            return set()
        return {edit[0] for edit in edits}

    def guarded_images_message(coder: Any, paths: Any) -> Any:
        return get_images_message(coder, [path for path in paths if confinement.may_read(path)])

    Coder.allowed_to_edit = allowed_to_edit
    Coder.check_for_file_mentions = check_for_file_mentions
    Coder.apply_updates = apply_updates
    Coder.get_images_message = guarded_images_message


def _answer(added: list[str], missing: list[str]) -> str | None:
    from aider.prompts import added_files

    sentences = []
    if added:
        sentences.append(added_files.format(fnames=", ".join(added)))
    if missing:
        sentences.append(f"These files can't be shown to you: {', '.join(missing)}. Go on without them.")
    return "\n".join(sentences) or None


def _has_edits(coder: Any) -> bool:
    try:
        return bool(coder.get_edits())
    except Exception:
        return False

