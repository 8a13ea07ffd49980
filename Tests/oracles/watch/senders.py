# Senders that remember what they sent and what was acknowledged: a file that grows, syslog, bulk, and a journal.
# SPDX-License-Identifier: EUPL-1.2

import base64
import collections
import http.client
import json
import random
import socket
import threading
import time

from watch.running import Failed, wait_until


def line(name, number, width=120):
    """A line that is the same each time it is made, and unlike every other."""
    chance = random.Random(f"{name} {number}")
    return f"{name}-{number:08d} " + "".join(chance.choices("abcdefghij 0123456789\u20ac", k=chance.randrange(width)))


class Sender(threading.Thread):
    """Sends until it is told to stop; an error of the connection is a reason to wait and try again."""

    def __init__(self, watch, name, pause=0.01):
        super().__init__(daemon=True)
        self.watch, self.label, self.pause, self.number = watch, name, pause, 0
        self.ending, self.resting, self.at_rest = threading.Event(), threading.Event(), threading.Event()
        self.failure = None

    def run(self):
        try:
            while not self.ending.is_set():
                if self.resting.is_set():
                    self.at_rest.set()
                    time.sleep(0.02)
                    continue
                self.at_rest.clear()
                try:
                    self.turn()
                except (OSError, http.client.HTTPException):
                    self.drop()
                    time.sleep(0.1)
                time.sleep(self.pause)
        except Exception as problem:  # pylint: disable=broad-except
            self.failure = problem
        self.drop()

    def end(self):
        self.ending.set()
        self.join(30)
        if self.failure:
            raise Failed(f"{self.label}: {self.failure!r}")

    def turn(self):
        raise NotImplementedError

    def drop(self):
        """Forgets the connection."""


class FollowedFile(Sender):
    """A file that grows. Every line in it counts as acknowledged: the file is still there after a fault."""

    def __init__(self, watch, path, name="file", pause=0.01, lines=20):
        super().__init__(watch, name, pause)
        self.path, self.lines = path, lines
        self.file = open(path, "ab", buffering=0)

    def turn(self):
        text = "".join(line(self.label, self.number + one) + "\n" for one in range(self.lines)).encode()
        # In two writes now and then, so that the end of what is there falls within a line.
        cut = random.randrange(len(text)) if self.number % 3 == 0 else len(text)
        self.file.write(text[:cut])
        self.file.write(text[cut:])
        self.number += self.lines

    @property
    def sent(self):
        return (line(self.label, number) for number in range(self.number))


