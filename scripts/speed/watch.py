# The running watch as it is measured: started, fed over TCP and `_bulk`, and asked how much of its time that took.
# SPDX-License-Identifier: EUPL-1.2

import http.client
import os
import pathlib
import socket
import sqlite3
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Tests/oracles"))
from watch.running import Failed, Watch  # noqa: E402

# Connections that send `_bulk` at the same time, as several shippers do.
SENDERS = 4
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of(process):
    """CPU seconds of a process that runs, of all its threads."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class MeasuredWatch(Watch):
    """`serve` with two listeners and the rules that are named; none are those inside the program."""

    def __init__(self, program, data, rules=()):
        super().__init__(os.path.abspath(program), data)
        self.configure("web:\n  address: 127.0.0.1:0\n" + f"rules: [{', '.join(rules)}]\n"
                       "sources:\n  clock_skew_seconds: 86400\n"
                       "listeners:\n  - kind: syslog_tcp\n    address: 127.0.0.1:0\n"
                       f"  - kind: bulk\n    address: 127.0.0.1:0\n    token: {self.bulk_token}\n")

    @property
    def stored(self):
        """Lines that are committed since the start."""
        return self.status()["intake"]["lines"]

    def wait_for(self, lines):
        """Until so many lines are on disk since the start."""
        connection, seen, since = self.connection(), -1, time.monotonic()
        while seen < lines:
            code, answer = self.ask("GET", "/api/v1/status", connection=connection)
            if code != 200:
                raise Failed(f"/api/v1/status answers {code}: {answer}")
            now = answer["intake"]["lines"]
            if now != seen:
                seen, since = now, time.monotonic()
            if time.monotonic() - since > 30:
                raise Failed(f"{seen} of {lines} lines are stored, and no more come")
            time.sleep(0.02)
        connection.close()
        if seen != lines:
            raise Failed(f"{seen} lines are stored instead of {lines}")

    def take(self, send, lines):
        """Wall and CPU seconds from the first byte until all is on disk."""
        before, spent, begin = self.stored, cpu_of(self.process.pid), time.monotonic()
        send()
        self.wait_for(before + lines)
        return time.monotonic() - begin, cpu_of(self.process.pid) - spent

    def lines_in_archive(self):
        """Counted in the files of the archive themselves."""
        total = 0
        for file in sorted((self.data / "archive").glob("*.sqlite")):
            database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
            for table in ("blocks", "tail"):
                total += database.execute(f"SELECT coalesce(sum(count), 0) FROM {table}").fetchone()[0]
            database.close()
        return total

    def archive_bytes(self):
        """Without the log of SQLite, which is emptied at the end of each day; and how much of it is filters."""
        size = filters = 0
        for file in sorted((self.data / "archive").glob("*.sqlite")):
            database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
            pages, page, free = (database.execute(f"PRAGMA {name}").fetchone()[0]
                                 for name in ("page_count", "page_size", "freelist_count"))
            size += (pages - free) * page
            filters += database.execute("SELECT coalesce(sum(length(tokens)), 0) FROM blocks").fetchone()[0]
            database.close()
        return size, filters


def send_file(address, path):
    """A file over TCP, which costs the sender next to nothing."""
    with socket.create_connection(address) as connection, open(path, "rb") as source:
        connection.sendfile(source)


def send_bodies(address, token, path, lengths):
    """The bodies of a file to `_bulk`, several at the same time; each is stored when it is answered."""
    starts, at = [], 0
    for length in lengths:
        starts.append(at)
        at += length
    failures = []

    def send(some):
        connection = http.client.HTTPConnection(*address, timeout=120)
        with open(path, "rb") as source:
            for number in some:
                source.seek(starts[number])
                connection.request("POST", "/logs/_bulk", source.read(lengths[number]), {
                    "Content-Type": "application/x-ndjson", "Authorization": f"Bearer {token}"})
                answer = connection.getresponse()
                text = answer.read()
                if answer.status != 200 or b'"errors":false' not in text[:60]:
                    failures.append(f"{answer.status}: {text[:200]}")
                    return
        connection.close()

    threads = [threading.Thread(target=send, args=(range(one, len(lengths), SENDERS),)) for one in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise Failed(f"_bulk answers {failures[0]}")
