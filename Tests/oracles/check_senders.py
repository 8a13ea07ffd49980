#!/usr/bin/env python3
# Compares the lines that real senders deliver (rsyslog, logger, elasticsearch) with those the archive gives back.
# Usage: check_senders.py DIJKWACHT. Ends with 1 if a line is lost, changed or there twice, with 77 if it cannot run.
# SPDX-License-Identifier: EUPL-1.2

import collections
import glob
import http.client
import json
import os
import pathlib
import re
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Lines of each sender; of UDP fewer, for those are sent at a pace. A debug build wants 20000.
LINES = int(os.environ.get("DIJKWACHT_SENDER_LINES", "20000"))
DATAGRAMS = min(LINES, 20_000)
PARTS = 20
# Lines come in parts with pauses between them. The watch is stopped within a part, and started again some parts later.
PAUSE, STOP_AT, GONE_AT, START_AT = 0.3, PARTS // 2, PARTS * 3 // 4, PARTS - 2
# omfwd sends what it collected when that comes to 16 KiB, and at the end of a batch. If a connection ends at the first
# of the two, rsyslog 8.2302 sends those 16 KiB once more, whatever the receiver does: it keeps them, and begins the
# batch again. So the batches here stay below that; only the sender "defaults" may double that much at a restart.
BATCH, DOUBLED = 16, 128
# A watch that does not begin or end, or a sender whose lines do not come any further, is given up after that.
WAIT, STANDSTILL = 200, 8
PACKAGES = ["rsyslog", "rsyslog-gnutls", "rsyslog-openssl", "rsyslog-elasticsearch", "bsdutils", "openssl"]
NEEDED = ["/usr/sbin/rsyslogd", "/usr/bin/logger", "/usr/bin/openssl"]
MODULES = ["lmnsd_gtls.so", "lmnsd_ossl.so", "omelasticsearch.so"]
TOKEN = secrets.token_hex(16)

# One that no line comes to: what is compared is what comes in, and a debug build is slow at the rest.
RULE = """title: Made
id: 0e0c6d3c-4f43-4c0f-8f2a-1f0f7f1f4d10
status: test
logsource:
  product: windows
  service: security
detection:
  selection:
    EventID: 1
  condition: selection
level: low
"""


