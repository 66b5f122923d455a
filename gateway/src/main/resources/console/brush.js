const SIZES = { min: 4, max: 40, start: 14 };
const STROKES = 1_000;

/**
 * Paints over a picture what shall change. Strokes are lists of points, each from 0 to 1 in both directions, so that
 * undo is leaving out the last one. With the keyboard: arrows move, space paints, [ and ] change the size.
 */
export class Brush extends EventTarget {
  #canvas;
  #strokes = [];
  #cursor = { x: 0.5, y: 0.5 };
  #size = SIZES.start;
  #pointer = null;
  #keyboard = false;

  constructor(canvas) {
    super();
    this.#canvas = canvas;
    canvas.addEventListener('pointerdown', (event) => this.#press(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(end, () => this.#lift());
    }
    canvas.addEventListener('pointerleave', () => this.#hide());
    canvas.addEventListener('blur', () => this.#hide());
    canvas.addEventListener('focus', () => this.draw());
    canvas.addEventListener('keydown', (event) => this.#key(event));
  }

  get size() {
    return this.#size;
  }

  /** Per cent of the picture's shorter side. */
  set size(size) {
    this.#size = Math.min(SIZES.max, Math.max(SIZES.min, size));
    this.#changed();
  }

  get isEmpty() {
    return this.#strokes.length === 0;
  }

  undo() {
    this.#strokes.pop();
    this.#changed();
  }

  clear() {
    this.#strokes = [];
    this.#changed();
  }

  /** White where it was painted, black elsewhere: a PNG of the given size. */
  mask(width, height) {
    const canvas = new OffscreenCanvas(width, height);
    const ctx = canvas.getContext('2d');
    ctx.fillStyle = '#000';
    ctx.fillRect(0, 0, width, height);
    this.#paint(ctx, width, height, '#fff');
    return canvas.convertToBlob({ type: 'image/png' });
  }

  draw() {
    const { width, height } = this.#canvas;
    const ctx = this.#canvas.getContext('2d');
    const layer = new OffscreenCanvas(width, height);
    this.#paint(layer.getContext('2d'), width, height, '#e0457b');
    ctx.clearRect(0, 0, width, height);
    ctx.globalAlpha = 0.6;
    ctx.drawImage(layer, 0, 0);
    ctx.globalAlpha = 1;
    if (this.#pointer === 'hover' || this.#keyboard) {
      this.#ring(ctx, width, height);
    }
  }

  #ring(ctx, width, height) {
    const radius = this.#radius(width, height);
    for (const [colour, line] of [['#000', 4], ['#fff', 2]]) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = line;
      ctx.beginPath();
      ctx.arc(this.#cursor.x * width, this.#cursor.y * height, radius, 0, 2 * Math.PI);
      ctx.stroke();
    }
  }

  #paint(ctx, width, height, colour) {
    ctx.lineCap = ctx.lineJoin = 'round';
    ctx.strokeStyle = ctx.fillStyle = colour;
    for (const { size, points } of this.#strokes) {
      const radius = (size / 200) * Math.min(width, height);
      const [first, ...rest] = points;
      ctx.beginPath();
      ctx.arc(first.x * width, first.y * height, radius, 0, 2 * Math.PI);
      ctx.fill();
      ctx.lineWidth = 2 * radius;
      ctx.beginPath();
      ctx.moveTo(first.x * width, first.y * height);
      rest.forEach(({ x, y }) => ctx.lineTo(x * width, y * height));
      ctx.stroke();
    }
  }

  #radius(width, height) {
    return (this.#size / 200) * Math.min(width, height);
  }

  #press(event) {
    this.#canvas.setPointerCapture(event.pointerId);
    this.#keyboard = false;
    this.#pointer = 'down';
    this.#cursor = this.#at(event);
    this.#begin();
    event.preventDefault();
    this.#canvas.focus({ preventScroll: true });
  }

  #move(event) {
    this.#cursor = this.#at(event);
    if (this.#pointer === 'down') {
      this.#strokes.at(-1).points.push(this.#cursor);
    } else if (event.pointerType === 'mouse') {
      this.#pointer = 'hover';
    }
    this.draw();
  }

  #lift() {
    if (this.#pointer === 'down') {
      this.#pointer = null;
      this.#changed();
    }
  }

  #hide() {
    if (this.#pointer !== 'down') {
      this.#pointer = null;
      this.#keyboard = false;
      this.draw();
    }
  }

  #key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (step) {
      const far = event.shiftKey ? 0.1 : 0.025;
      this.#cursor = { x: clamp(this.#cursor.x + far * step[0]), y: clamp(this.#cursor.y + far * step[1]) };
    } else if (event.key === ' ') {
      this.#begin();
      this.#changed();
    } else if (event.key === '[' || event.key === ']') {
      this.size += event.key === ']' ? 2 : -2;
    } else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) {
      this.undo();
    } else {
      return;
    }
    this.#keyboard = true;
    this.draw();
    event.preventDefault();
  }

  #begin() {
    this.#strokes.push({ size: this.#size, points: [this.#cursor] });
    if (this.#strokes.length > STROKES) {
      this.#strokes.shift();
    }
    this.draw();
  }

  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    return { x: clamp((event.clientX - box.left) / box.width), y: clamp((event.clientY - box.top) / box.height) };
  }

  #changed() {
    this.draw();
    this.dispatchEvent(new Event('change'));
  }
}

function clamp(value) {
  return Math.min(1, Math.max(0, value));
}
