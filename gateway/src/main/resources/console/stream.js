import { read, write } from './json.js';
import { refuseKey } from './access.js';
import { address, post } from './api.js';

const FIRST_WAIT = 250;
const LONGEST_WAIT = 8_000;
const SILENCE = 45_000;
const EXPIRED = 4401;

/**
 * The socket of everything live: reconnects by itself, for as long as the page lives.
 * Calls `opened`, `closed(wait)`, `locked`, `message(json)` and `preview(header, bytes)` of its listener.
 */
export class Stream {
  #socket = null;
  #listener;
  #wait = FIRST_WAIT;
  #timer = 0;
  #heard = 0;

  constructor(listener) {
    this.#listener = listener;
    addEventListener('online', () => this.#now());
    document.addEventListener('visibilitychange', () => this.#wake());
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** A ticket stands for the key, which must not be in an address. */
  async connect() {
    clearTimeout(this.#timer);
    const attempt = (this.#socket = {});
    try {
      const { ticket } = await post('v1/stream-tickets');
      if (this.#socket === attempt) {
        this.#open(ticket);
      }
    } catch (error) {
      this.#lost(attempt, error.status === 401);
    }
  }

  #open(ticket) {
    const url = address(`v1/stream?previews=binary&ticket=${encodeURIComponent(ticket)}`);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, 'sfumato.v1');
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.#heard = Date.now();
      this.#listener.opened();
    };
    socket.onmessage = (frame) => this.#received(frame.data);
    socket.onclose = (event) => {
      if (event.code === EXPIRED) {
        refuseKey();
      }
      this.#lost(socket, event.code === EXPIRED);
    };
    this.#socket = socket;
  }

  /** Sends if connected; what must arrive is sent again by its owner in `opened`. */
  send(message) {
    if (this.isOpen) {
      this.#socket.send(write(message));
    }
  }

  #received(data) {
    this.#heard = Date.now();
    if (typeof data === 'string') {
      this.#wait = FIRST_WAIT;
      this.#listener.message(read(data));
      return;
    }
    const length = new DataView(data).getUint32(0);
    const header = read(new TextDecoder().decode(new Uint8Array(data, 4, length)));
    this.#listener.preview(header, new Uint8Array(data, 4 + length));
  }

  /** Comes again by itself, but for one whose key isn't good: that waits for another. */
  #lost(socket, locked) {
    if (socket !== this.#socket) {
      return;
    }
    this.#socket = null;
    if (locked) {
      this.#listener.locked();
      return;
    }
    const wait = this.#wait * (0.75 + Math.random() / 2);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    this.#timer = setTimeout(() => this.connect(), wait);
    this.#listener.closed(wait);
  }

  #now() {
    if (this.#socket === null) {
      this.connect();
    }
  }

  /** After sleep a connection may be dead without a word: a silent one is replaced. */
  #wake() {
    if (document.visibilityState !== 'visible') {
      return;
    }
    if (this.isOpen && Date.now() - this.#heard > SILENCE) {
      const silent = this.#socket;
      this.#lost(silent, false);
      silent.close();
    }
    this.#now();
  }
}
