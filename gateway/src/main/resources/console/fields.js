const $ = (id) => document.getElementById(id);
const SHAPES = [['Square', 1, 1], ['Wide', 3, 2], ['Tall', 2, 3]];

/** A field that can't be edited can't be wrong. */
export function messageOf(field) {
  return field.willValidate ? field.validationMessage : '';
}

/** Shows a message at a field; an empty one takes it away. */
export function problem(name, message) {
  const place = $(`${name}-problem`);
  if (place) {
    place.textContent = message;
    place.hidden = message === '';
    $(name).setAttribute('aria-invalid', String(message !== ''));
  }
}

/** Offers values, keeping what was chosen if it is among them. */
export function fill(select, values) {
  const before = select.value;
  select.replaceChildren(...values.map((value) => new Option(value, value)));
  if (values.includes(before)) {
    select.value = before;
  }
}

/** A field that only some models have. */
export function choice(name, rule) {
  $(`${name}-field`).hidden = !rule;
  if (rule?.enum) {
    fill($(name), rule.enum);
  }
  if (rule) {
    $(name).max = rule.maximum ?? '';
    $(name).value = rule.default ?? rule.minimum ?? '';
  }
}

/** Takes over a length's bounds and default. */
export function size(name, rule = {}) {
  const field = $(name);
  field.min = rule.minimum ?? 8;
  field.max = rule.maximum ?? 4096;
  field.step = rule.multipleOf ?? 8;
  field.value = rule.default ?? 512;
}

/** The nearest length that a rule allows. */
export function fit(value, rule) {
  const step = rule.multipleOf ?? 8;
  const rounded = Math.round(value / step) * step;
  return Math.min(rule.maximum ?? rounded, Math.max(rule.minimum ?? step, rounded));
}

/** Buttons that set width and height together; `changed` is called then. */
export function shapes({ width, height }, changed) {
  if (!width?.default || !height?.default) {
    return;
  }
  $('shapes').replaceChildren(...SHAPES.map(([name, across, down]) => {
    const button = document.createElement('button');
    const long = Math.max(across, down);
    button.type = 'button';
    button.className = 'shape';
    button.textContent = name;
    button.addEventListener('click', () => {
      $('width').value = fit((width.default * across) / long, width);
      $('height').value = fit((width.default * down) / long, height);
      changed();
    });
    return button;
  }));
}