def line(sender, number):
    """One message of RFC 5424: of changing length, some with characters of two to four bytes, some long."""
    text = f"<{13 + number % 176}>1 2026-03-19T10:{number // 60 % 60:02}:{number % 60:02}Z host-{number % 7} "
    text += f'{sender} {number} ID{number % 5} [made@32473 sender="{sender}" number="{number}"] '
    text += ("Aanmelding mislukt voor jos\u00e9 \u20ac \U0001f512 " if number % 11 == 0 else "session opened for user ")
    return text + "x" * (number * 7919 % (8_000 if number % 997 == 0 else 120)) + f" end {number}"


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Watch:
    """The program as `serve`, on the same ports each time it starts."""

    LISTENERS = ["octets", "plain", "logger", "tls", "udp", "bulk"]
    KINDS = {"octets": "syslog_tcp", "plain": "syslog_tcp", "logger": "syslog_tcp", "tls": "syslog_tls",
             "udp": "syslog_udp", "bulk": "bulk"}

    def __init__(self, program, folder, certificate):
        self.program, self.data, self.process, self.has = program, folder / "data", None, []
        self.data.mkdir()
        (self.data / "rule.yml").write_text(RULE)
        self.ports = {name: free_port(socket.SOCK_DGRAM if name == "udp" else socket.SOCK_STREAM)
                      for name in self.LISTENERS}
        self.web = free_port()
        text = f"web:\n  address: 127.0.0.1:{self.web}\nrules: [rule.yml]\nlisteners:\n"
        for name in self.LISTENERS:
            text += f"  - kind: {self.KINDS[name]}\n    address: 127.0.0.1:{self.ports[name]}\n"
            if name == "tls":
                text += f"    tls:\n      certificate: {certificate}.crt\n      key: {certificate}.key\n"
            if name == "bulk":
                text += f"    token: {TOKEN}\n"
        (self.data / "dijkwacht.yaml").write_text(text)
        (self.data / "dijkwacht.yaml").chmod(0o600)

    def start(self):
        with open(self.data / "errors.txt", "ab") as errors:
            self.process = subprocess.Popen([self.program, "serve", "--data", self.data], stdout=subprocess.PIPE,
                                            stderr=errors, stdin=subprocess.DEVNULL)
        if not select.select([self.process.stdout], [], [], WAIT)[0]:
            raise RuntimeError(f"serve is not ready after {WAIT} s")
        ready = self.process.stdout.readline()
        if not ready:
            raise RuntimeError("serve ended at once: " + (self.data / "errors.txt").read_text()[-1000:])
        self.has = [one["kind"] for one in json.loads(ready)["listeners"]]

    def stop(self, number=signal.SIGTERM):
        """Ends it, and says how many seconds that took."""
        begin = time.monotonic()
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            code = self.process.wait(WAIT)
            if number == signal.SIGTERM and code != 0:
                raise RuntimeError(f"serve ended with {code}: " + (self.data / "errors.txt").read_text()[-1000:])
        return time.monotonic() - begin

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments, "--data", self.data], capture_output=True, check=False,
                              stdin=subprocess.DEVNULL)
        # `status` ends with 1 when the watch does not run, and says so in JSON too.
        return json.loads(done.stdout)

    def status(self):
        """The figures of the intake and of each listener, by its name here."""
        status = self.run("status")
        if status["process"] != self.process.pid:
            return {"lines": -1}, {}
        ports = {str(port): name for name, port in self.ports.items()}
        ways = {ports[way["address"].rsplit(":", 1)[1]]: way for way in status["listeners"]}
        return status["intake"], ways

    def events(self, source):
        """All lines of a source, page by page."""
        token = self.run("token", "create", "--role", "analyst", "--format", "jsonl")["token"]
        connection = http.client.HTTPConnection("127.0.0.1", self.web, timeout=WAIT)
        cursor = ""
        while cursor is not None:
            path = f"/api/v1/events?limit=1000&source={source.replace(' ', '%20')}"
            connection.request("GET", path + (f"&cursor={cursor}" if cursor else ""),
                               headers={"Authorization": "Bearer " + token})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"the API answers {answer.status}: {body[:300]}")
            page = json.loads(body)
            yield from (event["raw"] for event in page["events"])
            cursor = page["cursor"]


class Rsyslog:
    """One rsyslogd in the foreground, that follows a file of its own and forwards what comes in it."""

    def __init__(self, folder, name, action, more="", head="", batch=BATCH):
        self.name, self.folder, self.process = name, folder / ("rsyslog-" + name), None
        self.make = document if "omelasticsearch" in action else line
        self.folder.mkdir()
        self.input = self.folder / "in.log"
        self.input.touch()
        self.settings = self.folder / "rsyslog.conf"
        # All that waits while the watch is gone has room in memory: when a queue goes over to its file, rsyslog 8.2302
        # sends the line that is first in it a second time.
        queue = (f'queue.type="LinkedList" queue.filename="{name}" queue.size="{max(LINES, 20_000)}" '
                 'queue.maxDiskSpace="1g" '
                 'queue.saveOnShutdown="on" queue.timeoutEnqueue="600000" action.resumeRetryCount="-1" '
                 'action.resumeInterval="1" action.resumeIntervalMax="1"'
                 + (f' queue.dequeueBatchSize="{batch}"' if batch else ""))
        retry = f'ruleset(name="again") {{ action({action} template="asRead") }}\n' if "retryruleset" in action else ""
        self.settings.write_text(
            f'global(workDirectory="{self.folder}" maxMessageSize="64k" {head})\n'
            'module(load="imfile" mode="inotify")\n'
            f'{more}template(name="asRead" type="string" string="%msg%")\n{retry}'
            f'ruleset(name="out") {{ action({action} template="asRead" {queue}) }}\n'
            f'input(type="imfile" file="{self.input}" tag="made" freshStartTail="off" ruleset="out")\n'
            f'action(type="omfile" file="{self.folder}/own.log" template="RSYSLOG_TraditionalFileFormat")\n')

    def start(self):
        with open(self.folder / "output.txt", "ab") as output:
            self.process = subprocess.Popen(
                ["/usr/sbin/rsyslogd", "-n", "-f", self.settings, "-i", self.folder / "pid"], stdout=output,
                stderr=output, stdin=subprocess.DEVNULL, cwd=self.folder)

    def write(self, numbers):
        with open(self.input, "a", encoding="utf-8") as file:
            file.writelines(self.make(self.name, number) + "\n" for number in numbers)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Check:
    """What was sent beside what is there."""

    def __init__(self):
        self.failures = []
        self.found = collections.defaultdict(list)

    def read(self, watch, source):
        """Sorts all lines of a source by the sender that they name."""
        for text in watch.events(source):
            name = re.search(r'"?sender"?[=:] ?"([a-z0-9-]+)"', text)
            self.found[name[1] if name else "unknown"].append(text)

    def fail(self, text):
        print("    " + text, flush=True)
        self.failures.append(text)

    def compare(self, name, expected, may_miss=0, may_double=0):
        """Whether each expected line is there once, and no other."""
        want, have = collections.Counter(expected), collections.Counter(self.found.pop(name, []))
        lost, more = want - have, have - want
        twice = sum(count for text, count in more.items() if text in want)
        strange = [text for text in more if text not in want]
        print(f"  {name}: {want.total()} sent, {have.total()} there, {lost.total()} lost, {twice} twice, "
              f"{len(strange)} not as sent", flush=True)
        if lost.total() != may_miss:
            self.fail(f"{name} lost: " + ranges(expected, lost))
        if twice > may_double:
            self.fail(f"{name} twice: " + ranges(expected, more))
        if strange:
            self.fail(f"{name} not as sent: {strange[0][:200]!r}")

    def finish(self):
        """What no sender of ours has sent."""
        for name, lines in self.found.items():
            self.fail(f"{len(lines)} lines of nobody ({name}): {lines[0][:200]!r}")


