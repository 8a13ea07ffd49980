# Pages with the keyboard alone: every key goes to what has the focus, and the focus is seen wherever it comes.
# SPDX-License-Identifier: EUPL-1.2

from watch.running import Failed

# The most presses of Tab until something is reached.
MOST = 150
# What has the focus, and by what it is seen: an outline or a shadow (WCAG 2.2, 2.4.7), within the window and not below
# something else (2.4.11). `main` gets the focus of the skip link, and is no part that can be used; a field of a date
# marks the part of it that has the focus, within.
LOOK = """
const one = document.activeElement;
if (!one || one === document.body || one === document.documentElement) return null;
const style = getComputedStyle(one), boxes = [...one.getClientRects()];
const box = boxes.find(box => box.width > 0 && box.height > 0);
const label = one.getAttribute('aria-label') || one.labels?.[0]?.innerText || one.innerText || one.value || one.name
  || '';
const found = {path: location.pathname, tag: one.localName, name: one.name ?? '', text: label.trim().slice(0, 80),
  href: one.getAttribute('href') ?? '', id: one.id || one.closest('tr')?.id || '', value: one.value ?? '',
  key: one.closest('[data-key]')?.dataset.key ?? '', entry: one.closest('ol.journal > li')?.id ?? '',
  form: one.form?.getAttribute('action') ?? '', isOpen: one.closest('details')?.open ?? null,
  isSeen: one.matches('main, input[type^=date]') || parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none'
    || style.boxShadow !== 'none'};
if (!box) return {...found, wrong: 'takes no room'};
const middle = [box.left + box.width / 2, box.top + box.height / 2];
if (middle[0] < 0 || middle[0] > innerWidth || middle[1] > innerHeight + box.height / 2 || middle[1] < -box.height / 2)
  return {...found, wrong: 'lies outside the window'};
const top = document.elementFromPoint(Math.min(Math.max(middle[0], 1), innerWidth - 1),
  Math.min(Math.max(middle[1], 1), innerHeight - 1));
if (top && !one.contains(top) && !top.contains(one) && !one.labels?.[0]?.contains(top))
  return {...found, wrong: 'lies below ' + top.outerHTML.slice(0, 80)};
return found;
"""


class Keyboard:
    """A browser of which only keys are pressed. Remembers every stop at which the focus could not be seen."""

    def __init__(self, browser):
        self.browser, self.unseen, self.pressed, self.stops = browser, [], 0, 0

    def press(self, *keys):
        self.pressed += len(keys)
        self.browser.press(*keys)

    def write(self, text):
        self.pressed += len(text)
        self.browser.write(text)

    @property
    def focus(self):
        """What has the focus; None if nothing has."""
        found = self.browser.run(LOOK)
        if found:
            self.stops += 1
            place = f"{found['path']}: <{found['tag']}> {found['text']!r}"
            if not found["isSeen"]:
                self.unseen.append(f"{place} has the focus without a sign of it")
            if found.get("wrong"):
                self.unseen.append(f"{place} has the focus, but {found['wrong']}")
        return found

    def to(self, what, holds, is_back=False, most=MOST):
        """Tab (or Shift and Tab) until what has the focus is what is meant, and what that is."""
        seen = []
        for _ in range(most):
            if is_back:
                self.pressed += 1
                self.browser.press_back()
            else:
                self.press("Tab")
            found = self.focus
            if found and holds(found):
                return found
            seen.append(f"{found['tag']} {found['text'][:20]}" if found else "nothing")
        raise Failed(f"{what} is not reached with {most} presses of Tab on {self.browser.path}; last came "
                     f"{', '.join(seen[-6:])}")

    def lead(self, what, *keys):
        """Presses keys that lead to another page, and waits for it."""
        self.browser.run("window.isBefore = true")
        self.press(*keys)
        self.browser.wait(what, "return !window.isBefore && document.readyState === 'complete'")

    def go(self, letter, path):
        """By g and a letter, as the page of the keys says."""
        self.lead(f"g, {letter}", "g", letter)
        if self.browser.path != path:
            raise Failed(f"g, {letter} lead to {self.browser.path}")
