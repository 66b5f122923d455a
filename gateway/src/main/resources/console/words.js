import { isEnded } from './generations.js';

const NAMES = {
  sending: 'Sending',
  accepted: 'Accepted',
  queued: 'Waiting',
  running: 'Forming',
  completed: 'Finished',
  failed: 'Failed',
  cancelled: 'Cancelled',
  expired: 'Expired',
  rejected: 'Refused',
  refused: 'Refused',
};

/** The state in one word. */
export function stateOf(generation) {
  return NAMES[generation.status] ?? generation.status;
}

/** What there is to say about the state. */
export function detailOf(generation) {
  switch (generation.status) {
    case 'sending':
      return 'until the server has it';
    case 'queued':
      return generation.position > 0 ? `${generation.position} before it` : 'next in line';
    case 'running':
      return [stepOf(generation), leftOf(generation), attemptOf(generation)].filter(Boolean).join(' · ');
    case 'completed':
      return generation.timings ? `in ${seconds(generation.timings.total_ms)}` : '';
    case 'expired':
      return 'it could not be finished in time';
    default:
      return generation.error?.message ?? '';
  }
}

/** A sentence for screen readers: only what changes seldom. */
export function announcementOf(generation) {
  const half = generation.steps && generation.step * 2 >= generation.steps ? ', more than half done' : '';
  const waiting = generation.status === 'queued' || isEnded(generation) ? `, ${detailOf(generation)}` : half;
  return `${stateOf(generation)}${waiting}: ${generation.request.prompt ?? ''}`;
}

/** Name and value of each setting, in reading order. */
export function factsOf(generation) {
  const request = generation.request;
  const size = request.width && request.height ? `${request.width} × ${request.height}` : undefined;
  const facts = [
    ['Model', request.model],
    ['Scheduler', request.scheduler],
    ['Steps', request.steps],
    ['Guidance', request.guidance_scale],
    ['Size', size],
    ['Seed', request.seed],
    ['Quality', request.quality === 'fast' ? 'fast' : undefined],
    ['Change', request.image && request.strength != null ? `${Math.round(request.strength * 100)} %` : undefined],
    ['Part', request.mask ? 'what was painted' : undefined],
    ['Adapters', request.lora?.length ? request.lora.map((one) => `${one.id} × ${one.weight}`).join(', ') : undefined],
    ['Left out', request.negative_prompt || undefined],
  ];
  const timings = generation.timings;
  if (timings) {
    facts.push(['Time', `${seconds(timings.queued_ms)} waiting, ${seconds(timings.denoise_ms)} denoising`]);
  }
  return facts.filter(([, value]) => value !== undefined && value !== null);
}

/** A duration for people. */
export function seconds(ms) {
  if (ms < 1_000) {
    return `${Math.round(ms)} ms`;
  }
  return ms < 100_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

function stepOf(generation) {
  return generation.steps ? `step ${generation.step} of ${generation.steps}` : 'starting';
}

function leftOf(generation) {
  const left = generation.ends - Date.now();
  return left > 400 ? `about ${seconds(Math.ceil(left / 500) * 500)} left` : '';
}

function attemptOf(generation) {
  return generation.attempt > 1 ? `attempt ${generation.attempt}` : '';
}