def ranges(lines, some):
    """The places in `lines` of those that are in `some`, as first-last."""
    text, first, last = [], None, None
    for place, one in enumerate(lines):
        if one not in some:
            continue
        if last is not None and place == last + 1:
            last = place
            continue
        if first is not None:
            text.append(f"{first}-{last}")
        first = last = place
    if first is not None:
        text.append(f"{first}-{last}")
    return ", ".join(text[:12]) + (f" and {len(text) - 12} more" if len(text) > 12 else "")


def make_certificates(folder):
    """A CA and a certificate of `watch.example`; gives the path without .crt and .key."""
    (folder / "san").write_text("subjectAltName=DNS:watch.example,IP:127.0.0.1\n")
    for command in [
        "req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.crt -subj /CN=made.example",
        "req -newkey rsa:2048 -nodes -keyout watch.key -out watch.csr -subj /CN=watch.example",
        "x509 -req -in watch.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out watch.crt -extfile san",
    ]:
        subprocess.run(["openssl", *command.split()], cwd=folder, capture_output=True, check=True)
    (folder / "watch.key").chmod(0o600)
    return folder / "watch"


def settled(watch):
    """Waits until nothing more comes. What came before a restart is not in the figures: no number says "all"."""
    seen, since = None, time.monotonic()
    while time.monotonic() - since < STANDSTILL:
        time.sleep(0.5)
        now = watch.status()[0]
        if (now["lines"], now.get("waiting_bytes")) != seen:
            seen, since = (now["lines"], now.get("waiting_bytes")), time.monotonic()


def forwarders(watch, folder):
    """rsyslog in each way that it can send to us."""
    omfwd = 'type="omfwd" target="127.0.0.1" protocol="tcp" port="{}" TCP_Framing="{}"'
    tls = omfwd.format(watch.ports["tls"], "octet-counted") + ' StreamDriver="{}" StreamDriverMode="1" ' \
        'StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="watch.example"'
    authority = f'defaultNetstreamDriverCAFile="{folder}/ca.crt"'
    senders = [
        Rsyslog(folder, "octets", omfwd.format(watch.ports["octets"], "octet-counted")),
        Rsyslog(folder, "defaults", omfwd.format(watch.ports["octets"], "octet-counted"), batch=None),
        Rsyslog(folder, "plain", omfwd.format(watch.ports["plain"], "traditional")),
        Rsyslog(folder, "openssl", tls.format("ossl"), head=authority),
        Rsyslog(folder, "gnutls", tls.format("gtls"), head=authority),
    ]
    if "bulk" in watch.has:
        identity = 'template(name="identity" type="string" ' \
            'string="%msg:R,ERE,1,FIELD:\\"id\\":\\"([^\\"]+)\\"--end%")\n'
        senders.append(Rsyslog(
            folder, "omelasticsearch",
            f'type="omelasticsearch" server="127.0.0.1" serverport="{watch.ports["bulk"]}" searchIndex="made" '
            f'searchType="" uid="made" pwd="{TOKEN}" bulkmode="on" bulkid="identity" dynbulkid="on" '
            f'writeoperation="create" retryfailures="on" retryruleset="again" errorfile="{folder}/errors.json"',
            'module(load="omelasticsearch")\n' + identity))
    return senders


