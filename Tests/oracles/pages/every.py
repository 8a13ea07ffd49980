# Every page of every role in a browser: accessible in light, dark and on a narrow screen, not sideways, not heavy, soon
# there, without a complaint of the browser; and whole without scripts.
# SPDX-License-Identifier: EUPL-1.2

import json
import os
import pathlib
import re

from pages import finding
from pages.steps import need
from pages.trouble import change
from watch.running import Failed

# Bytes of a page, its style and scripts aside (which browsers keep); and of those together.
MOST_BYTES, MOST_BESIDE = 60_000, 40_000
# Milliseconds until something is seen. The machine may be busy with all the other tests.
MOST_PAINT = 4_000
# WCAG 2.2 A and AA, with what is no more than good practice left out. What differs in dark is the colours; what differs
# on a narrow screen is all the rest.
TAGS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = ["color-contrast", "link-in-text-block"]
RUNS = {
    "light": (1280, "light", {"runOnly": TAGS}),
    "dark": (1280, "dark", {"runOnly": {"type": "rule", "values": COLOURS}}),
    "narrow": (390, "light", {"runOnly": TAGS, "rules": {one: {"enabled": False} for one in COLOURS}}),
}
# What is folded away is looked at too.
OPEN = "for (const one of document.querySelectorAll('details')) one.open = true;"
PAINT = """
const paint = performance.getEntriesByName('first-contentful-paint')[0];
const page = performance.getEntriesByType('navigation')[0];
const beside = performance.getEntriesByType('resource').filter(one => one.name.includes('/bestanden/'));
return paint && page && document.readyState === 'complete' && [paint.startTime, page.decodedBodySize,
  page.responseStatus, beside.map(one => one.decodedBodySize).reduce((a, b) => a + b, 0)];
"""
WIDE = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Cells of tables that are so narrow that a word of at most 14 signs is broken off in the middle: a word, the room that
# there is for it and the room that it takes.
CRUSHED = """
const pen = document.createElement('canvas').getContext('2d'), found = [];
for (const cell of document.querySelectorAll('td')) {
  const style = getComputedStyle(cell);
  const room = cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), all = [];
  while (texts.nextNode()) all.push(texts.currentNode);
  for (const text of all.filter(one => one.parentElement.checkVisibility())) {
    const words = text.data.split(/\\s+/).filter(one => /^[\\p{L}\\d_.:]{2,14}$/u.test(one));
    const own = getComputedStyle(text.parentElement);
    pen.font = `${own.fontStyle} ${own.fontWeight} ${own.fontSize} ${own.fontFamily}`;
    const widths = words.map(word => [word, Math.round(room), Math.round(pen.measureText(word).width)]);
    found.push(...widths.filter(one => one[2] > room + 1).slice(0, 1));
  }
}
return found;
"""
# Parts that one comes to with Tab and that then do not show it. The key before it lets the browser think of keys.
UNSEEN = """
const held = document.activeElement, found = [];
for (const one of document.querySelectorAll('a[href], button, summary, select, textarea, input, [tabindex]')) {
  if (one.type === 'hidden' || one.hidden || one.localName === 'main' || !one.checkVisibility()) continue;
  one.focus({preventScroll: true});
  const style = getComputedStyle(one);
  const isSeen = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  // A field of a date marks the part of it that has the focus, within.
  if (document.activeElement === one && !isSeen && !one.matches('input[type^=date]'))
    found.push(one.outerHTML.slice(0, 100));
}
held?.focus();
return found;
"""
# What no link leads to, and how each is answered.
ASKED = {"/signalen/x": 404, "/nergens": 404, "/signalen?gedaan=closed&aantal=1": 200, "/signalen?stand=closed": 200,
         "/signalen?wie=account:niemand": 200, "/onderzoek?q=judith": 200, "/onderzoek?q=nietsvanditalles": 200,
         "/onderzoek?q=%22open": 400, "/regels?zoek=nietsvanditalles": 200, "/beheer?naam=nietsvanditalles": 200}


