"""Make .venv and install a hash-locked requirements file: python3 scripts/setup.py requirements-demo.txt

It runs under whatever `python3` is, so it must parse (and give its one sentence) under a Python that is far too old.
"""

import ast
import hashlib
import os
import subprocess
import sys

OLDEST = (3, 11)
VENV = ".venv"
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed-%s")


def main(lock):
    refuse_old_python()
    os.chdir(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with open(lock, "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    stamp = STAMP % os.path.basename(lock)
    if venv_works() and read(stamp) == wanted:
        return
    if not venv_works():
        say("Creating %s with Python %s" % (VENV, sys.version.split()[0]))
        create_venv()
    say("Installing %s (a minute or two the first time)" % lock)
    install(lock)
    with open(stamp, "w") as file:
        file.write(wanted)


def refuse_old_python():
    if sys.version_info < OLDEST:
        found = "%s is Python %s.%s" % ((sys.executable or "python",) + tuple(sys.version_info[:2]))
        sys.exit("Press 4 needs Python %s.%s or newer, but %s; " % (OLDEST + (found,)) + choose_another())


def choose_another():
    goal = os.environ.get("PRESS4_GOAL") or "demo"
    return "choose another one like this: make %s PYTHON=python3.12" % goal


def venv_works():
    """A moved checkout or an upgraded Python leaves a .venv that looks whole and does not run."""
    if not os.path.exists(VENV_PYTHON):
        return False
    probe = "import sys; sys.exit(sys.version_info < %r or sys.prefix == sys.base_prefix)" % (OLDEST,)
    return subprocess.call([VENV_PYTHON, "-c", probe], stderr=subprocess.DEVNULL) == 0


def create_venv():
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    if made.returncode != 0:
        sys.exit(
            "%s cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv), or %s\n%s"
            % (sys.executable, choose_another(), made.stdout)
        )


def install(lock):
    """Install with uv, which is many times faster than pip; where it cannot be had, pip installs the same files."""
    pip = [VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    uv = [VENV_PYTHON, "-m", "uv"]
    if subprocess.call(pip + ["install", "--quiet", "uv"]) == 0:
        options = ["--python", VENV_PYTHON, "--require-hashes", "--compile-bytecode"]
        command = uv + ["pip", "install"] + options + ["--requirements", lock]
        if subprocess.call(command, env=uv_environment(pip)) == 0:
            return
    say("uv could not install them, so pip tries")
    if subprocess.call(pip + ["install", "--require-hashes", "--requirement", lock]) != 0:
        sys.exit("%s could not be installed; the lines above say why." % lock)


def uv_environment(pip):
    """uv does not read pip's configuration, so what a machine's owner told pip is handed on here."""
    env = dict(os.environ)
    settings = pip_settings(pip)
    index, extra = settings.get("index-url", ""), settings.get("extra-index-url", "").split()
    links, certificates = settings.get("find-links", "").split(), settings.get("cert", "")
    if not any(name.startswith("UV_") and "INDEX" in name for name in env):
        if index:
            env["UV_DEFAULT_INDEX"] = index
        if extra:
            env["UV_INDEX"] = " ".join(extra)
            env["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip does it; the hashes decide what is genuine
    if links:
        env.setdefault("UV_FIND_LINKS", ",".join(links))
    if certificates:
        env.setdefault("SSL_CERT_FILE", certificates)
    if "UV_CACHE_DIR" not in env and not home_is_writable():
        env["UV_CACHE_DIR"] = os.path.abspath(os.path.join(VENV, "uv-cache"))
    return env


def pip_settings(pip):
    """Read what pip would use: a PIP_* variable beats its file's [install], which beats [global]."""
    listing = subprocess.run(pip + ["config", "list"], stdout=subprocess.PIPE, universal_newlines=True).stdout
    found = {}
    for section in ("global.", "install.", ":env:."):
        for line in listing.splitlines():
            name, separator, value = line.partition("=")
            if separator and name.startswith(section):
                found[name[len(section) :]] = ast.literal_eval(value)
    return found


def home_is_writable():
    place = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    while not os.path.exists(place):
        place = os.path.dirname(place)
    return os.access(place, os.W_OK)


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def say(sentence):
    print(sentence)
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
