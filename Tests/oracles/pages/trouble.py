# What goes wrong around a page: a clock of the browser that is wrong, two people who do something with the same alert,
# a session that ends while someone types, and logs that were written to harm whoever reads them.
# SPDX-License-Identifier: EUPL-1.2

import datetime
import re
import socket
import time
import zoneinfo

from pages.demo import PEOPLE, Person
from pages.steps import PASSWORD, need
from watch.running import Failed

DAY = 86_400
ZONE = zoneinfo.ZoneInfo("Europe/Amsterdam")
# A browser whose clock is wrong by some milliseconds, and whose clocks on the page tick soon.
SKEW = """
{
  const Real = Date, shift = %d, every = setInterval;
  globalThis.Date = class extends Real {
    constructor(...parts) { if (parts.length) super(...parts); else super(Real.now() + shift); }
    static now() { return Real.now() + shift; }
  };
  globalThis.setInterval = (body, pause) => every(body, Math.min(pause, 100));
}
"""
LEFT = """return [...document.querySelectorAll('[data-left]')].map(one => [Number(one.dataset.left), one.innerText])"""
# Written to be run, to turn the line around, to colour a terminal, or to push a table off the screen.
MARK = "zz9hurt"
RUN = "window.hurt=1"
HOSTILE = [
    f"<script>{RUN}</script>", f"<img src=x onerror={RUN}>", f"\"><svg onload={RUN}>",
    f"</template><script>{RUN}</script>", f"'-alert(1)-'<a href=javascript:{RUN}>",
    "\u202egpj.exe\u2066", "\u001b[31mrood\u001b[0m\u001b]0;titel\u0007",
    "\u0001\u0008\u007f\u200e", "W" * 10_000, "&lt;script&gt;", "{0}{1}%s%n", "\U0001f4a9\u0300" * 20,
]
BAD = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u0000-\u0008\u000b-\u001f\u007f-\u009f]")



def ready(browser):
    browser.wait("the page", "return document.readyState === 'complete'")


def wrong_clock(browser, base, lead, say):
    """Three days fast or slow: what is left and how long ago it was are still those of the server."""
    status, incident, _ = lead.send("/incidenten", {"titel": "Een klok die niet klopt", "tlp": "amber"}, "/incidenten")
    need(status == 303, f"opening an incident is answered with {status}")
    moment = datetime.datetime.now(ZONE) - datetime.timedelta(hours=3)
    status, _, said = lead.send(f"{incident}/moment", {
        "moment": "breach_aware", "tijd": moment.strftime("%Y-%m-%dT%H:%M"), "zone": "ams",
        "zekerheid": "exact", "waarom": "De beller zag het om deze tijd."}, incident)
    need(status == 303, f"recording the moment is answered with {status}: {said[:300]}")
    browser.be(base, lead.cookie)
    for days in (3, -3):
        made = browser.tools("Page.addScriptToEvaluateOnNewDocument", source=SKEW % (days * DAY * 1_000))
        try:
            browser.open(base + incident)
            ready(browser)
            shown = browser.run("return new Date().getTime()") / 1_000
            need(abs(shown - time.time() - days * DAY) < 60, "the clock of the browser is not wrong")
            # Long enough for the page to have counted on by itself.
            time.sleep(0.5)
            left = browser.run(LEFT)
            need(left, "no clock says what is left")
            need(any(abs(given - 69 * 3_600) < 120 for given, _ in left), f"no clock has 69 hours left: {left}")
            for given, text in left:
                # Rounded to a minute, and a second may have passed.
                hours, minutes = (int(one) for one in re.findall(r"\d+", text))
                need(-5 <= given - hours * 3_600 - minutes * 60 < 65,
                     f"{days} days off the clock says {text} for {given} s")
            field = browser.run("return document.querySelector('form[action$=\"/moment\"] input[name=tijd]').value")
            told = datetime.datetime.fromisoformat(field).replace(tzinfo=ZONE)
            need(abs((told - datetime.datetime.now(ZONE)).total_seconds()) < 180,
                 f"{days} days off a form begins with {field}")
            browser.open(base + "/gezondheid")
            ready(browser)
            said = browser.run("return document.querySelector('main').innerText")
            ages = re.findall(r"\((\d+) (s|min|uur|dagen) geleden\)", said)
            need(ages and all(unit in ("s", "min") for _, unit in ages), f"{days} days off the page says {ages}")
        finally:
            browser.tools("Page.removeScriptToEvaluateOnNewDocument", identifier=made["identifier"])
    say(f"with the clock of the browser three days off, {len(left)} clocks, the form and the ages say the server's "
        "time")
    return incident