class Look:
    """What is found over all pages."""

    def __init__(self, browser, axe, say):
        self.browser, self.source, self.say = browser, pathlib.Path(axe).read_text(encoding="utf-8"), say
        self.wrong, self.seen = [], 0
        self.weights, self.paints, self.beside = {}, [], 0

    def at(self, name, statuses=(200,)):
        """Looks at the page that is open."""
        browser = self.browser
        # A page that was answered with a problem has no paint of its own sometimes until it is seen.
        paint, size, status, beside = browser.wait("its paint", PAINT)
        self.seen += 1
        self.weights[name], self.beside = size, max(self.beside, beside)
        self.paints.append(paint)
        if status not in statuses:
            self.wrong.append(f"{name} answers {status}")
        if size > MOST_BYTES:
            self.wrong.append(f"{name} has {size} bytes")
        if paint > MOST_PAINT:
            self.wrong.append(f"{name} shows nothing for {paint:.0f} ms")
        # What is not found or not allowed is told in the console too, and that is as it must be.
        self.wrong += [f"{name}: {text}" for text in browser.complaints() if not re.search(r"status of 4\d\d", text)]
        self.keep(name)
        browser.run(OPEN)
        for width in (1280, 390):
            browser.size(width)
            crushed = browser.run(CRUSHED)
            if crushed:
                self.wrong.append(f"{name} breaks words of {len(crushed)} cells off at {width} px: {crushed[:2]}")
        browser.size(320)
        wide = browser.run(WIDE)
        if wide > 0:
            self.wrong.append(f"{name} scrolls {wide} px sideways at 320 px")
        self.hold(name)
        browser.size(1280)
        browser.scheme("light")

    def hold(self, name):
        browser = self.browser
        browser.press("Tab")
        self.wrong += [f"{name}: {one} has the focus without a sign of it" for one in browser.run(UNSEEN)]
        # Scripts of axe come by the tools, past the policy of the page.
        browser.run(self.source + "; window.axe = axe;")
        for what, (width, scheme, options) in RUNS.items():
            browser.size(width)
            browser.scheme(scheme)
            passed, found = browser.run(
                "return axe.run(document, arguments[0]).then(found => [found.passes.length, found.violations.map(one "
                "=> [one.id, one.nodes.length, one.nodes[0].html.slice(0, 200)])])", options)
            need(passed > (0 if what == "dark" else 5), f"axe looks at next to nothing on {name}: {passed}")
            self.wrong += [f"{name}, {what}: axe {json.dumps(one)}" for one in found]

    def keep(self, name):
        """Pictures, where DIJKWACHT_PICTURES names a folder."""
        folder = os.environ.get("DIJKWACHT_PICTURES")
        if folder:
            file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80]
            for width, scheme in ((1280, "light"), (390, "dark")):
                self.browser.size(width)
                self.browser.scheme(scheme)
                self.browser.picture(pathlib.Path(folder, f"{file}-{width}.png"))


def pages_of(role, person, known):
    """What this one can come to, and what is asked beside; each with how it may be answered. A page that says the same
    to another role is looked at once."""
    found, wrong, files = finding.crawl(person)
    pages = [(address, (status,)) for address, status, text in found.values() if text not in known]
    known |= {text for _, _, text in found.values()}
    linked = {address for address, _, _ in found.values()}
    # Not everyone may see everything: then it is said that one may not, or that it is not there.
    pages += [(address, (status, 403)) for address, status in ASKED.items() if address not in linked]
    return found, [f"{role}: {text}" for text in wrong], pages, files


def every_page(browser, base, people, axe, say, routes):
    """All of it for every role, and what the administrator makes that is shown once. Fills `routes`: of each route who
    came there first, and at what address."""
    look, known = Look(browser, axe, say), set()
    for role, person in people.items():
        found, wrong, pages, files = pages_of(role, person, known)
        look.wrong += wrong
        for kind in found:
            routes.setdefault(kind, (role, found[kind][0]))
        browser.be(base, person.cookie)
        for address, statuses in pages:
            browser.complaints()
            browser.open(base + address)
            look.at(f"{role} {address}", statuses)
        say(f"{role}: {len(found)} routes by links, {sum(files.values())} files, {len(pages)} pages not seen before")
    not_yours(browser, base, people["administrator"], look)
    of_forms(browser, base, look)
    browser.be(base, None)
    for address in ("/inloggen", "/login/x", "/nergens"):
        browser.open(base + address)
        look.at(f"nobody {address}", (404,) if address == "/nergens" else (200,))
    report(look, routes, say)


