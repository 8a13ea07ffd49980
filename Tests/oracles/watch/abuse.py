# A2: clients that are slow on purpose: headers and bodies a byte at a time, answers that nobody reads, connections
# that say nothing. A good client still gets its answer at once.
# SPDX-License-Identifier: EUPL-1.2

import os
import pathlib
import resource
import socket
import tempfile
import threading
import time

from watch.running import Failed, Watch

TARGET = 0.5


class Slow(threading.Thread):
    """Many slow connections to one address; those that the program ends are counted and made again."""

    def __init__(self, watch, address, kind, count):
        super().__init__(daemon=True)
        self.watch, self.address, self.kind, self.count = watch, address, kind, count
        self.sockets, self.ended, self.is_over, self.is_full = [], 0, threading.Event(), threading.Event()

    def open(self):
        one = socket.socket()
        if self.kind == "read":
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_024)
        one.settimeout(5)
        one.connect(self.address)
        first = {
            "idle": b"",
            "headers": b"GET /healthz HTTP/1.1\r\nHost: x\r\n",
            "body": b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    b"Content-Length: 8000\r\n\r\n{",
            "read": b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 50,
        }[self.kind]
        one.sendall(first)
        one.setblocking(False)
        return one

    def run(self):
        while not self.is_over.is_set():
            while len(self.sockets) < self.count and not self.is_over.is_set():
                try:
                    self.sockets.append(self.open())
                except OSError:
                    break
            if len(self.sockets) == self.count:
                self.is_full.set()
            self.sockets = [one for one in self.sockets if self.poke(one)]
            self.is_over.wait(0.5)
        for one in self.sockets:
            one.close()

    def poke(self, one):
        """A byte more, or a look whether it is still open."""
        try:
            if self.kind in ("headers", "body"):
                one.send(b"x" if self.kind == "body" else b"X: y\r\n")
            if self.kind != "read" and one.recv(4_096) == b"":
                raise OSError
        except BlockingIOError:
            return True
        except OSError:
            self.ended += 1
            one.close()
            return False
        return True


def answers(watch, count):
    """Seconds of each answer to a client that comes, asks and goes; sorted."""
    took = []
    for number in range(count):
        begin = time.monotonic()
        path = "/healthz" if number % 2 else "/api/v1/events?limit=20"
        code, answer = watch.ask("GET", path)
        took.append(time.monotonic() - begin)
        if code != 200:
            raise Failed(f"a good client gets {code} on {path}: {answer}")
        time.sleep(0.02)
    return sorted(took)


def run(program, report, full):
    idle, slow = (5_000, 500) if full else (1_000, 100)
    allow(2 * idle + 4 * slow + 500)
    with tempfile.TemporaryDirectory(prefix="dijkwacht-a2-") as folder:
        watch = Watch(program, pathlib.Path(folder) / "data")
        watch.start()
        watch.make_token()
        attackers = []
        try:
            calm = answers(watch, 200)
            addresses = [watch.web_address] + ([watch.address("bulk")] if "bulk" in watch.listeners else [])
            for address in addresses:
                attackers += [Slow(watch, address, kind, count) for kind, count in
                              (("idle", idle), ("headers", slow), ("body", slow), ("read", slow // 2))]
            for attacker in attackers:
                attacker.start()
            time.sleep(4)
            took = answers(watch, 3_000 if full else 500)
            watch.check_alive()
            files = len(os.listdir(f"/proc/{watch.process.pid}/fd"))
            ended = {}
            for attacker in attackers:
                ended[attacker.kind] = ended.get(attacker.kind, 0) + attacker.ended
            p99 = took[len(took) * 99 // 100]
            text = (f"A2 {idle} idle and {slow * 5 // 2} slow connections on {len(addresses)} addresses"
                    f"{'' if len(addresses) > 1 else ' (no bulk listener, that one left out)'}: a good client has its "
                    f"answer in {took[len(took) // 2] * 1e3:.0f} ms, p99 {p99 * 1e3:.0f} ms (before: "
                    f"{calm[len(calm) // 2] * 1e3:.0f} and {calm[len(calm) * 99 // 100] * 1e3:.0f} ms); ended "
                    f"{ended}, slowest {[round(one, 2) for one in took[-6:]]} s, {files} files open, "
                    f"{watch.memory >> 20} MiB")
            if p99 > TARGET:
                raise Failed(text)
            report(text)
        finally:
            for attacker in attackers:
                attacker.is_over.set()
            for attacker in attackers:
                attacker.join(10)
            watch.end()


def allow(files):
    """As many open files as the test takes, for itself and for the program that it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, max(hard, files)))
