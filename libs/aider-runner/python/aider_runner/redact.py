"""Takes secrets out of everything that leaves a process."""

from __future__ import annotations

import base64
from typing import Any, Iterable
from urllib.parse import quote

_SHORTEST_SECRET = 8
_PLACEHOLDER = "[secret]"


class Redactor:
    """Replaces the given secrets: literally, percent-encoded and in Base64 at any offset."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}
        forms = {form for secret in known for form in _forms(secret)}
        self._forms = sorted(forms, key=len, reverse=True)

    def clean(self, value: Any) -> Any:
        """`value`, a JSON value, without any of the secrets in its texts."""
        if isinstance(value, str):
            for form in self._forms:
                value = value.replace(form, _PLACEHOLDER)
            return value
        if isinstance(value, dict):
            return {self.clean(key): self.clean(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.clean(item) for item in value]
        return value


def _forms(secret: str) -> set[str]:
    return {secret, quote(secret, safe=""), *_base64_forms(secret)}


def _base64_forms(secret: str) -> Iterable[str]:
    """Inside a longer Base64 text a secret shows in one of three ways; characters mixed with its neighbours are cut."""
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + secret.encode("utf-8", "replace")).decode("ascii")
        unpadded = encoded.rstrip("=")
        end = len(unpadded) - 1 if len(unpadded) < len(encoded) else len(unpadded)
        yield unpadded[0 if offset == 0 else offset + 1 : end]