def streams(watch, folder):
    """All of them at once; the watch is stopped with SIGTERM and started again while they send."""
    senders = forwarders(watch, folder)
    taken = []
    stop = threading.Thread(target=lambda: (time.sleep(0.1), taken.append(watch.stop())))
    try:
        for sender in senders:
            sender.start()
        for part in range(PARTS):
            if part == GONE_AT:
                stop.join()
                if not taken:
                    raise RuntimeError(f"serve did not stop within {WAIT} s")
            if part == START_AT:
                watch.start()
            for sender in senders:
                sender.write(range(part * LINES // PARTS, (part + 1) * LINES // PARTS))
            if part == STOP_AT:
                stop.start()
            time.sleep(PAUSE)
        settled(watch)
    finally:
        for sender in senders:
            sender.stop()
    print(f"  the watch was stopped while lines flowed, which took {taken[0]:.1f} s, and started again")
    return {sender.name: [sender.make(sender.name, number) for number in range(LINES)] for sender in senders}


def loggers(watch, folder, check):
    """`logger` over TCP, as fast as it can, and over UDP at a pace. It never looks whether somebody listens."""
    options = ["logger", "--server", "127.0.0.1", "--rfc5424=notime,notq,nohost", "--tag", "made", "--size", "16KiB"]
    tcp = [line("logger", number) for number in range(LINES)]
    udp = [line("logger-udp", number) for number in range(DATAGRAMS)]
    (folder / "logger.txt").write_text("".join(text + "\n" for text in tcp))
    stream = subprocess.Popen([*options, "--port", str(watch.ports["logger"]), "--tcp", "--octet-count", "--file",
                               folder / "logger.txt"], stdin=subprocess.DEVNULL)
    datagrams = subprocess.Popen([*options, "--port", str(watch.ports["udp"]), "--udp"], stdin=subprocess.PIPE)
    for start in range(0, DATAGRAMS, 100):
        datagrams.stdin.write("".join(text + "\n" for text in udp[start:start + 100]).encode())
        datagrams.stdin.flush()
        time.sleep(0.025)
    datagrams.stdin.close()
    if stream.wait(WAIT) != 0 or datagrams.wait(WAIT) != 0:
        check.fail("logger ended with an error")
    settled(watch)
    way = watch.status()[1]["udp"]
    if way["lines"] + way["dropped"] != DATAGRAMS:
        check.fail(f"of {DATAGRAMS} datagrams {way['lines']} were received and {way['dropped']} dropped, says status")
    head = "<13>1 - - made - - - "
    return {"logger": [head + text for text in tcp]}, ([head + text for text in udp], way["dropped"])


def document(sender, number):
    """One line of a sender of documents, as its client writes it.

    Without a field `message`: omelasticsearch would make that the whole of a message that it sends again.
    """
    return json.dumps({"id": f"{sender}-{number}", "sender": sender, "number": number, "text": line(sender, number)},
                      ensure_ascii=False, separators=(",", ":"))


def send_documents(address, name):
    """The sender of documents, in a process and an environment of its own: what is not confirmed is sent again."""
    import elasticsearch
    from elasticsearch import helpers
    client = elasticsearch.Elasticsearch(address, basic_auth=("made", os.environ["DIJKWACHT_SENDER_TOKEN"]),
                                         request_timeout=30, max_retries=0)
    again = 0
    for start in range(0, LINES, 1_000):
        wanted = range(start, min(start + 1_000, LINES))
        while wanted:
            actions = [{"_op_type": "index", "_index": "made", "_id": f"{name}-{number}",
                        "_source": json.loads(document(name, number))} for number in wanted]
            try:
                refused = helpers.bulk(client, actions, chunk_size=500, raise_on_error=False, stats_only=False)[1]
                numbers = [int(next(iter(one.values()))["_id"].rsplit("-", 1)[1]) for one in refused]
            except (elasticsearch.ApiError, elasticsearch.TransportError):
                numbers = list(wanted)
            again += len(numbers)
            if numbers:
                time.sleep(0.3)
            wanted = numbers
    print(f"  {name} is elasticsearch-py {elasticsearch.__versionstr__}: sent {again} documents again")


def documents(watch, check):
    """elasticsearch-py; the watch is killed and started again while it sends."""
    sent, running = {}, []
    before = watch.status()[1]["bulk"]["lines"]
    environment = {**os.environ, "DIJKWACHT_SENDER_TOKEN": TOKEN}
    for version, python in (("9", sys.executable), ("8", ROOT / ".build/oracles-8/bin/python")):
        name = "elasticsearch-" + version
        probe = f"import elasticsearch; assert elasticsearch.__version__[0] == {version}"
        if subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode != 0:
            print(f"  {name}: left out, there is no environment with this client; scripts/venv makes it")
            continue
        running.append(subprocess.Popen([python, __file__, "--send", f"http://127.0.0.1:{watch.ports['bulk']}", name],
                                        env=environment, stdin=subprocess.DEVNULL))
        sent[name] = [document(name, number) for number in range(LINES)]
    if not running:
        return sent
    deadline = time.monotonic() + WAIT
    while watch.status()[1].get("bulk", {}).get("lines", 0) - before < LINES // 3 and time.monotonic() < deadline:
        time.sleep(0.2)
    watch.stop(signal.SIGKILL)
    time.sleep(0.5)
    watch.start()
    for process in running:
        try:
            if process.wait(WAIT) != 0:
                check.fail("elasticsearch-py ended with an error")
        finally:
            if process.poll() is None:
                process.kill()
    settled(watch)
    return sent


def make_ready():
    """Installs what is missing if that is possible; ends otherwise."""
    def missing():
        there = [*NEEDED, *("/usr/lib/*/rsyslog/" + module for module in MODULES)]
        return [path for path in there if not glob.glob(path)]

    if not missing():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        policy = pathlib.Path("/usr/sbin/policy-rc.d")
        is_ours = not policy.exists()
        try:
            if is_ours:
                # Installing starts no daemon.
                policy.write_text("#!/bin/sh\nexit 101\n")
                policy.chmod(0o755)
            subprocess.run(["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq", "install", "--yes",
                            "--no-install-recommends", *PACKAGES], stdin=subprocess.DEVNULL, capture_output=True,
                           env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False)
        finally:
            if is_ours:
                policy.unlink()
    if missing():
        print(f"check_senders: missing {', '.join(missing())}; Debian has them in {', '.join(PACKAGES)}")
        sys.exit(77)


def main():
    if sys.argv[1] == "--send":
        return send_documents(sys.argv[2], sys.argv[3])
    print("check_senders: compares what rsyslog, logger and elasticsearch-py sent with what the archive holds")
    program = pathlib.Path(sys.argv[1]).resolve()
    if not program.exists():
        print(f"check_senders: {program} is not there; make build makes it")
        sys.exit(77)
    make_ready()
    check, begin = Check(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dijkwacht-senders-") as name:
        folder = pathlib.Path(name)
        watch = Watch(program, folder, make_certificates(folder))
        try:
            watch.start()
            sent = streams(watch, folder)
            more, (udp, dropped) = loggers(watch, folder, check)
            sent |= more
            if "bulk" in watch.has:
                sent |= documents(watch, check)
            else:
                print("  omelasticsearch, elasticsearch-py: LEFT OUT, this program has no bulk listener yet")
            for kind in sorted(set(watch.has)):
                check.read(watch, kind + " 127.0.0.1")
            for sender, lines in sent.items():
                check.compare(sender, lines, may_double=DOUBLED if sender == "defaults" else 0)
            check.compare("logger-udp", udp, may_miss=dropped)
            check.finish()
        finally:
            watch.stop(signal.SIGKILL)
    print(f"check_senders: {len(check.failures)} differences, {time.monotonic() - begin:.0f} s")
    sys.exit(1 if check.failures else 0)


if __name__ == "__main__":
    main()
