import { Door } from './access.js';
import { get } from './api.js';
import { Composer } from './composer.js';
import { Gallery } from './gallery.js';
import { Generations, isEnded } from './generations.js';
import { Pools } from './pools.js';
import { Source } from './source.js';
import { Stage } from './stage.js';
import { Stream } from './stream.js';

const $ = (id) => document.getElementById(id);
const PAGE = 40;

const previews = new Map();
const generations = new Generations();
const stage = new Stage(previews);
const gallery = new Gallery(select);
const source = new Source();
const composer = new Composer(make, source);
const pools = new Pools();
const stream = new Stream({ opened, closed, locked, message, preview });
new Door(begin);
let cursor;

function select(key) {
  const generation = generations.byKey(key);
  if (generation) {
    stage.show(generation);
    gallery.mark(key);
  }
}

function make(request) {
  const generation = generations.submit(request);
  ask(generation);
  select(generation.key);
  if (matchMedia('(max-width: 60rem)').matches) {
    $('stage').scrollIntoView({ block: 'start' });
  }
}

/** The key makes sending again safe: the server answers with the same id. */
function ask(generation) {
  stream.send({ type: 'generate', ref: generation.key, idempotency_key: generation.key, request: generation.request });
}

function opened() {
  connection('open', 'Live');
  for (const generation of generations.open()) {
    watch(generation);
  }
  pools.refresh();
}

function watch(generation) {
  if (generation.id === null) {
    ask(generation);
  } else {
    stream.send({ type: 'subscribe', id: generation.id, after: generation.after });
  }
}

function closed(wait) {
  connection('closed', wait > 1_500 ? `Reconnecting in ${Math.round(wait / 1_000)} s` : 'Reconnecting');
}

function locked() {
  connection('closed', 'Waiting for a key');
}

function connection(state, words) {
  $('connection').dataset.state = state;
  $('connection').textContent = words;
}

function message(json) {
  if (json.type === 'submitted') {
    generations.submitted(json);
  } else if (json.type === 'error') {
    refused(json);
  } else {
    generations.apply(json);
  }
}

function refused(error) {
  if (error.ref) {
    generations.refused(error.ref, error);
    composer.refuse(error);
    return;
  }
  const generation = error.id ? generations.byId(error.id) : undefined;
  if (!generation || isEnded(generation)) {
    return;
  }
  if (error.code === 'invalid_cursor') {
    generations.rewind(generation);
    watch(generation);
  } else if (error.code === 'not_found') {
    generations.forget(generation);
  }
}

async function preview(header, bytes) {
  const generation = generations.byId(header.id);
  if (!generation || isEnded(generation)) {
    return;
  }
  const bitmap = await createImageBitmap(new Blob([bytes], { type: header.media_type }));
  const known = previews.get(generation.key) ?? [];
  known[header.image] = bitmap;
  previews.set(generation.key, known);
  if (!isEnded(generation)) {
    stage.preview(generation, header.image, bitmap);
    if (header.image === 0) {
      gallery.preview(generation, bitmap);
    }
  }
}

async function history() {
  const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
  try {
    const page = await get(`v1/generations?limit=${PAGE}${after}`);
    page.generations.forEach((one) => generations.view(one));
    const newest = generations.all()[0];
    if (!stage.shown && newest) {
      select(newest.key);
    }
    cursor = page.next ?? undefined;
    $('older').hidden = !cursor;
  } catch {
    $('older').hidden = true;
  }
}

generations.addEventListener('change', ({ detail: generation }) => {
  if (!generations.byKey(generation.key)) {
    gallery.remove(generation.key);
    return;
  }
  gallery.update(generation, stage.shown?.key);
  if (stage.shown?.key === generation.key) {
    stage.show(generation);
  }
  if (isEnded(generation)) {
    previews.delete(generation.key);
  }
  $('ideas').hidden = true;
});

$('cancel').addEventListener('click', () => stream.send({ type: 'cancel', id: stage.shown.id }));
$('change').addEventListener('click', () => {
  source.take(stage.picked).then(() => $('prompt').focus(), () => {});
});
$('reuse').addEventListener('click', () => composer.reuse(stage.shown.request));
$('again').addEventListener('click', () => make({ ...wished(stage.shown.request), seed: undefined }));
$('older').addEventListener('click', history);
$('ideas').addEventListener('click', (event) => {
  if (event.target.matches('.idea')) {
    composer.prompt(event.target.textContent);
  }
});

source.addEventListener('allowed', () => stage.shown && stage.show(stage.shown));

/** What a client may ask for, without what the server decided beside it. */
function wished(request) {
  const names = [
    'prompt', 'negative_prompt', 'model', 'scheduler', 'steps', 'guidance_scale', 'width', 'height', 'count', 'seed', 'quality',
    'lora', 'prompt_syntax', 'clip_skip', 'image', 'mask', 'strength',
  ];
  return Object.fromEntries(names.filter((name) => request[name] != null).map((name) => [name, request[name]]));
}

for (const generation of generations.all()) {
  gallery.update(generation, undefined);
}
const first = generations.open()[0] ?? generations.all()[0];
if (first) {
  select(first.key);
  $('ideas').hidden = true;
}
begin();

/** Also when a key was entered. */
function begin() {
  stream.connect();
  composer.load();
  pools.refresh();
  history();
}