def two_people(browser, base, lead, analyst, incident, say):
    """The second who does something with an alert hears that it was done; the decision of the first stands, and what
    the second typed is still there when going back."""
    status, _, _ = lead.send(f"{incident}/leden", {"naam": PEOPLE["analyst"]}, incident)
    need(status == 303, f"adding a member is answered with {status}")
    # Not the first: those are for the card.
    alerts = re.findall(r'<tr id="a-([^"]+)"', lead.page("/signalen?volgorde=last_seen&niveau=high"))
    alert = alerts[-1]
    browser.be(base, analyst.cookie)
    browser.open(f"{base}/signalen/{alert}")
    browser.click("details[data-key=c] summary")
    browser.run("document.querySelector('details[data-key=c] select').value = 'expected'")
    browser.type("details[data-key=c] input[name=noot]", "dit was de test van dinsdag")
    number = incident.split("/")[-1]
    status, target, _ = lead.send("/signalen", [
        ("terug", "/signalen"), ("signaal", alert), ("doe", "merge"), ("incident", number)], "/signalen")
    need(status == 303 and "gedaan=merged" in target, f"merging is answered with {status} {target}")
    browser.run("window.isBefore = true")
    browser.click("details[data-key=c] button.main")
    browser.wait("an answer", "return !window.isBefore && document.readyState === 'complete'")
    code, said = browser.run("return [performance.getEntriesByType('navigation')[0].responseStatus, "
                             "document.querySelector('main').innerText]")
    need(code == 409 and "intussen" in said and number in said, f"the second is answered with {code}: {said}")
    browser.ask("POST", "/back", {})
    kept = browser.wait("what was typed",
                        "return document.querySelector('details[data-key=c] input[name=noot]')?.value")
    need(kept == "dit was de test van dinsdag", f"going back shows {kept!r}")
    state = re.search(r"<dt>Stand</dt><dd>(.*?)</dd>", lead.page(f"/signalen/{alert}"))[1]
    need(number in state and "gesloten" not in state, f"after both the alert is {state}")
    # Both close it: whichever counts, it is closed, and both reasons stay in the record.
    alert = alerts[-2]
    for person, reason in ((lead, "expected"), (analyst, "false_alarm")):
        status, _, said = person.send("/signalen", [
            ("terug", "/signalen"), ("signaal", alert), ("doe", "close"), ("reden", reason), ("noot", "")], "/signalen")
        need(status == 303 or status == 409 and "intussen" in said, f"closing is answered with {status}: {said[:300]}")
    state = re.search(r"<dt>Stand</dt><dd>(.*?)</dd>", lead.page(f"/signalen/{alert}"))[1]
    need(state.startswith("gesloten"), f"after both have closed it the alert is {state}")
    say("two people on one alert: the second hears that the first was there, and keeps what was typed")


def session_ends(browser, base, incident, say):
    """What someone was typing when the session ended is written after logging in again, sign by sign."""
    text = "Regel één: \"aanhaling\" & <b>vet</b>\nregel twee; 100% + 'meer' \u2026 \U0001f600"
    person = Person(base)
    status, _, _ = person.ask("POST", "/inloggen", {"name": PEOPLE["lead"], "password": PASSWORD, "naar": ""})
    need(status == 303, f"logging in is answered with {status}")
    browser.be(base, person.cookie)
    browser.open(base + incident)
    browser.run("const one = document.querySelector('textarea[name=tekst]'); one.focus(); one.value = arguments[0]",
                text)
    # In another window.
    status, _, _ = Person(base, person.cookie).send("/uitloggen", {})
    need(status == 303, f"logging out is answered with {status}")
    change(browser, "form[action$='/regel'] button.main")
    need(browser.run("return performance.getEntriesByType('navigation')[0].responseStatus") == 401,
         "a form without a session is taken")
    need("bewaard" in browser.run("return document.querySelector('.note').innerText").lower(),
         "it is not said that the text is kept")
    browser.type("input[name=name]", PEOPLE["lead"])
    browser.type("input[name=password]", PASSWORD)
    change(browser, "main button.main")
    change(browser, "main button.main")
    need(browser.path.startswith(incident), f"sending it leads to {browser.path}")
    found = browser.run("return [...document.querySelectorAll('ol.journal > li')][0].querySelectorAll('p:not(.head)')"
                        " && [...[...document.querySelectorAll('ol.journal > li')][0].querySelectorAll('p:not(.head)')]"
                        ".map(one => one.innerText)")
    need(found[:2] == text.split("\n"), f"of what was typed there is {found}")
    say("a session that ends while someone types: the text is there after logging in again, sign by sign")


