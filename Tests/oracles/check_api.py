#!/usr/bin/env python3
# Holds a running program against its OpenAPI document with schemathesis, and sends requests that no client would send.
# Usage: check_api.py DIJKWACHT. Ends with 1 if an answer is not as described, with 77 if it cannot run here.
# SPDX-License-Identifier: EUPL-1.2

import http.client
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from watch.running import Failed, Watch

# Cases per operation and the seed that they follow from: the same ones every time.
CASES, SEED = os.environ.get("DIJKWACHT_API_CASES", "6"), "20260319"
# What the document cannot say (which cursor is of which list, which account there is) makes data that fits it wrong.
CHECKS = ",".join((
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "unsupported_method", "allow_header_conformance",
    "missing_required_header"))

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
# A second request that must not be answered: what comes before it is one request for some and two for others.
HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
# What is sent -> the statuses that come back, and whether the connection is then closed.
ODD = {
    "plain": (GET + b"\r\n", [200], False),
    "two in one": (GET + b"\r\n" + GET + b"\r\n", [200, 200], False),
    "length and chunked": (
        POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN, [400], True),
    "two lengths": (POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}" + HIDDEN, [400], True),
    "signed length": (POST + b"Content-Length: +2\r\n\r\n{}" + HIDDEN, [400], True),
    "length in hex": (POST + b"Content-Length: 0x2\r\n\r\n{}" + HIDDEN, [400], True),
    "length beyond 64 bits": (POST + b"Content-Length: 99999999999999999999\r\n\r\n{}", [400], True),
    "length above the limit": (POST + b"Content-Length: 9999999999\r\n\r\n{}", [413], True),
    "coding identity": (POST + b"Transfer-Encoding: identity\r\n\r\n" + HIDDEN, [400], True),
    "coding gzip, chunked": (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + HIDDEN, [400], True),
    "chunked twice": (
        POST + b"Transfer-Encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN, [400], True),
    "blank before colon": (POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN, [400], True),
    "chunk of -2": (CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n" + HIDDEN, [400], True),
    "chunk of 0x2": (CHUNKED + b"0x2\r\n{}\r\n0\r\n\r\n" + HIDDEN, [400], True),
    "chunk longer than said": (CHUNKED + b"2\r\n{}xx\r\n0\r\n\r\n" + HIDDEN, [400], True),
    "chunk beyond 64 bits": (CHUNKED + b"fffffffffffffffff2\r\n{}\r\n0\r\n\r\n", [400], True),
    "chunk with bare line feeds": (CHUNKED + b"2\n{}\n0\n\n" + HIDDEN, [400], True),
    "body that stops": (POST + b"Content-Length: 50\r\n\r\n{}", [400], True),
    "folded field": (GET + b"X-A: b\r\n c\r\n\r\n", [400], True),
    "bare line feeds": (b"GET /healthz HTTP/1.1\nHost: x\n\n", [400], True),
    "bare carriage return": (GET + b"X-A: b\rX-B: c\r\n\r\n", [400], True),
    "NUL in a field": (GET + b"X-A: b\0c\r\n\r\n", [400], True),
    "no host": (b"GET /healthz HTTP/1.1\r\n\r\n", [400], True),
    "two hosts": (GET + b"Host: y\r\n\r\n", [400], True),
    "no host but a path": (b"GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n", [400], True),
    "NUL in the target": (b"GET /heal\0thz HTTP/1.1\r\nHost: x\r\n\r\n", [400], True),
    "target of 20,000 bytes": (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", [414], False),
    "2,000 fields": (GET + b"".join(b"X%d: a\r\n" % n for n in range(2_000)) + b"\r\n", [400], True),
    "HTTP/1.0": (b"GET /healthz HTTP/1.0\r\n\r\n", [200], True),
    "HTTP/2 without upgrade": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400], True),
    "TLS on a plain address": (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + b"a" * 40, [400], True),
    "close among options": (GET + b"Connection: x, Close\r\n\r\n", [200], True),
    "TRACE": (b"TRACE /healthz HTTP/1.1\r\nHost: x\r\n\r\n", [405], False),
    "range of many parts": (
        GET + b"Range: bytes=" + b",".join(b"%d-%d" % (n, n) for n in range(3_000)) + b"\r\n\r\n", [200], False),
}
HEADERS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy", "cache-control")


def statuses(address, data, stops):
    """The statuses of the answers, and whether the connection is closed behind them."""
    with socket.create_connection(address, 20) as connection:
        connection.sendall(data)
        received, closed = b"", False
        if stops:
            connection.shutdown(socket.SHUT_WR)
        # The first answer may take its time on a busy machine; a connection that stays open says nothing more.
        connection.settimeout(20)
        try:
            while more := connection.recv(1 << 16):
                received += more
                connection.settimeout(1)
            closed = True
        except TimeoutError:
            pass
        except ConnectionResetError:
            closed = True
    found, rest = [], received
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        found.append(int(lines[0].split()[1]))
        rest = rest[next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0):]
    return found, closed


