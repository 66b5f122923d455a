const FADE = 260;
const LONG_SIDE = 640;

const still = matchMedia('(prefers-reduced-motion: reduce)');

/** One picture while it forms: previews fade into each other, drawn large and smooth. */
export class Frame {
  canvas = document.createElement('canvas');
  #ctx = this.canvas.getContext('2d');
  #fade = 0;

  constructor(width, height) {
    const scale = LONG_SIDE / Math.max(width, height);
    this.canvas.width = Math.max(1, Math.round(width * scale));
    this.canvas.height = Math.max(1, Math.round(height * scale));
    this.canvas.setAttribute('aria-hidden', 'true');
  }

  /** Noise, as every picture begins. */
  noise() {
    this.show(grain(24, Math.max(2, Math.round((24 * this.canvas.height) / this.canvas.width))));
  }

  /** Shows a bitmap, fading over what is there. */
  show(bitmap) {
    cancelAnimationFrame(this.#fade);
    const image = enlarged(bitmap, this.canvas.width, this.canvas.height);
    if (still.matches || document.visibilityState === 'hidden') {
      this.#draw(image, 1);
      return;
    }
    const begin = performance.now();
    const tick = (now) => {
      const part = Math.min(1, Math.max(0, (now - begin) / FADE));
      this.#draw(image, part);
      if (part < 1) {
        this.#fade = requestAnimationFrame(tick);
      }
    };
    this.#fade = requestAnimationFrame(tick);
  }

  #draw(image, alpha) {
    this.#ctx.globalAlpha = alpha;
    this.#ctx.imageSmoothingQuality = 'high';
    this.#ctx.drawImage(image, 0, 0, this.canvas.width, this.canvas.height);
  }
}

/** Doubling step by step smooths a tiny picture; one big step would show its pixels as diamonds. */
function enlarged(bitmap, width, height) {
  let image = bitmap;
  while (image.width * 2 < width && image.height * 2 < height) {
    const next = new OffscreenCanvas(image.width * 2, image.height * 2);
    const ctx = next.getContext('2d');
    ctx.imageSmoothingQuality = 'high';
    ctx.drawImage(image, 0, 0, next.width, next.height);
    image = next;
  }
  return image;
}

/** Soft coloured noise. */
export function grain(width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const ctx = canvas.getContext('2d');
  const pixels = ctx.createImageData(width, height);
  for (let i = 0; i < pixels.data.length; i += 4) {
    const light = 128 + 46 * normal();
    pixels.data[i] = light + 26 * normal();
    pixels.data[i + 1] = light + 18 * normal();
    pixels.data[i + 2] = light + 26 * normal();
    pixels.data[i + 3] = 255;
  }
  ctx.putImageData(pixels, 0, 0);
  return canvas;
}

function normal() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
