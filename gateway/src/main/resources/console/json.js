// Seeds have 63 bits, more than a JavaScript number holds: inside the page they are strings of digits.
// In JSON text a quote within a string is escaped, so `"seed":` can only be a key.

/** Reads JSON; every `seed` becomes a string. */
export function read(text) {
  return JSON.parse(text.replace(/"seed"\s*:\s*(-?\d+)/g, '"seed":"$1"'));
}

/** Writes JSON; every `seed` that is a string of digits becomes a number. */
export function write(value) {
  return JSON.stringify(value).replace(/"seed":"(-?\d+)"/g, '"seed":$1');
}
