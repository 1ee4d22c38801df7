"""Odoo servers of the tools, each on one database and a free port."""

import contextlib
import signal
import socket
import subprocess
import time
import urllib.request

from database import ROOT, Failed


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server(name, port, *options):
    """The command line of our Odoo on one database and no other."""
    command = [ROOT / "tools" / "odoo", "server", "-d", name]
    command += ["--db-filter", f"^{name}$", "--workers", "0", "--skip-auto-install"]
    return [*command, "--http-port", str(port), *options]


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def served(name, log):
    """The office behind an address for as long as the block lasts."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (
        open(log, "w", encoding="utf-8") as output,
        subprocess.Popen(
            # The tests provoke refusals by constraints, which Odoo logs as errors of
            # SQL; an unexpected one shows in the answer that the test gets.
            server(name, port, "--log-handler", "odoo.sql_db:CRITICAL"),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            for _ in range(240):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{url}/web/login", timeout=30).close()
                    break
                if process.poll() is not None:
                    raise Failed(f"the office does not start: see {log}")
                time.sleep(0.5)
            yield url
        finally:
            stop(process)
