import { get } from './api.js';
import { seconds } from './words.js';

const EVERY = 3_000;

/** Who works, and how long the queue is; asked for only while the page is looked at. */
export class Pools {
  #place = document.getElementById('pools');
  #timer = 0;

  constructor() {
    document.addEventListener('visibilitychange', () => this.refresh());
  }

  async refresh() {
    clearTimeout(this.#timer);
    if (document.visibilityState !== 'visible') {
      return;
    }
    try {
      const answer = await get('v1/pools');
      this.#show(answer.pools ?? []);
    } catch (error) {
      if (error.status === 401) {
        this.#place.replaceChildren(line('p', 'hint', 'They are shown to whom the server knows.'));
        return;
      }
      this.#place.replaceChildren(line('p', 'hint', `Nothing is known: ${error.message}`));
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), EVERY);
  }

  #show(pools) {
    this.#place.replaceChildren(
      ...(pools.length > 0 ? pools.map(pool) : [line('p', 'hint', 'No worker has come yet. Pictures wait until one does.')]),
    );
  }
}

function pool(one) {
  const box = document.createElement('article');
  const slots = document.createElement('div');
  slots.className = 'slots';
  slots.setAttribute('aria-hidden', 'true');
  const shown = Math.min(one.slots, 24);
  const busy = Math.min(one.outstanding, shown);
  slots.append(...Array.from({ length: shown }, (_, k) => line('span', k < busy ? 'slot busy' : 'slot', '')));
  box.className = 'pool';
  box.append(line('h3', '', one.id), slots, line('p', 'hint', wordsOf(one)));
  return box;
}

function wordsOf(one) {
  const words = [
    one.workers.length === 1 ? '1 worker' : `${one.workers.length} workers`,
    `${Math.min(one.outstanding, one.slots)} of ${one.slots} slots busy`,
    one.backlog > 0 ? `${one.backlog} waiting` : 'nobody waits',
  ];
  if (one.backlog > 0 && one.expected_wait_ms != null) {
    words.push(`about ${seconds(one.expected_wait_ms)} to wait`);
  }
  return (one.paused ? 'Paused. ' : '') + words.join(' · ');
}

function line(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}
