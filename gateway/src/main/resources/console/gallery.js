import { pictureOf } from './api.js';
import { grain } from './frames.js';
import { isEnded } from './generations.js';
import { detailOf, stateOf } from './words.js';

/** Small pictures of everything, newest first; what runs shows how far it is. */
export class Gallery {
  #list = document.getElementById('gallery');
  #items = new Map();
  #choose;

  /** @param choose called with a generation's key */
  constructor(choose) {
    this.#choose = choose;
    this.#list.addEventListener('keydown', (event) => this.#arrow(event));
  }

  update(generation, selected) {
    const item = this.#items.get(generation.key) ?? this.#add(generation);
    const button = item.firstElementChild;
    const running = !isEnded(generation);
    button.dataset.status = generation.status;
    button.setAttribute('aria-label', label(generation));
    button.title = generation.request.prompt ?? '';
    const progress = button.querySelector('progress');
    progress.hidden = !running;
    if (generation.status === 'running' && generation.steps) {
      progress.max = generation.steps;
      progress.value = generation.step;
    } else {
      progress.removeAttribute('value');
    }
    button.querySelector('.tag').textContent =
      generation.status === 'completed' || generation.status === 'running' ? '' : tag(generation);
    this.#picture(button, generation);
    this.mark(selected);
  }

  remove(key) {
    this.#items.get(key)?.remove();
    this.#items.delete(key);
  }

  mark(selected) {
    for (const [key, item] of this.#items) {
      item.firstElementChild.setAttribute('aria-current', String(key === selected));
    }
  }

  preview(generation, bitmap) {
    const canvas = this.#items.get(generation.key)?.querySelector('canvas');
    canvas?.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  }

  #add(generation) {
    const item = document.createElement('li');
    const button = document.createElement('button');
    const canvas = document.createElement('canvas');
    const progress = document.createElement('progress');
    const tagged = document.createElement('span');
    button.type = 'button';
    canvas.width = canvas.height = 48;
    canvas.setAttribute('aria-hidden', 'true');
    if (!isEnded(generation)) {
      canvas.getContext('2d').drawImage(grain(12, 12), 0, 0, 48, 48);
    }
    progress.setAttribute('aria-hidden', 'true');
    tagged.className = 'tag';
    tagged.setAttribute('aria-hidden', 'true');
    button.append(canvas, progress, tagged);
    button.addEventListener('click', () => this.#choose(generation.key));
    item.append(button);
    item.dataset.at = generation.at;
    this.#items.set(generation.key, item);
    const older = [...this.#list.children].find((other) => Number(other.dataset.at) < generation.at);
    this.#list.insertBefore(item, older ?? null);
    return item;
  }

  #picture(button, generation) {
    if (generation.status !== 'completed' || generation.artifacts.length === 0 || button.querySelector('img')) {
      return;
    }
    const image = new Image();
    image.loading = 'lazy';
    image.alt = '';
    button.querySelector('canvas').replaceWith(image);
    pictureOf(generation.artifacts[0]).then((url) => (image.src = url), () => {});
  }

  #arrow(event) {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const item = event.target.closest('li');
    if (!(event.key in steps) || !item) {
      return;
    }
    const next = steps[event.key] > 0 ? item.nextElementSibling : item.previousElementSibling;
    next?.firstElementChild.focus();
    event.preventDefault();
  }
}

function tag(generation) {
  return generation.status === 'queued' && generation.position > 0 ? `Waiting, ${generation.position}` : stateOf(generation);
}

function label(generation) {
  return `${generation.request.prompt ?? 'picture'}. ${stateOf(generation)} ${detailOf(generation)}`.trim();
}
