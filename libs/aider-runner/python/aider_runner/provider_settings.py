"""Which environment variables a job may carry: settings of model providers, and nothing that steers a program."""

from __future__ import annotations

import re

_SUFFIXED = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:API_KEY|API_BASE|BASE_URL|API_VERSION|API_TYPE)")
_NEVER = re.compile(r"(?:AIDER|GIT|PYTHON|LD|DYLD|NODE|NPM)_")
_OTHERS = frozenset(
    """
    OPENAI_ORGANIZATION OPENAI_PROJECT
    AZURE_AD_TOKEN AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_SECRET
    AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_BEARER_TOKEN_BEDROCK
    AWS_REGION AWS_REGION_NAME AWS_DEFAULT_REGION
    VERTEXAI_PROJECT VERTEXAI_LOCATION VERTEXAI_CREDENTIALS GOOGLE_APPLICATION_CREDENTIALS
    HF_TOKEN DATABRICKS_TOKEN WATSONX_TOKEN WATSONX_PROJECT_ID
    """.split()
)
_SECRET = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS)(?:_ID)?$|(?:KEY|TOKEN|SECRET|PASSWORD)_")


def is_provider_setting(name: str) -> bool:
    """Whether a job may set the variable."""
    if _NEVER.match(name):
        return False
    return name in _OTHERS or _SUFFIXED.fullmatch(name) is not None


def is_secret_name(name: str) -> bool:
    """Whether the value behind a name (of a variable, a header, a parameter) must not be seen by anybody."""
    return _SECRET.search(name.upper().replace("-", "_")) is not None or "AUTHORIZATION" in name.upper()
