# Makes the lines that are measured with: syslog of 300 bytes as a house with thousands of machines sends it, and events
# of Windows of about 2 kB. Addresses, ports and ids are nearly all different; names of people and machines come back.
# SPDX-License-Identifier: EUPL-1.2

import bisect
import glob
import itertools
import json
import os
import random
import subprocess
import time
import zipfile

MILLION = 1_000_000
# The length of a line of syslog, on average.
SHORT = 300
# Ten million lines are the lines of a day.
STEP = 86_400 / (10 * MILLION)
# One line of so many has what no other has.
RARE = 100_000
PAGES = ["aanvraag", "vergunning", "afspraak", "melding", "belasting", "loket", "bezwaar", "parkeren", "uittreksel"]
AGENTS = ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36",
          "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"]


class House:
    """People, machines and addresses: some many times, most of them seldom."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        names = random.Random(7)
        first = ["an", "bo", "cor", "dia", "el", "fem", "ger", "hu", "ine", "jan", "kim", "lot", "mo", "noa", "ot"]
        self.people = [f"{names.choice(first)}{names.choice(first)}.{names.choice(first)}{n:03x}" for n in range(3_000)]
        self.machines = [f"{kind}-{n:03}" for kind in ("web", "mail", "vpn", "fw", "app", "db") for n in range(60)]
        self.weights = list(itertools.accumulate(1 / (n + 3) for n in range(3_000)))
        self.texts = [" ".join(names.choice(PAGES) for _ in range(60)) for _ in range(500)]
        # Who is about now: most lines come of somebody of whom there were lines before.
        self.visits = [self.visit() for _ in range(4_000)]

    def person(self):
        spot = self.random.random() * self.weights[-1]
        return self.people[bisect.bisect(self.weights, spot)]

    def visit(self):
        """An address of elsewhere, a person, a session and a port."""
        bits = self.random.getrandbits(64)
        return self.far(bits), self.person(), bits, 1024 + (bits >> 40) % 64_000

    def near(self, bits):
        """An address of the house (RFC 1918)."""
        return f"10.{bits >> 16 & 63}.{bits >> 8 & 255}.{bits & 255}"

    def far(self, bits):
        """An address of elsewhere, of those for benchmarks (RFC 2544) and for documents (RFC 3849)."""
        if bits & 7:
            return f"198.{18 + (bits >> 3 & 1)}.{bits >> 4 & 255}.{bits >> 12 & 255}"
        return f"2001:db8:{bits >> 4 & 0xFFFF:x}::{bits >> 20 & 0xFFFF:x}"

    def body(self, kind, bits, second):
        """What one of six programs says, with its name."""
        place = bits % 4_000
        if bits & 0x7000 == 0:
            self.visits[place] = self.visit()
        near, (far, person, session, port) = self.near(bits >> 30), self.visits[place]
        if kind < 30:
            return "kernel", (f"FW-{'DROP' if bits & 4 else 'ACCEPT'} IN=eth{bits & 3} OUT=eth{bits >> 2 & 3} "
                              f"SRC={far} "
                              f"DST={near} LEN={40 + bits % 1400} TOS=0x00 PREC=0x00 TTL={32 + bits % 96} "
                              f"ID={bits >> 33 & 0xFFFF} DF PROTO=TCP SPT={port} "
                              f"DPT={(443, 22, 25, 3389)[bits >> 5 & 3]} "
                              f"WINDOW={bits >> 11 & 0xFFFF} RES=0x00 SYN URGP=0")
        if kind < 60:
            at = time.strftime("%d/%b/%Y:%H:%M:%S", time.gmtime(second))
            return "nginx", (f'{far} - {person if bits & 8 else "-"} [{at} +0000] '
                             f'"GET /{PAGES[bits % 9]}/{bits >> 20 & 0xFFFF}?sessie={session:016x} HTTP/1.1" '
                             f'{(200, 200, 304, 404)[bits & 3]} {bits >> 30 & 0x3FFFF} "-" "{AGENTS[bits % 3]}"')
        if kind < 72:
            how = "Accepted publickey" if bits & 3 else "Failed password"
            return "sshd", (f"{how} for {person} from {far} port {port} ssh2: ED25519 "
                            f"SHA256:{session ^ 0x5A5A5A5A5A5A5A5A:016x}")
        if kind < 86:
            return "postfix/smtp", (f"{bits >> 16:012X}: to=<{person}@gemeente.example>, "
                                    f"relay=mx{bits & 3}.post.example[{far}]:25, "
                                    f"delay={bits % 900 / 100}, delays=0.1/0.02/0.3/{bits % 90}, dsn=2.0.0, "
                                    f"status=sent (250 2.0.0 Ok: queued as {bits >> 12 & 0xFFFFFFFFFF:010X})")
        if kind < 94:
            return "named", (f"client @0x7f{bits >> 20:08x} {near}#{port} (h{bits >> 18 & 0xFFFFF:x}.dienst.example): "
                             f"query: h{bits >> 18 & 0xFFFFF:x}.dienst.example IN A +E(0)K ({near})")
        return "openvpn", (f"user={person} src_ip={far} src_port={port} assigned={near} session={session:016x} "
                           f"bytes_in={bits >> 14 & 0xFFFFFF} bytes_out={bits >> 30 & 0xFFFFFF} result=ok")

    def line(self, at, host=None):
        """One message of RFC 5424."""
        draw = self.random.getrandbits(64)
        second, part = divmod(at, 1)
        program, body = self.body(draw % 100, draw >> 7, second)
        machine = draw >> 50 & 255
        # Programs that start a process for each caller have many ids, others one for as long as they run.
        process = draw >> 20 & 0xFFFF if program in ("sshd", "postfix/smtp") else 700 + machine * 13 + len(program)
        text = (f"<{(38, 134, 86, 22)[draw & 3]}>1 {time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(second))}."
                f"{int(part * 1e6):06}Z {host or self.machines[machine]} {program} {process} - - {body}")
        # Some lines are long and most are short; together they are as long as they must be.
        rest = SHORT + (draw >> 50) % 40 - 20 - len(text)
        return text + (" " + self.texts[draw % 500][:rest - 1] if rest > 1 else "")


def rare(number):
    """The word that one line of each hundred thousand has and no other, and the name of its machine."""
    return f"zeldzaam{number // RARE:06}x", f"oud-{number // RARE:06}"


def short_lines(first, count, begin):
    """Lines of syslog; the number of the first, and the time of number 0."""
    house = House(first + 1)
    for number in range(first, first + count):
        at = begin + number * STEP
        if number % RARE == RARE // 2:
            word, host = rare(number)
            yield f"{house.line(at, host)} {word}".encode()
        else:
            yield house.line(at).encode()


def windows_lines(datasets, most, program, folder):
    """Events of Windows as JSON, and a word on what they are. Without the data sets those of an exercise, told apart
    by a number in each."""
    zips = sorted(glob.glob(f"{datasets}/otrf/**/*.zip", recursive=True), key=os.path.getsize, reverse=True)
    lines, size = [], 0
    for name in zips:
        with zipfile.ZipFile(name) as archive:
            for member in archive.namelist():
                data = archive.read(member)
                if not member.endswith(".json") or data[:1] != b"{":
                    continue
                for line in data.splitlines():
                    # What a sender can put in one line of JSON.
                    if size < most and line[:1] == b"{" and line[-1:] == b"}":
                        lines.append(line)
                        size += len(line)
    if lines:
        return lines, f"Windows events from {datasets}/otrf"
    return exercise_lines(most, program, folder)


def exercise_lines(most, program, folder):
    logs = os.path.join(folder, "logs")
    name = subprocess.run([program, "exercise", "list", "--format", "csv"], capture_output=True, text=True,
                          check=True).stdout.splitlines()[1].split(",")[0]
    subprocess.run([program, "exercise", "logs", name, "--out", logs], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    found = []
    for file in sorted(glob.glob(f"{logs}/**/*", recursive=True)):
        if os.path.isfile(file):
            with open(file, "rb") as source:
                found += [line for line in source.read().splitlines() if line[:1] == b"{" and line[-1:] == b"}"]
    lines, size, number = [], 0, 0
    while size < most:
        for line in found:
            if size >= most:
                break
            number += 1
            lines.append(line[:-1] + b',"RecordId":%d,"ActivityId":"%032x"}' % (number, number * 0x9E3779B97F4A7C15))
            size += len(lines[-1])
    return lines, f"JSON lines of the exercise {name}"


def write_stream(path, lines, counted):
    """A file of messages as they go over TCP, octet counted or with an end (RFC 6587 section 3.4.1 and 3.4.2), and how
    many of how many bytes they are."""
    count = size = 0
    with open(path, "wb", buffering=1 << 20) as out:
        for line in lines:
            out.write(b"%d %s" % (len(line), line) if counted else line + b"\n")
            count += 1
            size += len(line)
    return count, size


def write_bodies(path, lines, per_body):
    """A file of bodies for `_bulk`, behind each other, with the length of each; and their lines and bytes."""
    count, size, lengths, body = 0, 0, [], bytearray()
    with open(path, "wb", buffering=1 << 20) as out:
        for line in lines:
            body += b'{"index":{}}\n' + line + b"\n"
            count += 1
            size += len(line)
            if count % per_body == 0:
                out.write(body)
                lengths.append(len(body))
                body.clear()
        if body:
            out.write(body)
            lengths.append(len(body))
    return count, size, lengths


def as_documents(lines):
    """Lines of syslog as the documents that a shipper makes of them."""
    for line in lines:
        head, text = line.decode().split(" - - ", 1)
        _, at, host, program, _ = head.split(" ", 4)
        yield json.dumps({"@timestamp": at, "host": {"name": host}, "process": {"name": program}, "message": text},
                         separators=(",", ":")).encode()
