import { read } from './json.js';

/** Addresses are relative to the page, so that it works below a path prefix, too. */
export function address(path) {
  return new URL(path, document.baseURI);
}

/** Where a stored picture is. */
export function pictureOf(artifact) {
  return address(artifact.url ? artifact.url.replace(/^\//, '') : `v1/artifacts/${encodeURIComponent(artifact.id)}`).href;
}

/** Asks for JSON; an error has the problem's `detail` as message and its `status`. */
export async function get(path) {
  const answer = await fetch(address(path), {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(10_000),
  });
  const text = await answer.text();
  if (answer.ok) {
    return read(text);
  }
  const error = new Error(detailOf(text) ?? `the server answered ${answer.status}`);
  error.status = answer.status;
  throw error;
}

function detailOf(text) {
  try {
    const problem = JSON.parse(text);
    return problem.detail ?? problem.title;
  } catch {
    return undefined;
  }
}
