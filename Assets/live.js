// What happens on a page while it is open: new rows on top without moving the focus, and clocks by the time of the server.
// Pages work without this.
// SPDX-License-Identifier: EUPL-1.2
'use strict';
{
  const say = document.querySelector('#say');
  const list = document.querySelector('[data-live]');
  let fresh = 0, timer;

  if (list && 'EventSource' in window) {
    const body = document.querySelector('#rows tbody');
    const source = new EventSource(list.dataset.live);
    source.addEventListener('row', event => {
      if (!body) {
        // The list was empty: the page with the row in it.
        location.reload();
        return;
      }
      const template = document.createElement('template');
      template.innerHTML = event.data;
      const row = template.content.firstElementChild;
      if (!row) return;
      // A row that is there already stays where it is, so that nothing jumps under a finger.
      if (document.getElementById(row.id)) return;
      row.classList.add('fresh');
      body.prepend(row);
      fresh += 1;
      // At most one announcement in five seconds.
      timer ??= setTimeout(() => {
        say.textContent = list.dataset.say.replace('{0}', fresh);
        fresh = 0;
        timer = null;
      }, 5000);
    });
  }

  // A button that copies a field is there only where the browser lets it.
  for (const button of document.querySelectorAll('[data-copy]')) {
    const field = document.querySelector(button.dataset.copy);
    if (!field || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      field.select();
      await navigator.clipboard.writeText(field.value);
      say.textContent = button.dataset.said;
    });
  }

  // In an exercise time goes at its own pace up to the end of its logs, and from there as fast as life.
  const own = document.querySelector('[data-own]');
  const began = performance.now();
  function passed() {
    const real = performance.now() - began;
    if (!own) return real;
    const fast = Math.min(real, own.dataset.rest / own.dataset.pace);
    return fast * own.dataset.pace + real - fast;
  }

  // The server's time counts, not that of this machine: what is left is given, and only counted down here.
  const clocks = [...document.querySelectorAll('[data-left]')].map(element => ({ element, left: Number(element.dataset.left) }));
  const two = number => String(number).padStart(2, '0');
  function tick() {
    for (const { element, left } of clocks) {
      const rest = Math.max(left - Math.floor(passed() / 1000), 0);
      const [hours, minutes] = [Math.floor(rest / 3600), Math.floor(rest % 3600 / 60)];
      element.textContent = `${hours} ${element.dataset.hour} ${two(minutes)} ${element.dataset.minute}`;
    }
  }
  if (clocks.length) setInterval(tick, 15000);

  if (own) {
    const months = own.dataset.months.split(' ');
    setInterval(() => {
      // The time on the clock of the zone is given as if it were UTC.
      const now = new Date(Number(own.dataset.own) + passed());
      const clock = [now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds()].map(two).join(':');
      own.textContent = `${now.getUTCDate()} ${months[now.getUTCMonth()]} ${now.getUTCFullYear()} ${clock}`;
    }, 1000);
  }
}
