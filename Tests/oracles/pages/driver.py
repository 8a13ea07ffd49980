# Chromium through chromedriver, as far as the tests of the pages need it (W3C WebDriver, and the protocol of its
# tools).
# SPDX-License-Identifier: EUPL-1.2

import base64
import json
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

KEYS = {"Enter": "\ue007", "Tab": "\ue004", "Escape": "\ue00c", "Space": " ", "Down": "\ue015", "Up": "\ue013",
        "Shift": "\ue008"}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class BrowserError(Exception):
    """The browser says that something cannot be done."""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Browser:
    """One window of a browser of its own, without anything from before."""

    def __init__(self, port=0, scripts=True, language="nl"):
        self.port = port or free_port()
        self.base, self.session = f"http://127.0.0.1:{self.port}", None
        self.process = subprocess.Popen([shutil.which("chromedriver"), f"--port={self.port}"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                            "--window-size=1280,900", f"--lang={language}"],
                   "prefs": {"intl.accept_languages": language}}
        if not scripts:
            options["prefs"]["profile.managed_default_content_settings.javascript"] = 2
        try:
            self._wait()
            made = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": {
                "goog:loggingPrefs": {"browser": "ALL"}, "goog:chromeOptions": options}}})
            self.session = f"/session/{made['sessionId']}"
        except BaseException:
            self.end()
            raise

    def _wait(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                self._ask("GET", "/status")
                return
            except OSError:
                time.sleep(0.1)
        raise BrowserError("chromedriver does not answer")

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise BrowserError(error.read().decode()[:600]) from None

    def ask(self, method, path, body=None):
        return self._ask(method, self.session + path, body)

    def open(self, url):
        self.ask("POST", "/url", {"url": url})

    def run(self, script, *arguments):
        """What a script gives; one that gives a promise is waited for."""
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def tools(self, command, **parameters):
        return self.ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def find(self, selector):
        return self.ask("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def type(self, selector, text):
        self.ask("POST", f"/element/{self.find(selector)}/value", {"text": text})

    def click(self, selector):
        self.ask("POST", f"/element/{self.find(selector)}/click", {})

    def press(self, *keys):
        """Keys to whatever has the focus: single letters, or names such as Enter."""
        steps = []
        for key in keys:
            code = KEYS.get(key, key)
            steps += [{"type": "keyDown", "value": code}, {"type": "keyUp", "value": code}]
        self.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": steps}]})

    def press_back(self):
        """Shift and Tab together."""
        shift, tab = KEYS["Shift"], KEYS["Tab"]
        steps = [{"type": kind, "value": key} for kind, key in
                 (("keyDown", shift), ("keyDown", tab), ("keyUp", tab), ("keyUp", shift))]
        self.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": steps}]})

    def write(self, text):
        self.press(*text)

    def wait(self, what, script, *arguments, seconds=10):
        """Until a script gives something, and what it gives."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                found = self.run(script, *arguments)
                if found:
                    return found
            except BrowserError:
                # The page changes under it.
                pass
            time.sleep(0.05)
        raise BrowserError(f"not within {seconds} s: {what}")

    def size(self, width, height=900):
        self.tools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def picture(self, file):
        """The whole page, also what lies below the window."""
        size = self.run("return [document.documentElement.clientWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], 8_000), "scale": 1}
        made = self.tools("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        pathlib.Path(file).write_bytes(base64.b64decode(made["data"]))

    def be(self, base, cookie):
        """Whoever the cookie of a session stands for, from now on; nobody without one."""
        self.tools("Network.clearBrowserCookies")
        if cookie:
            name, value = cookie.split("=", 1)
            self.tools("Network.setCookie", name=name, value=value, url=base, httpOnly=True)

    def scheme(self, name):
        self.tools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    @property
    def path(self):
        return "/" + self.ask("GET", "/url").split("/", 3)[3]

    def complaints(self):
        """What the console says since it was last asked: broken policies, scripts that fail, files that are missing."""
        return [one["message"] for one in self.ask("POST", "/se/log", {"type": "browser"})
                if one["level"] in ("SEVERE", "WARNING")]

    def end(self):
        if self.session:
            try:
                self.ask("DELETE", "")
            except (BrowserError, OSError):
                pass
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
