# From logging in to the letter in a browser with JavaScript off.
# SPDX-License-Identifier: EUPL-1.2

import re
import time

from pages.demo import PEOPLE
from pages.steps import PASSWORD, need

TITLE, NOTE = "Zaak zonder scripts", "Wij hebben de toegang zonder scripts gesloten."


def press(browser, selector, part, what):
    """Presses a button and waits for an address: without scripts nothing says that another page is there."""
    before = browser.ask("GET", "/url")
    browser.click(selector)
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if part in browser.path and browser.ask("GET", "/url") != before:
            return
        time.sleep(0.05)
    need(False, f"{what} leads to {browser.path}")


def text(browser, selector):
    return browser.ask("GET", f"/element/{browser.find(selector)}/text")


def journey(browser, base, say):
    browser.be(base, None)
    browser.open(base + "/signalen")
    need(browser.path.startswith("/inloggen"), f"who is not logged in comes to {browser.path}")
    browser.type("input[name=name]", PEOPLE["lead"])
    browser.type("input[name=password]", PASSWORD)
    press(browser, "main button.main", "/signalen", "logging in")
    for number in (1, 2):
        browser.click(f"#rows tbody tr:nth-child({number}) input[type=checkbox]")
    browser.click("details[data-key=m] summary")
    browser.type("details[data-key=m] input[name=titel]", TITLE)
    press(browser, "details[data-key=m] button.main", "gedaan=opened&aantal=2", "merging")
    press(browser, ".done a", "/incidenten/", "the number of the incident")
    incident = browser.path
    need(TITLE in text(browser, "h1"), "the incident does not have its title")
    browser.click("details[data-key=k] summary")
    browser.type("details[data-key=k] input[name=waarom]", "Gezien zonder scripts.")
    press(browser, "details[data-key=k] button.main", "gedaan=written", "recording the moment")
    clocks = text(browser, ".clocks")
    # The form says the moment to the minute, and the clock has run since.
    need(re.search("71 uur 5[789]|72 uur 00", clocks), f"no clock of 72 hours runs: {clocks}")
    browser.type("form[action$='/regel'] textarea", NOTE)
    press(browser, "form[action$='/regel'] button.main", "gedaan=written", "writing")
    need(NOTE in text(browser, "ol.journal"), "the note is not in the journal")
    entry = "ol.journal > li:first-child "
    browser.click(entry + "summary")
    browser.click(entry + "input[name=openbaar]")
    press(browser, entry + "form[action$='/zin'] button.main", "gedaan=written", "a sentence for the letter")
    press(browser, "a[href$='/brief']", incident + "/brief", "the letter")
    need(NOTE in text(browser, ".letter"), "the letter does not have the sentence")
    need("/brief.odt\"" in browser.ask("GET", "/source"), "the letter cannot be taken along")
    say("without scripts from logging in to the letter: merging, the moment, its clock, a note, a sentence")
