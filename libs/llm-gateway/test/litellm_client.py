"""The real LiteLLM as it stands in the sandbox: a Unix socket is its only way out. One JSON request and answer a line."""

import json
import os
import sys

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import httpx

wire = []
socket_path = ""
plain_init = httpx.HTTPTransport.__init__
plain_handle = httpx.HTTPTransport.handle_request


def init_over_unix_socket(self, *args, **kwargs):
    kwargs["uds"] = socket_path
    kwargs.pop("proxy", None)
    plain_init(self, *args, **kwargs)


class RecordedStream(httpx.SyncByteStream):
    def __init__(self, stream):
        self.stream = stream

    def __iter__(self):
        for chunk in self.stream:
            wire.append(chunk.decode("utf-8", "replace"))
            yield chunk

    def close(self):
        self.stream.close()


def handle_and_record(self, request):
    response = plain_handle(self, request)
    wire.append(f"{request.method} {request.url.path} -> {response.status_code} {dict(response.headers)}")
    response.stream = RecordedStream(response.stream)
    return response


httpx.HTTPTransport.__init__ = init_over_unix_socket
httpx.HTTPTransport.handle_request = handle_and_record
import litellm  # noqa: E402


def complete(ask):
    reply = litellm.completion(
        model=ask["model"],
        messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Say it."}],
        api_base=ask["apiBase"],
        api_key=ask["apiKey"],
        stream=ask["stream"],
        timeout=30,
    )
    if ask["stream"]:
        return "".join(chunk.choices[0].delta.content or "" for chunk in reply if chunk.choices)
    return reply.choices[0].message.content


for line in sys.stdin:
    ask = json.loads(line)
    socket_path = ask["socketPath"]
    os.environ.update(ask["env"])
    litellm.in_memory_llm_clients_cache.flush_cache()
    litellm.module_level_client = litellm.HTTPHandler(timeout=30)
    wire.clear()
    answer = {"text": None, "error": None}
    try:
        answer["text"] = complete(ask)
    except Exception as error:
        answer["error"] = {"class": type(error).__name__, "message": str(error)}
    print(json.dumps({**answer, "wire": wire}), file=sys.__stdout__, flush=True)
