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

  // The server's time counts, not that of this machine: what is left is given, and only counted down here.
  const clocks = [...document.querySelectorAll('[data-left]')].map(element => ({ element, left: Number(element.dataset.left) }));
  const began = performance.now();
  function tick() {
    for (const { element, left } of clocks) {
      const rest = Math.max(left - Math.floor((performance.now() - began) / 1000), 0);
      const [hours, minutes] = [Math.floor(rest / 3600), Math.floor(rest % 3600 / 60)];
      element.textContent = `${hours} ${element.dataset.hour} ${String(minutes).padStart(2, '0')} ${element.dataset.minute}`;
    }
  }
  if (clocks.length) setInterval(tick, 15000);
}
