import { pictureOf } from './api.js';
import { Frame } from './frames.js';
import { isEnded } from './generations.js';
import { announcementOf, detailOf, factsOf, stateOf } from './words.js';

const $ = (id) => document.getElementById(id);

/** The picture being looked at: forming from noise, or finished. */
export class Stage {
  #shown = null;
  #frames = [];
  #finished = false;
  #announced = '';
  #waiting = null;
  #picked = 0;
  #previews;

  /** @param previews latest preview bitmaps: generation key to array by image index */
  constructor(previews) {
    this.#previews = previews;
    setInterval(() => this.#tick(), 500);
  }

  get shown() {
    return this.#shown;
  }

  /** The picture that is downloaded or changed: the first, until another one is picked. */
  get picked() {
    return this.#shown?.artifacts[this.#picked];
  }

  show(generation) {
    if (this.#shown?.key !== generation.key) {
      this.#shown = generation;
      this.#finished = false;
      this.#frames = [];
      this.#picked = 0;
    }
    this.#words(generation);
    if (generation.status === 'completed' && generation.artifacts.length > 0) {
      this.#finish(generation);
    } else if (isEnded(generation) && !this.#lingers(generation)) {
      lay([blank(stateOf(generation))]);
    } else if (this.#frames.length === 0) {
      this.#begin(generation);
    }
    this.#glow();
  }

  preview(generation, image, bitmap) {
    if (this.#shown?.key === generation.key && !this.#finished) {
      this.#frames[image]?.show(bitmap);
      if (image === 0) {
        glow(bitmap);
      }
    }
  }

  /** What was cancelled keeps the last thing it looked like. */
  #lingers(generation) {
    return generation.status === 'cancelled' && this.#frames.length > 0;
  }

  #begin(generation) {
    const { width = 1, height = 1, count = 1 } = generation.request;
    const known = this.#previews.get(generation.key) ?? [];
    this.#frames = Array.from({ length: count }, () => new Frame(width, height));
    this.#frames.forEach((frame, k) => (known[k] ? frame.show(known[k]) : frame.noise()));
    lay(this.#frames.map((frame) => frame.canvas));
  }

  #finish(generation) {
    if (this.#finished) {
      return;
    }
    this.#finished = true;
    const pictures = generation.artifacts.map((artifact, k) => {
      const image = new Image();
      image.alt = alternative(generation, k);
      pictureOf(artifact)
        .then((url) => {
          image.src = url;
          return image.decode();
        })
        .then(() => this.#settle(generation, image, k), () => this.#missing(generation, image));
      return image;
    });
    if (this.#frames.length === 0) {
      this.#hang(pictures);
    } else {
      this.#waiting = { key: generation.key, pictures, left: pictures.length };
    }
  }

  /** Of several, one can be picked. */
  #hang(pictures) {
    lay(pictures.length > 1 ? pictures.map((image, k) => this.#pickable(image, k)) : pictures);
  }

  #pickable(image, k) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'pick';
    button.setAttribute('aria-pressed', String(k === this.#picked));
    button.append(image);
    button.addEventListener('click', () => this.#pick(k));
    return button;
  }

  #pick(k) {
    this.#picked = k;
    [...$('frames').children].forEach((one, index) => one.setAttribute('aria-pressed', String(index === k)));
    this.#actions(this.#shown);
  }

  #settle(generation, image, k) {
    this.#loaded(generation);
    if (this.#shown?.key === generation.key && k === 0) {
      glow(image);
    }
  }

  #missing(generation, image) {
    this.#loaded(generation);
    if (this.#shown?.key === generation.key) {
      image.replaceWith(blank('The picture could not be loaded'));
    }
  }

  /** Finished pictures take the place of the forming ones all at once, when the last has come. */
  #loaded(generation) {
    const waiting = this.#waiting;
    if (waiting?.key === generation.key && this.#shown?.key === generation.key && --waiting.left === 0) {
      this.#waiting = null;
      this.#hang(waiting.pictures);
    }
  }

  #words(generation) {
    const running = !isEnded(generation);
    $('stage').dataset.status = generation.status;
    $('frames').removeAttribute('data-empty');
    $('state').textContent = stateOf(generation);
    $('detail').textContent = detailOf(generation);
    $('caption').textContent = generation.request.prompt ?? '';
    $('facts').replaceChildren(...factsOf(generation).map(fact));
    $('progress').hidden = !running;
    bar(generation);
    this.#actions(generation);
    this.#announce(announcementOf(generation));
  }

  #actions(generation) {
    const running = !isEnded(generation);
    const picked = this.picked;
    const several = generation.artifacts.length > 1;
    $('cancel').hidden = !running || generation.id === null;
    $('again').hidden = running || generation.id === null;
    $('change').hidden = generation.status !== 'completed' || !picked || $('begin').hidden;
    $('reuse').hidden = !generation.request.prompt;
    $('download').hidden = generation.status !== 'completed' || !picked;
    $('download').textContent = several ? `Download ${this.#picked + 1} of ${generation.artifacts.length}` : 'Download';
    $('change').textContent = several ? `Change ${this.#picked + 1}` : 'Change it';
    if (picked) {
      this.#link(picked);
      $('download').download = `sfumato-${picked.seed}.${extension(picked.media_type)}`;
    }
  }

  async #link(artifact) {
    const url = await pictureOf(artifact).catch(() => '');
    if (this.picked?.id === artifact.id) {
      $('download').href = url;
    }
  }

  #announce(sentence) {
    if (sentence !== this.#announced) {
      this.#announced = sentence;
      $('announcer').textContent = sentence;
    }
  }

  #glow() {
    const frame = this.#frames[0];
    if (frame && !this.#finished) {
      glow(frame.canvas);
    }
  }

  #tick() {
    if (this.#shown?.status === 'running') {
      $('detail').textContent = detailOf(this.#shown);
    }
  }
}

/** The light a picture throws on its surroundings. */
function glow(image) {
  const aura = $('aura');
  aura.getContext('2d').drawImage(image, 0, 0, aura.width, aura.height);
  aura.dataset.lit = 'true';
}

function lay(elements) {
  $('frames').dataset.count = elements.length > 4 ? 'many' : String(elements.length);
  $('frames').replaceChildren(...elements);
}

function bar(generation) {
  const progress = $('progress');
  if (generation.status === 'running' && generation.steps) {
    progress.max = generation.steps;
    progress.value = generation.step;
  } else {
    progress.removeAttribute('value');
  }
}

function fact([name, value]) {
  const pair = document.createElement('div');
  const dt = document.createElement('dt');
  const dd = document.createElement('dd');
  dt.textContent = name;
  dd.textContent = value;
  pair.append(dt, dd);
  return pair;
}

function blank(words) {
  const p = document.createElement('p');
  p.className = 'blank';
  p.textContent = words;
  return p;
}

function alternative(generation, k) {
  const prompt = generation.request.prompt ?? 'picture';
  return generation.artifacts.length > 1 ? `${prompt}, picture ${k + 1}` : prompt;
}

function extension(mediaType) {
  return mediaType?.split('/')[1]?.replace('jpeg', 'jpg') ?? 'png';
}