class SyslogSender(Sender):
    """Syslog over one TCP connection, newline framed. It has no word for "stored": what was lost is counted only."""

    def __init__(self, watch, name="tcp", pause=0.01, lines=20):
        super().__init__(watch, name, pause)
        self.lines, self.socket = lines, None

    @staticmethod
    def text(name, number):
        return f"<13>1 2026-03-19T10:00:00Z host app - - - {line(name, number)}"

    def turn(self):
        if self.socket is None:
            self.socket = socket.create_connection(self.watch.address("syslog_tcp"), timeout=30)
        first, self.number = self.number, self.number + self.lines
        self.socket.sendall("".join(self.text(self.label, first + one) + "\n" for one in range(self.lines)).encode())

    def drop(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    @property
    def sent(self):
        return (self.text(self.label, number) for number in range(self.number))


class BulkSender(Sender):
    """`_bulk` with an id per line; what got no answer, or a 429, is sent again with the same id."""

    def __init__(self, watch, name="bulk", pause=0.02, lines=20):
        super().__init__(watch, name, pause)
        self.lines, self.connection, self.left, self.acknowledged = lines, None, [], set()

    @staticmethod
    def text(name, number):
        return json.dumps({"message": line(name, number)}, ensure_ascii=False)

    def turn(self):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(*self.watch.address("bulk"), timeout=30)
        if not self.left:
            self.left = list(range(self.number, self.number + self.lines))
            self.number += self.lines
        body = "".join(f'{{"create":{{"_index":"logs","_id":"{self.label}-{one}"}}}}\n{self.text(self.label, one)}\n'
                       for one in self.left)
        basic = base64.b64encode(f"dijkwacht:{self.watch.bulk_token}".encode()).decode()
        self.connection.request("POST", "/_bulk", body.encode(), {
            "Content-Type": "application/x-ndjson", "Authorization": "Basic " + basic})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise Failed(f"_bulk answers {answer.status}: {content[:300]}")
        codes = [item["create"]["status"] for item in json.loads(content)["items"]]
        # 409 says that the line is there already, from the time that no answer came.
        self.acknowledged.update(one for one, code in zip(self.left, codes) if code in (200, 201, 409))
        self.left = [one for one, code in zip(self.left, codes) if code == 429]
        if any(code not in (200, 201, 409, 429) for code in codes):
            raise Failed(f"_bulk answers items with {collections.Counter(codes)}")

    def drop(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    @property
    def sent(self):
        return (self.text(self.label, number) for number in range(self.number))


class JournalWriter(Sender):
    """Notes in the journal of one incident, over the API."""

    def __init__(self, watch, name="note", pause=0.02):
        super().__init__(watch, name, pause)
        self.connection, self.acknowledged, self.refused = None, [], set()
        code, answer = watch.ask("POST", "/api/v1/incidents", {"title": f"Torture {name}"})
        if code != 201:
            raise Failed(f"an incident cannot be opened: {code} {answer}")
        self.incident = answer["number"]

    def turn(self):
        if self.connection is None:
            self.connection = self.watch.connection(30)
        text = line(self.label, self.number)
        self.number += 1
        code, answer = self.watch.ask("POST", f"/api/v1/incidents/{self.incident}/entries",
                                      {"kind": "note", "text": text}, self.connection)
        if code == 201:
            self.acknowledged.append(text)
        elif code in (401, 429, 503):
            self.refused.add(text)
        else:
            raise Failed(f"a note is answered with {code}: {answer}")

    def drop(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def check(self):
        """All that was acknowledged is in the journal once, in that order; nothing that was refused, nothing twice."""
        # The writer may go on meanwhile: what it had before the journal is read must be there.
        acknowledged, texts, cursor = list(self.acknowledged), [], ""
        while cursor is not None:
            code, page = self.watch.ask("GET", f"/api/v1/incidents/{self.incident}/entries?limit=1000"
                                        + (cursor and "&cursor=" + cursor))
            if code != 200:
                raise Failed(f"the journal of {self.incident} answers {code}: {page}")
            texts += [entry["content"]["text"] for entry in page["entries"] if entry["kind"] == "note"]
            cursor = page["cursor"]
        there = set(texts)
        if len(there) != len(texts):
            raise Failed(f"{len(texts) - len(there)} notes are in the journal twice")
        lost = [text for text in acknowledged if text not in there]
        if lost:
            raise Failed(f"{len(lost)} of {len(acknowledged)} acknowledged notes are lost, first {lost[0][:40]}")
        if there & self.refused:
            raise Failed(f"{len(there & self.refused)} refused notes are in the journal")
        known = set(acknowledged)
        if [text for text in texts if text in known] != acknowledged:
            raise Failed("the notes are in another order than they were acknowledged")
        return len(acknowledged)


class Tally:
    """What the senders sent, held against what the archive has."""

    def __init__(self, watch, senders):
        self.watch, self.senders = watch, senders

    def check(self, shown=(), newest=None, problems=None):
        """Lines of files and acknowledged items are there once; no line is there twice or was never sent.

        - shown: lines that were to be found before the fault, and must be found now.
        - newest: look at the newest lines only.
        Says how many lines of each sender are not there, of those that need not be."""
        known = {text: sender.label for sender in self.senders for text in sender.sent}
        found = collections.Counter(event["raw"] for page in self.watch.pages(most=newest, problems=problems)
                                    for event in page)
        strange = [text for text in found if text not in known]
        if strange:
            raise Failed(f"{len(strange)} lines are in the archive that nobody sent, first {strange[0]!r}"[:400])
        double = [text for text, count in found.items() if count > 1]
        if double:
            raise Failed(f"{len(double)} lines are in the archive twice, first {double[0][:60]!r}")
        if newest is not None:
            return {}
        lost = [text for text in shown if text not in found]
        if lost:
            raise Failed(f"{len(lost)} lines could be found before the fault and not after it, first {lost[0][:60]!r}")
        missing = {}
        for sender in self.senders:
            if isinstance(sender, BulkSender):
                must = [sender.text(sender.label, number) for number in sender.acknowledged]
            elif isinstance(sender, FollowedFile):
                must = sender.sent
            else:
                must = ()
                missing[sender.label] = sum(text not in found for text in sender.sent)
            lost = [text for text in must if text not in found]
            if lost:
                raise Failed(f"{sender.label}: {len(lost)} acknowledged lines are lost, first {lost[0][:60]!r}, "
                             f"last {lost[-1][:60]!r}")
        return missing

    def wait_for_files(self, seconds=60):
        """Until the watch has read all that is in the files."""
        ends = [line(sender.label, sender.number - 1) for sender in self.senders
                if isinstance(sender, FollowedFile) and sender.number]

        def is_read():
            newest = set(self.watch.newest())
            return all(end in newest for end in ends)

        return wait_until(f"{len(ends)} files are read", is_read, seconds)

