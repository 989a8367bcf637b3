"""make clean: forget what the tests and the checks of this checkout keep; the demonstration's data stays."""

import shutil
import sys

from helpdesk.devservices import claimed, state_directory


def main() -> int:
    home = state_directory("check").parent
    for directory in [*home.glob("tests-*"), home / "check"]:
        with claimed(directory) as idle:
            if not idle:
                print(f"{directory} is in use", file=sys.stderr)
                return 1
            shutil.rmtree(directory)
    if not any(home.glob("demo-*")):
        shutil.rmtree(home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
