import { picture, post } from './api.js';
import { Brush } from './brush.js';

const $ = (id) => document.getElementById(id);
const TYPES = ['image/png', 'image/jpeg', 'image/webp'];
const MOST_BYTES = 16 * 1024 * 1024;
const LONG_SIDE = 640;

/** The picture to begin with, and what of it shall change. */
export class Source extends EventTarget {
  #file = null;
  #bitmap = null;
  #artifact = null;
  #brush = new Brush($('mask'));

  constructor() {
    super();
    const drop = $('drop');
    $('file').addEventListener('change', () => this.#chosen($('file').files[0]));
    for (const target of [drop, $('stage'), $('source')]) {
      target.addEventListener('dragover', (event) => this.#over(event, true));
      target.addEventListener('dragleave', (event) => this.#over(event, false));
      target.addEventListener('drop', (event) => this.#dropped(event));
    }
    addEventListener('paste', (event) => this.#pasted(event));
    $('source-remove').addEventListener('click', () => this.remove());
    $('mask-undo').addEventListener('click', () => this.#brush.undo());
    $('mask-clear').addEventListener('click', () => this.#brush.clear());
    $('mask-size').addEventListener('input', () => (this.#brush.size = $('mask-size').valueAsNumber));
    $('strength').addEventListener('input', () => this.#words());
    this.#brush.addEventListener('change', () => this.#words());
    this.#words();
  }

  get isThere() {
    return this.#file !== null;
  }

  /** Width and height in pixels. */
  get size() {
    return this.#bitmap;
  }

  /** Whether models can begin with a picture. */
  allow(allowed) {
    $('begin').hidden = !allowed;
    if (!allowed) {
      this.remove();
    }
    this.dispatchEvent(new Event('allowed'));
  }

  /** Begins with a picture that is stored. */
  async take(artifact) {
    await this.#chosen(await picture(artifact));
    this.#artifact = artifact.id;
  }

  remove() {
    this.#file = this.#bitmap = this.#artifact = null;
    this.#brush.clear();
    $('file').value = '';
    $('drop').hidden = false;
    $('source').hidden = true;
    this.#say('');
    this.dispatchEvent(new Event('change'));
  }

  /** What the request says of it; stores the picture and the mask first. */
  async parameters() {
    if (!this.isThere) {
      return {};
    }
    this.#artifact ??= (await post('v1/artifacts', this.#file)).id;
    const parameters = { image: this.#artifact, strength: $('strength').valueAsNumber };
    if (!this.#brush.isEmpty) {
      const { width, height } = this.#bitmap;
      parameters.mask = (await post('v1/artifacts', await this.#brush.mask(width, height))).id;
    }
    return parameters;
  }

  async #chosen(file) {
    if (!file) {
      return;
    }
    if (!TYPES.includes(file.type) || file.size > MOST_BYTES) {
      this.#say('A picture is a PNG, JPEG or WebP file of at most 16 MB.');
      return;
    }
    try {
      this.#bitmap = await createImageBitmap(file);
    } catch {
      this.#say('This file can’t be read as a picture.');
      return;
    }
    this.#file = file;
    this.#artifact = null;
    this.#brush.clear();
    this.#say('');
    this.#show();
    this.dispatchEvent(new Event('change'));
  }

  #show() {
    const scale = LONG_SIDE / Math.max(this.#bitmap.width, this.#bitmap.height);
    for (const canvas of [$('source-picture'), $('mask')]) {
      canvas.width = Math.max(1, Math.round(this.#bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(this.#bitmap.height * scale));
    }
    const ctx = $('source-picture').getContext('2d');
    ctx.imageSmoothingQuality = 'high';
    ctx.drawImage(this.#bitmap, 0, 0, ctx.canvas.width, ctx.canvas.height);
    $('drop').hidden = true;
    $('source').hidden = false;
    this.#words();
  }

  #words() {
    const nothing = this.#brush.isEmpty;
    $('mask-undo').disabled = $('mask-clear').disabled = nothing;
    $('mask-size').value = this.#brush.size;
    const much = Math.round($('strength').valueAsNumber * 100);
    $('strength-value').textContent = `${much} %`;
    $('mask-state').textContent = nothing
      ? 'The whole picture changes. Paint over it to change only a part.'
      : 'Only what is painted changes.';
  }

  #over(event, entered) {
    if ([...event.dataTransfer.types].includes('Files') && !$('begin').hidden) {
      event.preventDefault();
      document.body.toggleAttribute('data-dropping', entered);
    }
  }

  #dropped(event) {
    this.#over(event, false);
    if (!$('begin').hidden) {
      this.#chosen(event.dataTransfer.files[0]);
    }
  }

  #pasted(event) {
    const file = [...(event.clipboardData?.files ?? [])].find((one) => TYPES.includes(one.type));
    if (file && !$('begin').hidden) {
      this.#chosen(file);
    }
  }

  #say(problem) {
    $('source-problem').textContent = problem;
    $('source-problem').hidden = problem === '';
  }
}
