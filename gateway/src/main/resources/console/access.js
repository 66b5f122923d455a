const PLACE = 'sfumato.key';

/** The API key or token, for as long as the tab lives: never in an address, never on disk. */
let key = sessionStorage.getItem(PLACE) ?? '';

/** Whether the server wants another key than there is. */
let wanted = false;

const locked = new EventTarget();

export function hasKey() {
  return key !== '';
}

/** Headers that say who asks. */
export function credentials() {
  return key ? { authorization: `Bearer ${key}` } : {};
}

/** Calls `listener` when the server wants a key, or another one. */
export function onLocked(listener) {
  locked.addEventListener('locked', listener);
}

/** The server refused what was sent with these credentials; late news of another key means nothing. */
export function refuseKey(sent = credentials()) {
  if (!wanted && sent.authorization === credentials().authorization) {
    wanted = true;
    locked.dispatchEvent(new Event('locked'));
  }
}

/** Asks for a key, once and then on demand, until one is given; `entered` runs then. */
export class Door {
  #dialog = document.getElementById('door');
  #field = document.getElementById('key');
  #problem = document.getElementById('key-problem');
  #again = document.getElementById('unlock');

  constructor(entered) {
    onLocked(() => this.#open());
    this.#again.addEventListener('click', () => this.#open());
    this.#dialog.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      key = this.#field.value.trim();
      sessionStorage.setItem(PLACE, key);
      wanted = false;
      this.#again.hidden = true;
      this.#field.value = '';
      this.#dialog.close();
      entered();
    });
  }

  #open() {
    if (!this.#dialog.open) {
      this.#problem.hidden = !key;
      this.#field.setAttribute('aria-invalid', String(Boolean(key)));
      this.#again.hidden = false;
      this.#dialog.showModal();
      this.#field.focus();
    }
  }
}
