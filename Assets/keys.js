// The keys of lists: j and k move, x chooses, Enter opens, letters open what can be done. Never while someone types; can be
// turned off (WCAG 2.2, 2.1.4). Pages work without this.
// SPDX-License-Identifier: EUPL-1.2
'use strict';
{
  const off = document.documentElement.dataset.keys === 'off';
  const rows = () => [...document.querySelectorAll('tbody tr[data-href]')];
  const pages = { s: '/signalen', o: '/onderzoek', i: '/incidenten', r: '/regels', b: '/bronnen', g: '/gezondheid', h: '/hulp' };
  let waits = false;

  // One row at a time is a stop of the Tab key, so that a long list costs one.
  function go(step) {
    const all = rows();
    if (!all.length) return;
    const now = all.indexOf(document.activeElement?.closest('tr[data-href]'));
    const next = all[now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1)];
    for (const row of all) row.tabIndex = row === next ? 0 : -1;
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  }

  function choose(row) {
    const box = row?.querySelector('input[type=checkbox]');
    if (box) box.checked = !box.checked;
  }

  function open(key) {
    const target = document.querySelector(`main [data-key="${CSS.escape(key)}"]`);
    if (!target) return false;
    if (target.tagName === 'DETAILS') {
      target.open = true;
      target.querySelector('input:not([type=hidden]), select, textarea, button')?.focus();
    } else if (target.tagName === 'BUTTON') {
      target.click();
    } else {
      target.focus();
    }
    return true;
  }

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    // Enter in a field presses the button beside it, not the first one of the form, which is about something else.
    if (event.key === 'Enter' && at.matches?.('main details.menu input')) {
      const button = at.closest('details.menu').querySelector('button.main');
      if (button) {
        event.preventDefault();
        button.click();
      }
      return;
    }
    if (off) return;
    if (event.key === 'Escape') {
      at.closest?.('details.menu')?.removeAttribute('open');
      return;
    }
    if (at.matches?.('input:not([type=checkbox]), textarea, select')) return;
    const row = at.closest?.('tr[data-href]');
    if (waits) {
      waits = false;
      if (pages[event.key]) location.assign(pages[event.key]);
      return;
    }
    let isDone = true;
    if (event.key === 'j') go(1);
    else if (event.key === 'k' && rows().length) go(-1);
    else if (event.key === 'x') choose(row);
    else if (event.key === 'Enter' && row && at.matches('tr, input')) location.assign(row.dataset.href);
    else if (event.key === 'g') waits = true;
    else if (event.key === '/') document.querySelector('#q, input[name=wie]')?.focus();
    else if (event.key === '?') location.assign('/hulp/toetsen');
    else isDone = open(event.key);
    if (isDone) event.preventDefault();
  });

  // A click on a row opens it, except on what acts by itself.
  document.addEventListener('click', event => {
    const row = event.target.closest?.('tr[data-href]');
    if (row && !event.target.closest('a, input, button, label') && !String(getSelection())) location.assign(row.dataset.href);
  });
}
