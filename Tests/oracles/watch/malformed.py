# A1: hostile input over UDP, TCP and bulk: mutated lines of all formats, a bomb, a line of 100 MB, deep JSON. The
# program stays, does not grow, and a good sender loses nothing.
# SPDX-License-Identifier: EUPL-1.2

import base64
import gzip
import http.client
import pathlib
import random
import socket
import tempfile
import threading
import time

from watch import senders
from watch.running import Failed, Watch, times

GROWTH = 100 << 20
SEEDS = [
    '<34>1 2026-03-19T10:00:00.123Z web01.example su - ID47 [a@32473 iut="3" b="\\"x\\]"] \ufeffsu root failed',
    "<13>Oct  7 10:09:00 web01 sshd[4121]: Failed password for invalid user admin from 203.0.113.9 port 40022 ssh2",
    "CEF:0|Maker|Wall|1.0|100|Blocked \\| port|9|src=203.0.113.9 spt=1232 msg=a\\=b c\\\\d cs1Label=x",
    "LEEF:2.0|Maker|Wall|1.0|4625|^|src=203.0.113.9^dst=192.0.2.1^sev=5^usrName=jos\u00e9",
    '{"EventID":4625,"Channel":"Security","Computer":"dc01.gemeente.example","Data":{"User":"x","n":[1,2]}}',
    '203.0.113.9 - - [19/Mar/2026:10:00:00 +0100] "GET /zaken?id=1%27 HTTP/1.1" 404 512 "-" "Mozilla/5.0 (X11)"',
    "date=2026-03-19 time=10:00:00 devname=\"fw01\" srcip=203.0.113.9 action=\"deny\" msg=\"a \\\"b\\\"\"",
    "<134> 03/19/2026:10:00:00 GMT ns01 0-PPE-0 : default SSLVPN LOGIN 1231 0 : Context u@203.0.113.9",
    '{"CreationTime":"2026-03-19T10:00:00","Operation":"UserLoggedIn","Workload":"Exchange","UserId":"a@x"}',
]
PIECES = [b"\0", b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x1b[2J", b"[" * 500, b'{"a":' * 500,
          b"%n%s", b"\\", b'"', b"|", b"=", b"\r", b"9" * 400, b"-1e999999", b"A" * 70_000, "\u202e\u0000".encode()]


def mutated(chance):
    line = bytearray(chance.choice(SEEDS).encode())
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(line) + 1)
        kind = chance.randrange(5)
        if kind == 0 and line:
            line[at % len(line)] = chance.randrange(256)
        elif kind == 1:
            del line[at:at + chance.randrange(1, 20)]
        elif kind == 2:
            line[at:at] = line[max(at - 30, 0):at] * chance.randrange(1, 4)
        elif kind == 3:
            line[at:at] = chance.choice(PIECES)
        else:
            del line[at:]
    return bytes(line)


def datagrams(watch, chance, count):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for number in range(count):
            out.sendto(mutated(chance)[:65_000], watch.address("syslog_udp"))
            if number % 20 == 0:
                time.sleep(0.005)


def stream(watch, content):
    """Sends over one TCP connection, which the program may close before the end."""
    try:
        with socket.create_connection(watch.address("syslog_tcp"), timeout=60) as out:
            for part in content:
                out.sendall(part)
            out.shutdown(socket.SHUT_WR)
            while out.recv(4096):
                pass
    except OSError:
        pass


def framed(chance, count):
    """Newlines, counts of octets, and counts that are wrong."""
    for _ in range(count):
        line, kind = mutated(chance), chance.randrange(4)
        if kind < 2:
            yield line + b"\n"
        else:
            yield b"%d " % (len(line) + (chance.randrange(-5, 50) if kind == 3 else 0)) + line


def bulk(watch, body, **fields):
    connection = http.client.HTTPConnection(*watch.address("bulk"), timeout=60)
    basic = base64.b64encode(f"dijkwacht:{watch.bulk_token}".encode()).decode()
    try:
        connection.request("POST", "/_bulk", body, {
            "Content-Type": "application/x-ndjson", "Authorization": "Basic " + basic, **fields})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def bombard(watch, chance, count):
    """All of it, one after the other. Says what the bombs were answered with."""
    datagrams(watch, chance, count // 3)
    for _ in range(10):
        stream(watch, framed(chance, count // 30))
    megabyte = b"A" * (1 << 20)
    stream(watch, [b"<13>1 - - - - - - "] + [megabyte] * 100)
    stream(watch, [b"104857600 <13>1 - - - - - - "] + [megabyte] * 100)
    stream(watch, [b"99999999999999999999999 x", b"\n"])
    for depth in (10_000, 100_000):
        stream(watch, [b'{"a":' * depth, b"1", b"}" * depth, b"\n", b"[" * depth, b"]" * depth, b"\n"])
        stream(watch, [b"<13>1 - - - - - - ", b'{"a":' * depth, b"\n"])
    stream(watch, [bytes(1 << 20), b"\n", b"\xff" * (1 << 20), b"\n"])
    if "bulk" not in watch.listeners:
        return []
    for _ in range(10):
        lines = b"".join(b'{"create":{"_index":"x"}}\n' + mutated(chance).replace(b"\n", b"") + b"\n"
                         for _ in range(count // 30))
        bulk(watch, lines)
    bomb = gzip.compress(b'{"create":{"_index":"x"}}\n' + b'{"a":"' + bytes(1 << 20).replace(b"\0", b"0") * 1_000
                         + b'"}\n', 1)
    answers = [bulk(watch, bomb, **{"Content-Encoding": "gzip"}),
               bulk(watch, gzip.compress(bomb, 9), **{"Content-Encoding": "gzip, gzip"}),
               bulk(watch, bomb[:2_000], **{"Content-Encoding": "gzip"})]
    deep = b'{"create":{"_index":"x"}}\n' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"\n"
    return [*answers, bulk(watch, deep), bulk(watch, b"[" * 1_000_000 + b"\n"), bulk(watch, mutated(chance) * 100)]


class Peak(threading.Thread):
    """The most memory that the program takes while this runs."""

    def __init__(self, watch):
        super().__init__(daemon=True)
        self.watch, self.first, self.most, self.is_over = watch, watch.memory, 0, threading.Event()

    def run(self):
        while not self.is_over.wait(0.05) and self.watch.is_alive:
            self.most = max(self.most, self.watch.memory)

    @property
    def growth(self):
        self.is_over.set()
        return max(self.most - self.first, 0)


def run(program, report, full):
    count = times(full, 2_000, 100_000)
    with tempfile.TemporaryDirectory(prefix="dijkwacht-a1-") as folder:
        folder = pathlib.Path(folder)
        log = folder / "followed.log"
        log.touch()
        watch = Watch(program, folder / "data", follow=[log])
        watch.start()
        watch.make_token()
        good = [senders.FollowedFile(watch, log, "file", 0.05), senders.SyslogSender(watch, "tcp", 0.05)]
        try:
            for sender in good:
                sender.start()
            time.sleep(2)
            peak = Peak(watch)
            peak.start()
            answers = bombard(watch, random.Random(11), count)
            watch.check_alive()
            for sender in good:
                sender.end()
            # What reading all lines back takes is counted by itself.
            growth, reading = peak.growth, Peak(watch)
            reading.start()
            wanted = {text for sender in good for text in sender.sent}
            ends = [list(sender.sent)[-1] for sender in good]
            check_good(watch, wanted, ends)
            read = reading.growth
            if growth > GROWTH or read > GROWTH:
                raise Failed(f"memory grew by {growth >> 20} MiB under hostile input, and by {read >> 20} MiB more "
                             "when all lines were read back over the API")
            figures = watch.status()
            if watch.stop() != 0:
                raise Failed("serve does not end with 0")
            ways = {way["kind"]: {key: way[key] for key in ("lines", "cut", "broken", "dropped")}
                    for way in figures["listeners"]}
            said = f"bombs over bulk answered with {answers}" if answers else "no bulk listener, that part left out"
            report(f"A1 {count} mutated lines and the large ones: alive, memory grew by {growth >> 20} MiB, and by "
                   f"{read >> 20} MiB more when all was read back; {len(wanted)} lines of good senders all there; "
                   f"counted: {ways}; {said}")
        finally:
            watch.end()


def check_good(watch, wanted, ends):
    """Every line of the good senders is there once, as it was sent."""
    found, deadline = {}, time.monotonic() + 60
    for end in ends:
        name = end.rsplit("- ", 1)[-1].split(" ")[0]
        while not any(event["raw"] == end for page in watch.pages(f"&q={name}") for event in page):
            watch.check_alive()
            if time.monotonic() > deadline:
                raise Failed(f"the last line of a good sender does not come: {end[:60]!r}")
            time.sleep(0.2)
    for page in watch.pages():
        for event in page:
            if event.get("raw") in wanted:
                found[event["raw"]] = found.get(event["raw"], 0) + 1
    lost, double = [text for text in wanted if text not in found], [text for text in found if found[text] > 1]
    if lost or double:
        raise Failed(f"of {len(wanted)} lines of good senders {len(lost)} are lost and {len(double)} there twice, "
                     f"first {(lost + double)[0][:80]!r}")
