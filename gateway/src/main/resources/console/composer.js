import { get } from './api.js';

const $ = (id) => document.getElementById(id);
const NUMBERS = ['steps', 'guidance_scale', 'width', 'height', 'count'];
const FIELDS = ['prompt', 'negative_prompt', 'model', 'scheduler', ...NUMBERS, 'seed'];
const SHAPES = [['Square', 1, 1], ['Wide', 3, 2], ['Tall', 2, 3]];

/** The form: what a picture shall be. */
export class Composer {
  #form = $('composer');
  #models = [];

  /** @param submit called with a request */
  constructor(submit) {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#check()) {
        submit(this.request());
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
    $('settings').open = matchMedia('(min-width: 60rem)').matches;
  }

  /** Asks what models there are, again and again until there is one. */
  async load() {
    try {
      this.#models = (await get('v1/models')).models ?? [];
    } catch {
      this.#models = [];
    }
    if (this.#models.length === 0) {
      $('settings-summary').textContent = 'waiting for a model';
      setTimeout(() => this.load(), 2_000);
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
    return request;
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
    const model = this.#models.find((one) => one.id === $('model').value);
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
    this.#shapes(properties);
    this.#mirror();
  }

  #shapes(properties) {
    const { width, height } = properties;
    if (!width?.default || !height?.default) {
      return;
    }
    const side = width.default;
    $('shapes').replaceChildren(...SHAPES.map(([name, across, down]) => {
      const button = document.createElement('button');
      const long = Math.max(across, down);
      button.type = 'button';
      button.className = 'shape';
      button.textContent = name;
      button.addEventListener('click', () => {
        $('width').value = fit((side * across) / long, width);
        $('height').value = fit((side * down) / long, height);
        this.#mirror();
      });
      return button;
    }));
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
        `${$('model').value} · ${$('steps').value} steps · ${$('width').value} × ${$('height').value}`;
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
    return first !== undefined;
  }
}

/** A field that can't be edited can't be wrong. */
function messageOf(field) {
  return field.willValidate ? field.validationMessage : '';
}

function problem(name, message) {
  const place = $(`${name}-problem`);
  if (place) {
    place.textContent = message;
    place.hidden = message === '';
    $(name).setAttribute('aria-invalid', String(message !== ''));
  }
}

function fill(select, values) {
  const before = select.value;
  select.replaceChildren(...values.map((value) => new Option(value, value)));
  if (values.includes(before)) {
    select.value = before;
  }
}

function size(name, rule = {}) {
  const field = $(name);
  field.min = rule.minimum ?? 8;
  field.max = rule.maximum ?? 4096;
  field.step = rule.multipleOf ?? 8;
  field.value = rule.default ?? 512;
}

function fit(value, rule) {
  const step = rule.multipleOf ?? 8;
  const rounded = Math.round(value / step) * step;
  return Math.min(rule.maximum ?? rounded, Math.max(rule.minimum ?? step, rounded));
}
