# A3: very many senders and clients at one time. All lines arrive, clients keep their connections, memory stays bounded.
# SPDX-License-Identifier: EUPL-1.2

import pathlib
import socket
import tempfile
import time

from watch import senders
from watch.abuse import allow
from watch.running import Failed, Watch, wait_until

MEMORY = 1 << 30
LINES = 20
# What the pages take at one time; of more, the ones that wait longest make place (security-model.md).
CLIENTS = 900


def run(program, report, full):
    count = 10_000 if full else 500
    clients = min(count, CLIENTS)
    allow(count + clients + 1_000)
    with tempfile.TemporaryDirectory(prefix="dijkwacht-a3-") as folder:
        watch = Watch(program, pathlib.Path(folder) / "data", limits=f"  connections: {count + 100}\n")
        watch.start()
        watch.make_token()
        try:
            before = watch.memory
            syslog = [socket.create_connection(watch.address("syslog_tcp"), timeout=60) for _ in range(count)]
            web = [watch.connection() for _ in range(clients)]
            for turn in range(LINES):
                for number, one in enumerate(syslog):
                    one.sendall((senders.SyslogSender.text(f"s{number}", turn) + "\n").encode())
                if turn % 5 == 0:
                    for one in web:
                        code, answer = watch.ask("GET", "/healthz", connection=one)
                        if code != 200:
                            raise Failed(f"a client is answered with {code}: {answer}")
            most = watch.memory
            wait_until(f"all {count * LINES} lines are stored",
                       lambda: watch.status()["intake"]["lines"] >= count * LINES, 600 if full else 60)
            most = max(most, watch.memory)
            for one in syslog + web:
                one.close()
            check(watch, count)
            if most > MEMORY:
                raise Failed(f"memory is {most >> 20} MiB with {count} senders")
            time.sleep(1)
            if watch.stop() != 0:
                raise Failed("serve does not end with 0")
            report(f"A3 {count} syslog senders over TCP and {clients} clients that stay: {count * LINES} lines all "
                   f"there, once; {before >> 20} MiB before, {most >> 20} MiB at most")
        finally:
            watch.end()


def check(watch, count):
    wanted = {senders.SyslogSender.text(f"s{number}", turn) for number in range(count) for turn in range(LINES)}
    found = [event["raw"] for page in watch.pages() for event in page]
    if len(found) != len(wanted) or set(found) != wanted:
        raise Failed(f"of {len(wanted)} lines {len(wanted - set(found))} are lost, "
                     f"{len(found) - len(set(found))} twice")
