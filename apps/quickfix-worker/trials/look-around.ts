/**
 * A program that ends well only when it finds nothing of the host. Arguments: the version of Landlock, without which
 * the sandbox `process` promises less; the worker's process, a folder beside the sandbox, the worker's own folder, and
 * secrets in Base64.
 */
export const LOOK_AROUND = `
import base64, os, socket, sys

landlock, worker, outside, workspace, *secrets = sys.argv[1:]
secrets = [base64.b64decode(secret).decode() for secret in secrets]
found = []


def attempt(what, action):
    try:
        action()
        found.append(what)
    except (OSError, ValueError):
        pass


for family in range(48):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        if family != socket.AF_UNIX:
            attempt(f"a socket of family {family}", lambda: socket.socket(family, kind))
if int(landlock) >= 6:
    attempt("the worker itself", lambda: os.kill(int(worker), 0))
attempt("the worker's environment", lambda: open(f"/proc/{worker}/environ", "rb").read())
if int(landlock) == 0:
    outside = workspace = "/nowhere"
attempt("a file of the host", lambda: open(os.path.join(outside, "secret.txt")).read())
attempt("a folder of the host", lambda: os.listdir(outside))
attempt("a way to write outside", lambda: open(os.path.join(outside, "written"), "w"))
attempt("a way to write to the system", lambda: open("/usr/written", "w"))
attempt("the worker's folder", lambda: os.listdir(workspace))
everything = "\\n".join(f"{name}={value}" for name, value in os.environ.items())
for folder, _, names in os.walk(os.path.expanduser("~")):
    for name in names:
        try:
            everything += open(os.path.join(folder, name), errors="replace").read()
        except OSError:
            pass
found += [f"secret {index}" for index, secret in enumerate(secrets) if secret in everything]
print("found:", found)
sys.exit(1 if found else 0)
`;