def oddities(address, say):
    """Requests that only someone with bad intentions sends: one answer each, and no 5xx."""
    wrong = []
    for name, (data, expected, closes) in ODD.items():
        found, closed = statuses(address, data, name == "body that stops")
        if found != expected or closed != closes:
            wrong.append(f"{name}: {found}, {'closed' if closed else 'open'}")
    if wrong:
        raise Failed("; ".join(wrong))
    say(f"{len(ODD)} odd requests are answered as they should be")


def fields(address, say):
    """Each answer, also one that refuses, keeps a browser from making more of it."""
    paths = ("/", "/inloggen", "/nothing", "/uitloggen", "/healthz", "/api/v1/alerts", "/bestanden/-/style.css",
             "/bestanden/-/nothing", "/" + "a" * 20_000)
    for method, path in [("GET", path) for path in paths] + [("PUT", "/signalen"), ("POST", "/inloggen")]:
        connection = http.client.HTTPConnection(*address, timeout=20)
        connection.request(method, path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        missing = [name for name in HEADERS if not answer.getheader(name)]
        if missing or answer.status >= 500:
            raise Failed(f"{method} {path[:40]}: {answer.status} without {', '.join(missing)}")
    say("every answer has the fields that protect a browser")


def described(program, address, arguments, name, say):
    """Schemathesis over the document that the program gives out."""
    with tempfile.TemporaryDirectory(prefix="dijkwacht-api.") as folder:
        run = subprocess.run(
            [program, "run", "http://%s:%s/openapi.json" % address, "--mode", "all",
             "--max-examples", CASES, "--seed", SEED, "--continue-on-failure", "--no-color",
             "--suppress-health-check", "all", "--warnings", "off", *arguments],
            capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=600, cwd=folder)
    text = run.stdout + run.stderr
    if run.returncode:
        raise Failed(text[text.find("=== FAILURES"):][:4_000])
    cases = next((line.strip() for line in text.splitlines() if "generated" in line), "")
    say(f"{name}: {cases}")


def prepare(program, folder):
    """The record of an exercise, the program that shows it, and who may ask: a token and a person."""
    data = pathlib.Path(folder, "data")
    subprocess.run([program, "exercise", "run", "finance-2026", "--speed", "max", "--data", str(data), "--quiet"],
                   check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=300)
    watch = Watch(program, data, kinds=())
    watch.make_token()
    watch.start()
    watch.make_account()
    return watch


def options(fields):
    return [part for name, value in fields.items() for part in ("-H", f"{name}: {value}")]


def main():
    print("check_api: the API against its document", flush=True)
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        print("check_api: there is no program to test")
        return 77
    made = pathlib.Path(sys.executable).parents[2] / "oracles-api/bin/schemathesis"
    tool = str(made) if made.exists() else shutil.which("schemathesis")
    if not tool:
        print("check_api: there is no schemathesis (PyPI; scripts/venv installs it)")
        return 77
    failed, begin = [], time.monotonic()
    say = lambda text: print(f"  {text}", flush=True)
    with tempfile.TemporaryDirectory(prefix="dijkwacht-api.") as folder:
        watch = None
        try:
            watch = prepare(str(pathlib.Path(sys.argv[1]).resolve()), folder)
            address = watch.web_address
            for name, step in (
                ("odd requests", lambda: oddities(address, say)),
                ("header fields", lambda: fields(address, say)),
                ("with a token", lambda: described(
                    tool, address, ["--checks", CHECKS + ",ignored_auth", "--phases", "coverage,fuzzing",
                                    *options({"Authorization": f"Bearer {watch.token}"})], "with a token", say)),
                ("with a session", lambda: described(
                    tool, address, ["--checks", CHECKS, "--phases", "coverage", "--exclude-path-regex", "/session",
                                    *options(watch.session)], "with a session", say)),
            ):
                try:
                    step()
                except Failed as problem:
                    failed.append(name)
                    print(f"  {name} FAILED: {problem}", flush=True)
            watch.check_alive()
        except (Failed, OSError, subprocess.SubprocessError) as problem:
            failed.append("the start")
            print(f"  FAILED: {problem}", flush=True)
        finally:
            if watch:
                watch.end()
    print(f"check_api: {len(failed)} parts failed {', '.join(failed)} ({time.monotonic() - begin:.0f} s)".rstrip())
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
