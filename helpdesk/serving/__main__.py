"""python -m helpdesk.serving --port 8000: one process on this machine, for the demonstration and the tests."""

import argparse

import uvicorn

from helpdesk.serving.protocol import OPTIONS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m helpdesk.serving", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--log-level", default="info")
    parser.add_argument("--timeout-graceful-shutdown", type=int, default=2)
    options = vars(parser.parse_args())
    uvicorn.run("helpdesk.asgi:application", **OPTIONS | options)


if __name__ == "__main__":
    main()
