const KEPT = 120;
const PLACE = 'sfumato.generations';
const ENDED = new Set(['completed', 'failed', 'cancelled', 'expired', 'rejected', 'refused']);

/** Whether nothing can change any more. */
export function isEnded(generation) {
  return ENDED.has(generation.status);
}

/** A random name that no other page has. */
function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Everything this browser asked for or looked at, newest first, kept across reloads.
 *
 * A generation has `key` (the page's name for it), `id` (null until the server accepted it), `status`
 * (the server's, or `sending`, or `refused`), `request`, `after` (the last event seen) and what events said.
 */
export class Generations extends EventTarget {
  #byKey = new Map();
  #forgotten = new Set();
  #saving = 0;

  constructor() {
    super();
    for (const kept of this.#kept()) {
      this.#byKey.set(kept.key, kept);
    }
    addEventListener('pagehide', () => this.#save());
  }

  all() {
    return [...this.#byKey.values()].sort((a, b) => b.at - a.at);
  }

  byKey(key) {
    return this.#byKey.get(key);
  }

  byId(id) {
    return this.all().find((generation) => generation.id === id);
  }

  /** What must be sent or watched again after a reconnect. */
  open() {
    return this.all().filter((generation) => !isEnded(generation));
  }

  submit(request) {
    const generation = { key: fresh(), id: null, status: 'sending', request, at: Date.now(), artifacts: [] };
    this.#put(generation);
    return generation;
  }

  submitted(message) {
    const generation = this.#byKey.get(message.ref);
    if (generation && generation.id === null) {
      this.#change(generation, { id: message.id, status: 'accepted' });
    }
  }

  refused(key, error) {
    const generation = this.#byKey.get(key);
    if (generation) {
      this.#change(generation, { status: 'refused', error });
    }
  }

  /** The server doesn't know it any more. */
  forget(generation) {
    this.#byKey.delete(generation.key);
    this.#forgotten.add(generation.key);
    this.#changed(generation);
  }

  /** Begins again from the first event. */
  rewind(generation) {
    this.#change(generation, { after: undefined, step: 0 });
  }

  /** Takes in one event of the stream, in the order of its `event` ids. */
  apply(message) {
    const generation = this.byId(message.id);
    if (!generation || isEnded(generation)) {
      return undefined;
    }
    const seen = { after: message.event ?? generation.after };
    switch (message.type) {
      case 'accepted':
        this.#change(generation, { ...seen, status: 'accepted', request: { ...generation.request, ...message.request } });
        break;
      case 'queued':
        this.#change(generation, { ...seen, status: 'queued', position: message.position });
        break;
      case 'started':
        this.#change(generation, { ...seen, status: 'running', attempt: message.attempt, step: message.step ?? 0, ends: undefined });
        break;
      case 'progress':
        this.#change(generation, {
          ...seen, status: 'running', attempt: message.attempt, step: message.step, steps: message.steps, ends: endOf(message),
        });
        break;
      case 'resync':
        this.#change(generation, { ...seen, ...this.#viewed(message.generation) });
        break;
      case 'completed':
        this.#change(generation, { ...seen, status: 'completed', artifacts: message.artifacts, timings: message.timings });
        break;
      case 'failed':
      case 'rejected':
        this.#change(generation, { ...seen, status: message.type, error: message.error });
        break;
      case 'cancelled':
      case 'expired':
        this.#change(generation, { ...seen, status: message.type });
        break;
      default:
        return undefined;
    }
    return generation;
  }

  /** Takes in what `GET /v1/generations` says. */
  view(answer) {
    const known = this.byId(answer.id);
    if (!known) {
      this.#put({ key: answer.id, id: answer.id, artifacts: [], ...this.#viewed(answer) });
    } else if (!isEnded(known) && ENDED.has(answer.status)) {
      this.#change(known, this.#viewed(answer));
    }
  }

  #viewed(answer) {
    return {
      status: answer.status,
      request: answer.request ?? {},
      at: Date.parse(answer.accepted_at) || Date.now(),
      attempt: answer.attempt,
      position: answer.position,
      step: answer.progress?.step ?? 0,
      steps: answer.progress?.steps,
      artifacts: answer.artifacts ?? [],
      timings: answer.timings,
      error: answer.error,
    };
  }

  #put(generation) {
    this.#byKey.set(generation.key, generation);
    this.#changed(generation);
  }

  #change(generation, change) {
    Object.assign(generation, change);
    this.#changed(generation);
  }

  #changed(generation) {
    this.dispatchEvent(new CustomEvent('change', { detail: generation }));
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#save(), 250);
  }

  #kept() {
    try {
      const kept = JSON.parse(localStorage.getItem(PLACE) ?? '[]');
      return kept.filter((one) => typeof one.key === 'string' && one.request);
    } catch {
      return [];
    }
  }

  /** Other tabs keep theirs in the same place: what only they know stays. */
  #save() {
    const others = this.#kept().filter(
      (kept) => !this.#byKey.has(kept.key) && !this.#forgotten.has(kept.key) && !this.byId(kept.id),
    );
    const all = [...this.all(), ...others].sort((a, b) => b.at - a.at).slice(0, KEPT);
    try {
      localStorage.setItem(PLACE, JSON.stringify(all));
    } catch {
      // A full or forbidden storage costs the memory across reloads, nothing else.
    }
  }
}

/** The server's clock may be off: only the distance between its two times counts. */
function endOf(message) {
  return message.expected_end ? Date.now() + Date.parse(message.expected_end) - Date.parse(message.at) : undefined;
}
