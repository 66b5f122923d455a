const $ = (id) => document.getElementById(id);

/** The adapters (LoRA) of a model: each is off, or has a weight. */
export class Adapters {
  /** Shows those of a model, all off. */
  show(ids) {
    $('adapters').hidden = ids.length === 0;
    $('adapter-list').replaceChildren(...ids.map(row));
  }

  /** As the request wants them; undefined when all are off. */
  chosen() {
    const rows = [...$('adapter-list').children].filter((one) => one.querySelector('[type=checkbox]').checked);
    const lora = rows.map((one) => ({ id: one.dataset.id, weight: one.querySelector('[type=number]').valueAsNumber }));
    return lora.length > 0 ? lora : undefined;
  }

  choose(lora = []) {
    for (const one of $('adapter-list').children) {
      const wanted = lora.find((each) => each.id === one.dataset.id);
      one.querySelector('[type=checkbox]').checked = wanted !== undefined;
      one.querySelector('[type=number]').value = wanted?.weight ?? 1;
    }
  }
}

function row(id) {
  const item = document.createElement('li');
  const label = document.createElement('label');
  const check = document.createElement('input');
  const weight = document.createElement('input');
  item.dataset.id = id;
  check.type = 'checkbox';
  label.append(check, ` ${id}`);
  weight.type = 'number';
  weight.min = -2;
  weight.max = 2;
  weight.step = 0.05;
  weight.value = 1;
  weight.setAttribute('aria-label', `Weight of ${id}`);
  item.append(label, weight);
  return item;
}
