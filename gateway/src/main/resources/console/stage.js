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
  #previews;

  /** @param previews latest preview bitmaps: generation key to array by image index */
  constructor(previews) {
    this.#previews = previews;
    setInterval(() => this.#tick(), 500);
  }

  get shown() {
    return this.#shown;
  }

  show(generation) {
    if (this.#shown?.key !== generation.key) {
      this.#shown = generation;
      this.#finished = false;
      this.#frames = [];
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
      lay(pictures);
    } else {
      this.#waiting = { key: generation.key, pictures, left: pictures.length };
    }
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
      lay(waiting.pictures);
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
    const first = generation.artifacts[0];
    $('cancel').hidden = !running || generation.id === null;
    $('again').hidden = running || generation.id === null;
    $('change').hidden = generation.status !== 'completed' || !first || $('begin').hidden;
    $('reuse').hidden = !generation.request.prompt;
    $('download').hidden = generation.status !== 'completed' || !first;
    if (first) {
      this.#link(first);
      $('download').download = `sfumato-${first.seed}.${extension(first.media_type)}`;
    }
    this.#announce(announcementOf(generation));
  }

  async #link(artifact) {
    const url = await pictureOf(artifact).catch(() => '');
    if (this.#shown?.artifacts[0]?.id === artifact.id) {
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