def not_yours(browser, base, person, look):
    """Who may not see the queue is not told that nothing waits in it."""
    browser.be(base, person.cookie)
    for address in ("/signalen", "/signalen?stand=all"):
        browser.open(base + address)
        said = browser.run("return [...document.querySelectorAll('main .note:not(details)')].map(one => one.innerText)")
        false = [one for one in said if "Er wacht geen signaal" in one or "nog geen signaal geweest" in one]
        if false:
            look.wrong.append(f"administrator {address} says of a queue that is full: {false[0].splitlines()[0]!r}")


def of_forms(browser, base, look):
    """What comes of forms and is on no other page: what is shown once, and what is said of a form that is wrong."""
    browser.open(base + "/beheer/accounts/petra.visser")
    change(browser, "form[action$='/link'] button")
    look.at("administrator, a link for an account")
    browser.open(base + "/beheer/tokens")
    browser.click("details[data-key=n] summary")
    browser.type("details[data-key=n] input[name=label]", "koppeling")
    change(browser, "details[data-key=n] button.main")
    need(browser.run("return !!document.querySelector('#secret')"), "a token is not shown")
    look.at("administrator, a token")
    browser.open(base + "/beheer")
    browser.click("details[data-key=n] summary")
    browser.type("details[data-key=n] input[name=naam]", "petra.visser")
    change(browser, "details[data-key=n] button.main")
    look.at("administrator, an account that is there", (400, 409, 422))
    need(browser.run("return document.querySelector('details[data-key=n] input[name=naam]').value") == "petra.visser",
         "a name that is taken is not kept in its field")
    browser.open(base + "/wachtwoord")
    for name, text in (("password_new", "vier losse woorden dan"), ("password_again", "vier andere woorden dan")):
        browser.type(f"input[name={name}]", text)
    change(browser, "main button.main")
    look.at("administrator, passwords that differ", (400, 422))
    browser.be(base, None)
    browser.open(base + "/inloggen")
    browser.type("input[name=name]", "niemand")
    browser.type("input[name=password]", "niets van dit alles")
    change(browser, "main button.main")
    look.at("nobody, a wrong password", (401, 403))


def report(look, routes, say):
    queue = max(size for name, size in look.weights.items() if name.endswith(" /signalen"))
    heaviest = max(look.weights, key=look.weights.get)
    paints = sorted(look.paints)
    if look.beside > MOST_BESIDE:
        look.wrong.append(f"style and scripts have {look.beside} bytes")
    say(f"{len(routes)} routes: {' '.join(sorted(routes))}")
    say(f"the queue has {queue} bytes, the heaviest page {look.weights[heaviest]} ({heaviest}); style and scripts "
        f"{look.beside}; first paint after {paints[len(paints) // 2]:.0f} ms, {paints[-1]:.0f} at most")
    need(len(routes) >= 40, f"only {len(routes)} routes are found")
    if look.wrong:
        raise Failed("\n    ".join(dict.fromkeys(look.wrong)))
    say(f"{look.seen} pages, none scrolls sideways at 320 px; axe finds nothing on any of them, in light, dark and at "
        "390 px")


def without_scripts(browser, base, people, routes, say):
    """One page of each route in a browser with JavaScript off, as the one who came there first. `Reader` has read all
    pages of all roles already, as they are without scripts; here it is whether they can be seen."""
    wrong = []
    for kind, (role, address) in routes.items():
        browser.be(base, people[role].cookie)
        browser.open(base + address)
        status, heads, forms = browser.run(
            "return [performance.getEntriesByType('navigation')[0].responseStatus, "
            "[...document.querySelectorAll('main h1')].filter(one => one.checkVisibility()).map(one => one.innerText), "
            "[...document.forms].filter(one => ![...one.elements].some(part => part.type === 'submit' "
            "&& !part.hidden)).map(one => one.action)]")
        if status != 200 or len(heads) != 1 or not heads[0].strip():
            wrong.append(f"{role} {address}: answers {status}, headings {heads}")
        wrong += [f"{role} {address}: the form to {one} has no button" for one in forms]
        if browser.run("return document.querySelector('main').innerText.length") < 40:
            wrong.append(f"{role} {address} shows next to nothing")
    if wrong:
        raise Failed("\n    ".join(wrong))
    say(f"without scripts {len(routes)} pages have their heading, and each form its button")
