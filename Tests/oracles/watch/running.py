# The program as `serve` in a data directory, and its API as a client sees it.
# SPDX-License-Identifier: EUPL-1.2

import http.client
import json
import os
import pathlib
import select
import signal
import subprocess
import time

# Seconds within which a start must end one way or the other.
START = 60
# What the program may be on its way out of: signals that mean a crash.
CRASHES = {signal.SIGILL, signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGTRAP}
RULE = """title: A word that none of the lines has
id: 5b8c4a55-43b0-4c0e-9f39-5a4bb63d27a0
status: test
logsource:
  product: linux
detection:
  keywords:
    - nowhere-in-these-lines
  condition: keywords
level: low
"""


class Failed(Exception):
    """Something that must be so is not."""


class NotReady(Failed):
    """The program ended before it was ready; how, and what it said."""

    def __init__(self, code, text):
        super().__init__(f"serve ended with {code}: {text[-600:]}")
        self.code, self.text = code, text


class CannotRun(Exception):
    """Something that the test needs is not on this machine."""


def write(path, text):
    """A file for the account alone that is there after the power went: an administrator has it long before that."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


class Watch:
    """One data directory, and the program that runs in it."""

    def __init__(self, program, data, follow=(), limits="", kinds=("syslog_udp", "syslog_tcp", "bulk")):
        self.program, self.data, self.process, self.token = str(program), pathlib.Path(data), None, None
        self.errors, self.listeners, self.environment, self.starts = self.data / "errors.txt", {}, None, []
        # What comes before the program: a tool that makes its surroundings and becomes it.
        self.before = []
        self.bulk_token, self.session = "b" * 32, None
        self.data.mkdir(parents=True, exist_ok=True)
        write(self.data / "rule.yml", RULE)
        text = "web:\n  address: 127.0.0.1:0\nrules: [rule.yml]\n"
        if limits:
            text += f"limits:\n{limits}"
        text += "listeners:\n" if kinds else ""
        for kind in kinds:
            text += f"  - kind: {kind}\n    address: 127.0.0.1:0\n"
            if kind == "bulk":
                text += f"    token: {self.bulk_token}\n"
        if follow:
            text += "follow:\n" + "".join(f"  - path: {path}\n    format: text\n" for path in follow)
        self.configure(text)

    def configure(self, text):
        write(self.data / "dijkwacht.yaml", text)

    def start(self):
        """Until it is ready. Says how many seconds that took."""
        begin = time.monotonic()
        self.errors.write_bytes(b"")
        with open(self.errors, "ab") as errors:
            command = [*self.before, self.program, "serve", "--data", str(self.data)]
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, stdin=subprocess.DEVNULL,
                                            env=self.environment)
        if not select.select([self.process.stdout], [], [], START)[0]:
            self.kill()
            raise Failed(f"serve is not ready after {START} s")
        line = self.process.stdout.readline()
        if not line:
            raise NotReady(self.process.wait(START), self.errors.read_text("utf-8", "replace"))
        try:
            ready = json.loads(line)
        except ValueError:
            self.kill()
            raise Failed(f"serve says {line[:200]!r} instead of where it listens") from None
        self.web = ready["web"].removeprefix("http://").rsplit(":", 1)
        self.listeners = {one["kind"]: one["address"].rsplit(":", 1) for one in ready["listeners"]}
        self.starts.append(time.monotonic() - begin)
        return self.starts[-1]

    def address(self, kind):
        host, port = self.listeners[kind]
        return host, int(port)

    @property
    def web_address(self):
        return self.web[0], int(self.web[1])

    @property
    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait(START)
        self.process.stdout.close()

    def stop(self):
        """Ends it as an administrator does; what it cannot end within a minute is killed and told."""
        self.process.terminate()
        try:
            code = self.process.wait(START)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed("serve does not end within a minute after SIGTERM") from None
        self.process.stdout.close()
        return code

    def end(self):
        """Whatever the state of the test is."""
        if self.is_alive:
            self.kill()

    def check_alive(self):
        if not self.is_alive:
            raise Failed(f"serve is gone, with {self.process.returncode}: {self.errors.read_text()[-600:]}")

    @property
    def memory(self):
        """Resident bytes."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) << 10
        return 0

    def command(self, *arguments):
        """A command of the program on this data directory: its code, its output and its errors."""
        form = [] if arguments[0] == "status" else ["--format", "jsonl"]
        done = subprocess.run([*self.before, self.program, *arguments, "--data", str(self.data), *form],
                              capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=120,
                              env=self.environment)
        return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")

    def make_token(self):
        code, output, errors = self.command("token", "create", "--role", "lead", "--days", "3650")
        if code != 0:
            raise Failed(f"token create ends with {code}: {errors[-400:]}")
        self.token = json.loads(output)["token"]

    def make_account(self, name="wacht"):
        """A person who may lead incidents, and who is logged in from now on."""
        self.password = "een lang en vast wachtwoord 7431"
        command = [*self.before, self.program, "user", "add", name, "--role", "lead", "--data", str(self.data)]
        done = subprocess.run(command,
                              input=self.password + "\n", capture_output=True, check=False, text=True, timeout=60,
                              env=self.environment)
        if done.returncode != 0:
            raise Failed(f"user add ends with {done.returncode}: {done.stderr[-400:]}")
        self.person = name
        self.log_in()

    def log_in(self):
        connection = self.connection()
        try:
            body = json.dumps({"name": self.person, "password": self.password})
            connection.request("POST", "/api/v1/session", body, {
                "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"})
            answer = connection.getresponse()
            content = answer.read()
            if answer.status not in (200, 201):
                raise Failed(f"logging in is answered with {answer.status}: {content[:300]}")
            self.session = {"Cookie": answer.getheader("Set-Cookie").split(";")[0], "Sec-Fetch-Site": "same-origin",
                            "X-CSRF-Token": json.loads(content)["csrf_token"]}
        finally:
            connection.close()

    def connection(self, timeout=60):
        return http.client.HTTPConnection(*self.web_address, timeout=timeout)

    def ask(self, method, path, body=None, connection=None):
        """Status and JSON of one call."""
        own = connection or self.connection()
        try:
            # People write in journals; all else is asked with the token, which no jump of the clock ends.
            by_person = self.session and path.startswith("/api/v1/incidents")
            headers = dict(self.session) if by_person else {"Authorization": f"Bearer {self.token}"}
            if body is not None:
                body, headers["Content-Type"] = json.dumps(body), "application/json"
            own.request(method, path, body, headers)
            answer = own.getresponse()
            content = answer.read()
            try:
                return answer.status, json.loads(content) if content else None
            except ValueError:
                return answer.status, content
        finally:
            if connection is None:
                own.close()

    def status(self):
        code, answer = self.ask("GET", "/api/v1/status")
        if code != 200:
            raise Failed(f"/api/v1/status answers {code}: {answer}")
        return answer

    def pages(self, query="", most=None, problems=None):
        """Events newest first, page by page."""
        connection, cursor, seen = self.connection(120), "", 0
        try:
            while cursor is not None and (most is None or seen < most):
                code, page = self.ask("GET", f"/api/v1/events?limit=1000{query}" + (cursor and "&cursor=" + cursor),
                                      connection=connection)
                if code != 200:
                    raise Failed(f"/api/v1/events answers {code}: {str(page)[:300]}")
                if problems is not None:
                    problems.extend(page["problems"])
                seen += len(page["events"])
                yield page["events"]
                cursor = page["cursor"]
        finally:
            connection.close()

    def newest(self):
        """The lines of the newest page."""
        return [event["raw"] for page in self.pages(most=1) for event in page]


def times(full, short, whole):
    """How many times a fault comes: short, whole, or what DIJKWACHT_TORTURE_TIMES says."""
    return int(os.environ.get("DIJKWACHT_TORTURE_TIMES", whole if full else short))


def wait_until(what, body, seconds, every=0.1):
    """Seconds until the body is true."""
    begin = time.monotonic()
    while not body():
        if time.monotonic() - begin > seconds:
            raise Failed(f"not within {seconds} s: {what}")
        time.sleep(every)
    return time.monotonic() - begin

