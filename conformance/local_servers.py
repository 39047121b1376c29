"""Servers that a part starts for itself, ended with the part."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from run import Run
from sandbox import Sandbox

PATIENCE_SECONDS = 30
ENOUGH_SECONDS = 5


@contextmanager
def scim_sandbox(run: Run, profile: str) -> Iterator[Sandbox]:
    """A sandbox of its own with a profile of the SCIM services: judges leave traces."""
    settings = [f"scim.profile={profile}", "scim.users=12", "scim.groups=3"]
    command = [str(run.program("user-sync")), "sandbox", "--json", "--set", *settings]
    with _process(command, run.work / f"sandbox-{profile}.txt") as process:
        assert process.stdout is not None
        yield Sandbox(json.loads(process.stdout.readline()))


@contextmanager
def scim2_server(run: Run, tenants: list[str], token: str) -> Iterator[str]:
    """scim2-server with a tenant for each name; gives the address above them."""
    port = _free_port()
    program = Path(sys.executable).with_name("scim2-server")
    command = [str(program), "--port", str(port), "--bearer-token", token]
    command += [word for tenant in tenants for word in ("--tenant", tenant)]
    address = f"http://127.0.0.1:{port}"
    with _process(command, run.work / "scim2-server.txt") as process:
        _wait_for(f"{address}/{tenants[0]}/v2/ServiceProviderConfig", token, process)
        yield address


@contextmanager
def _process(command: list[str], log: Path) -> Iterator[subprocess.Popen[str]]:
    with log.open("w", encoding="utf-8") as words:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=words, text=True
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(ENOUGH_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(url: str, token: str, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    request = Request(url, headers={"Authorization": f"Bearer {token}"})
    while True:
        try:
            with urlopen(request, timeout=ENOUGH_SECONDS):
                return
        except URLError as error:
            if process.poll() is not None:
                raise RuntimeError(f"the server has ended with {process.returncode}") from error
            if time.monotonic() > until:
                raise
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
