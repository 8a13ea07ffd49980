# What is measured beside the watch: rsyslog that writes lines to a file, and files of zstd that ripgrep searches.
# SPDX-License-Identifier: EUPL-1.2

import glob
import os
import pathlib
import resource
import shutil
import socket
import subprocess
import time

from speed.watch import cpu_of, send_file

RSYSLOG = "/usr/sbin/rsyslogd"
WAIT = 120


def missing():
    """The programs that are not here."""
    return [name for name in (RSYSLOG, "zstd", "rg") if not shutil.which(name)]


def make_ready():
    """Installs what is missing where that is possible; what then is still missing is left out."""
    packages = {RSYSLOG: "rsyslog", "zstd": "zstd", "rg": "ripgrep"}
    if not missing() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    policy = pathlib.Path("/usr/sbin/policy-rc.d")
    is_ours = not policy.exists()
    try:
        if is_ours:
            # Installing starts no daemon.
            policy.write_text("#!/bin/sh\nexit 101\n")
            policy.chmod(0o755)
        subprocess.run(["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq", "install", "--yes",
                        "--no-install-recommends", *(packages[name] for name in missing())], check=False,
                       stdin=subprocess.DEVNULL, capture_output=True,
                       env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    finally:
        if is_ours:
            policy.unlink()


def through_rsyslog(folder, path, lines, size):
    """Wall and CPU seconds of rsyslog, from the first byte until all lines are written to a file, without any fsync."""
    home = pathlib.Path(folder) / "rsyslog"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    out = home / "out.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (home / "rsyslog.conf").write_text(
        f'global(workDirectory="{home}" maxMessageSize="64k")\n'
        'module(load="imtcp")\n'
        'template(name="asSent" type="string" string="%rawmsg%\\n")\n'
        f'input(type="imtcp" port="{port}" address="127.0.0.1" ruleset="out")\n'
        f'ruleset(name="out") {{ action(type="omfile" file="{out}" template="asSent") }}\n'
        f'action(type="omfile" file="{home}/own.log")\n')
    with open(home / "output.txt", "wb") as output:
        process = subprocess.Popen([RSYSLOG, "-n", "-f", home / "rsyslog.conf", "-i", home / "pid"], cwd=home,
                                   stdout=output, stderr=output, stdin=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        spent, begin = cpu_of(process.pid), time.monotonic()
        send_file(("127.0.0.1", port), path)
        while not out.exists() or out.stat().st_size < size + lines:
            if time.monotonic() - begin > WAIT:
                raise RuntimeError(f"rsyslog wrote {out.stat().st_size if out.exists() else 0} of {size + lines} bytes")
            time.sleep(0.02)
        return time.monotonic() - begin, cpu_of(process.pid) - spent
    finally:
        process.terminate()
        process.wait(WAIT)
        shutil.rmtree(home, ignore_errors=True)


def wait_for_port(port):
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("rsyslog does not listen")


def compress(path, target):
    """A file of lines as `zstd -T1 -3` makes it; its size."""
    subprocess.run(["zstd", "-q", "-f", "-T1", "-3", path, "-o", target], check=True)
    return os.path.getsize(target)


class Found:
    """Wall and CPU seconds of a search through files, and how many lines it found."""

    def __init__(self, wall, cpu, found):
        self.wall, self.cpu, self.found = wall, cpu, found


def search(folder, text):
    """The faster of `zstd -dc | rg` and `rg -z`."""
    files = sorted(glob.glob(f"{folder}/*.zst"))
    look = ["rg", "-a", "-i", "-F", "-c", "--no-filename", text]

    def piped():
        unpack = subprocess.Popen(["zstd", "-dcq", *files], stdout=subprocess.PIPE)
        done = subprocess.run(look, stdin=unpack.stdout, capture_output=True, check=False)
        unpack.stdout.close()
        unpack.wait()
        return done

    ways = [measured(piped),
            measured(lambda: subprocess.run([*look, "-z", *files], stdin=subprocess.DEVNULL, capture_output=True,
                                            check=False))]
    return min(ways, key=lambda way: way.wall)


def measured(body):
    usage, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = body()
    wall, after = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime
    return Found(wall, cpu, sum(int(one) for one in done.stdout.split()))
