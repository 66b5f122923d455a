import { Adapters } from './adapters.js';
import { get } from './api.js';
import { choice, fill, fit, messageOf, problem, shapes, size } from './fields.js';

const $ = (id) => document.getElementById(id);
const NUMBERS = ['steps', 'guidance_scale', 'width', 'height', 'count'];
const FIELDS = ['prompt', 'negative_prompt', 'model', 'quality', 'scheduler', ...NUMBERS, 'seed', 'prompt_syntax', 'clip_skip'];

/** The form: what a picture shall be. */
export class Composer {
  #form = $('composer');
  #models = [];
  #adapters = new Adapters();
  #source;
  #loading = 0;

  /** Calls `submit` with a request, which may begin with the picture of `source`. */
  constructor(submit, source) {
    this.#source = source;
    source.addEventListener('change', () => this.#fitSource());
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#check()) {
        this.#send(submit);
      }
    });
    $('prompt').addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#form.requestSubmit();
      }
    });
    this.#form.addEventListener('input', (event) => this.#edited(event.target));
    $('model').addEventListener('change', () => this.#adopt());
    $('defaults').addEventListener('click', () => this.#adopt());
    $('quality').addEventListener('change', () => this.#pace());
    $('settings').open = matchMedia('(min-width: 60rem)').matches;
  }

  /** Asks what models there are, again and again until there is one. */
  async load() {
    clearTimeout(this.#loading);
    try {
      this.#models = (await get('v1/models')).models ?? [];
    } catch (error) {
      this.#models = [];
      if (error.status === 401) {
        $('settings-summary').textContent = 'waiting for a key';
        return;
      }
    }
    if (this.#models.length === 0) {
      $('settings-summary').textContent = 'waiting for a model';
      this.#loading = setTimeout(() => this.load(), 2_000);
      return;
    }
    $('fields').disabled = false;
    fill($('model'), this.#models.map((model) => model.id));
    $('model').value = (this.#models.find((model) => model.default) ?? this.#models[0]).id;
    this.#adopt();
  }

  request() {
    const request = { prompt: $('prompt').value.trim() };
    if (this.#models.length > 0) {
      request.model = $('model').value;
      request.scheduler = $('scheduler').value;
      for (const name of NUMBERS) {
        request[name] = $(name).valueAsNumber;
      }
    }
    if ($('negative_prompt').value.trim()) {
      request.negative_prompt = $('negative_prompt').value.trim();
    }
    if ($('seed').value) {
      request.seed = $('seed').value;
    }
    return { ...request, ...this.#finer() };
  }

  /** What few change is said only where it was changed. */
  #finer() {
    const finer = { lora: this.#adapters.chosen() };
    if ($('quality').value === 'fast') {
      finer.quality = 'fast';
    }
    if (!$('prompt_syntax-field').hidden) {
      finer.prompt_syntax = $('prompt_syntax').value;
    }
    if (!$('clip_skip-field').hidden) {
      finer.clip_skip = $('clip_skip').valueAsNumber;
    }
    return finer;
  }

  /** A picture to begin with is stored before the request goes out. */
  async #send(submit) {
    $('make').disabled = true;
    try {
      submit({ ...this.request(), ...(await this.#source.parameters()) });
    } catch (error) {
      this.refuse({ message: `The picture to begin with could not be stored: ${error.message}` });
    } finally {
      $('make').disabled = false;
    }
  }

  /** Takes over the settings of an earlier request. */
  reuse(request) {
    if (this.#models.some((model) => model.id === request.model)) {
      $('model').value = request.model;
      this.#adopt();
    }
    for (const name of FIELDS) {
      const value = request[name];
      if (name !== 'model' && value !== undefined && value !== null) {
        $(name).value = value;
      }
    }
    $('negative_prompt').value = request.negative_prompt ?? '';
    this.#adapters.choose(request.lora);
    this.#mirror();
    $('prompt').focus();
  }

  prompt(text) {
    $('prompt').value = text;
    $('prompt').focus();
  }

  /** Shows the server's violations at their fields. */
  refuse(error) {
    const others = [];
    for (const violation of error.violations ?? []) {
      if (FIELDS.includes(violation.path)) {
        problem(violation.path, violation.message);
      } else {
        others.push(`${violation.path}: ${violation.message}`);
      }
    }
    if (!error.violations?.length) {
      others.push(error.message ?? error.code);
    }
    $('form-problem').textContent = others.join(' ');
    $('form-problem').hidden = others.length === 0;
    this.#showProblem();
  }

  #adopt() {
    const model = this.#model();
    if (!model) {
      return;
    }
    const properties = model.parameters?.properties ?? {};
    fill($('scheduler'), model.schedulers);
    $('scheduler').value = model.defaults.scheduler;
    $('steps').max = $('steps-range').max = model.limits.steps;
    $('steps').value = model.defaults.steps;
    $('guidance_scale').value = model.defaults.guidance_scale;
    $('count').max = model.limits.count;
    size('width', properties.width);
    size('height', properties.height);
    $('quality').value = 'exact';
    this.#adapters.show(model.adapters ?? []);
    choice('prompt_syntax', properties.prompt_syntax);
    choice('clip_skip', properties.clip_skip);
    this.#source.allow((model.tasks ?? []).some((task) => task !== 'text-to-image'));
    shapes(properties, () => this.#mirror());
    this.#fitSource();
    this.#mirror();
  }

  /** Fast has steps and guidance of its own. */
  #pace() {
    const model = this.#model();
    const pace = $('quality').value === 'fast' ? (model?.fast ?? model?.defaults) : model?.defaults;
    if (pace) {
      $('scheduler').value = pace.scheduler;
      $('steps').value = pace.steps;
      $('guidance_scale').value = pace.guidance_scale;
      this.#mirror();
    }
  }

  /** The result has about the shape of the picture it begins with. */
  #fitSource() {
    const size = this.#source.size;
    const model = this.#model();
    const { width, height } = model?.parameters?.properties ?? {};
    if (size && width?.default) {
      const long = Math.max(size.width, size.height);
      $('width').value = fit((width.default * size.width) / long, width);
      $('height').value = fit((width.default * size.height) / long, height);
      this.#mirror();
    }
  }

  #model() {
    return this.#models.find((one) => one.id === $('model').value);
  }

  #edited(field) {
    if (field.id.endsWith('-range')) {
      $(field.id.replace('-range', '')).value = field.value;
    }
    problem(field.id.replace('-range', ''), '');
    $('form-problem').hidden = true;
    this.#mirror();
  }

  #mirror() {
    for (const name of ['steps', 'guidance_scale']) {
      $(`${name}-range`).value = $(name).value;
    }
    if (this.#models.length > 0) {
      $('settings-summary').textContent =
        `${$('model').value} · ${$('steps').value}\u00a0steps · ${$('width').value}\u00a0×\u00a0${$('height').value}`;
    }
  }

  #check() {
    $('form-problem').hidden = true;
    for (const name of FIELDS) {
      const field = $(name);
      const blank = name === 'prompt' && field.value.trim() === '';
      problem(name, blank ? 'Say what the picture shall show.' : messageOf(field));
    }
    return !this.#showProblem();
  }

  #showProblem() {
    const first = FIELDS.map($).find((field) => field.getAttribute('aria-invalid') === 'true');
    if (first && first.id !== 'prompt') {
      $('settings').open = true;
    }
    first?.focus();
    first?.closest('.field').scrollIntoView({ block: 'nearest' });
    return first !== undefined;
  }
}