def change(browser, selector):
    browser.run("window.isBefore = true")
    browser.click(selector)
    browser.wait(f"what comes of {selector}", "return !window.isBefore && document.readyState === 'complete'")


def hostile(browser, base, watch, say):
    """Such logs come in while the queue is open; then they are looked for, opened line by line, and followed."""
    browser.open(base + "/signalen")
    before = browser.run("return document.querySelectorAll('#rows tbody tr').length")
    lines = []
    for number, text in enumerate(HOSTILE):
        host = re.sub(r"[\s\x00-\x1f]", "_", text)[:200]
        lines.append(f"<38>1 2026-03-19T07:{number:02}:00Z {host} sshd - - - {MARK} nowhere-in-these-lines {text}")
    with socket.create_connection(watch.address("syslog_tcp")) as sender:
        sender.sendall("".join(f"{line}\n" for line in lines).encode())
    # They come to the open page too.
    browser.wait("rows come", "return document.querySelectorAll('#rows tbody tr').length > arguments[0]", before + 5,
                 seconds=20)
    wrong, opened = [], set()
    looked(browser, "the queue, live", wrong)
    waiting = ["/signalen", f"/onderzoek?q={MARK}", "/bronnen/rsyslog", "/gezondheid"]
    while waiting and len(opened) < 60:
        address = waiting.pop(0)
        if address in opened:
            continue
        opened.add(address)
        browser.open(base + address)
        looked(browser, address, wrong)
        if address == "/signalen" or address.startswith("/onderzoek?"):
            waiting += browser.run(
                "return [...document.querySelectorAll('#rows a, ol.timeline a')].map(one => one.getAttribute('href'))"
                ".filter(one => /^[/](signalen|regel|onderzoek)[/]/.test(one) && !one.endsWith('/rond'))")[:40]
    code, _ = watch.ask("GET", "/healthz")
    need(code == 200, f"the program answers {code}")
    need(len(opened) >= 20, f"only {len(opened)} pages are opened")
    if wrong:
        raise Failed("\n    ".join(dict.fromkeys(wrong)))
    say(f"{len(HOSTILE)} kinds of hostile text, on {len(opened)} pages: nothing runs, nothing turns, no page is too "
        "wide")


def looked(browser, address, wrong):
    """Nothing of the log is anything but text."""
    try:
        text = browser.ask("GET", "/alert/text")
        wrong.append(f"{address} opens a dialog: {text}")
        browser.ask("POST", "/alert/dismiss", {})
    except Exception:
        # There is none: that is how it must be.
        pass
    ran, title, text, parts = browser.run(
        "return [window.hurt ?? 0, document.title, document.body.innerText, "
        "document.querySelectorAll('main script, main img, main svg:not(.chart svg), main a[href^=\"javascript:\"], "
        "main template, main [onload], main [onerror]').length]")
    if ran or parts or "titel" == title:
        wrong.append(f"{address}: a script ran {ran} times, {parts} parts of the page come from a log")
    found = BAD.search(text)
    if found:
        around = text[max(found.start() - 30, 0):found.end()]
        wrong.append(f"{address} shows U+{ord(found[0]):04X} as it is: {around!r}")
    for width in (1280, 320):
        browser.size(width)
        wide = browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            wrong.append(f"{address} scrolls {wide} px sideways at {width} px")
    browser.size(1280)
