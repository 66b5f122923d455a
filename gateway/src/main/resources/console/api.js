import { credentials, hasKey, refuseKey } from './access.js';
import { read } from './json.js';

const PATIENCE = 10_000;
const UPLOAD = 60_000;
const KEPT = 80;
const pictures = new Map();

/** Addresses are relative to the page, so that it works below a path prefix, too. */
export function address(path) {
  return new URL(path, document.baseURI);
}

/** Asks for JSON; an error has the problem's `detail` as message and its `status`. */
export function get(path) {
  return ask(path, { headers: { accept: 'application/json' } }, PATIENCE).then((answer) => answer.text()).then(read);
}

/** Posts bytes, or nothing, and reads the JSON that comes back. */
export function post(path, body) {
  const headers = body ? { 'content-type': body.type || 'application/octet-stream' } : {};
  return ask(path, { method: 'POST', headers, body }, body ? UPLOAD : PATIENCE).then((answer) => answer.json());
}

/** The bytes of a stored picture. */
export function picture(artifact) {
  return ask(pathOf(artifact), {}, UPLOAD).then((answer) => answer.blob());
}

/** An address that an image can show: the picture's own, or that of its bytes where a key is needed. */
export async function pictureOf(artifact) {
  if (!hasKey()) {
    return address(pathOf(artifact)).href;
  }
  if (!pictures.has(artifact.id)) {
    pictures.set(artifact.id, picture(artifact).then((bytes) => URL.createObjectURL(bytes)));
    pictures.get(artifact.id).catch(() => pictures.delete(artifact.id));
    forget();
  }
  return pictures.get(artifact.id);
}

function forget() {
  if (pictures.size > KEPT) {
    const [id, url] = pictures.entries().next().value;
    pictures.delete(id);
    url.then(URL.revokeObjectURL, () => {});
  }
}

function pathOf(artifact) {
  return artifact.url ? artifact.url.replace(/^\//, '') : `v1/artifacts/${encodeURIComponent(artifact.id)}`;
}

async function ask(path, options, patience) {
  const sent = credentials();
  const headers = { ...options.headers, ...sent };
  const answer = await fetch(address(path), { ...options, headers, signal: AbortSignal.timeout(patience) });
  if (answer.ok) {
    return answer;
  }
  if (answer.status === 401) {
    refuseKey(sent);
  }
  const error = new Error(detailOf(await answer.text()) ?? `the server answered ${answer.status}`);
  error.status = answer.status;
  throw error;
}

function detailOf(text) {
  try {
    const problem = JSON.parse(text);
    return problem.violations?.map((each) => each.message).join(' ') || (problem.detail ?? problem.title);
  } catch {
    return undefined;
  }
}
