import { newId } from '@shop/kernel';
import type { KeptProposal } from '../stored/proposal.js';
import { approved, CARRY_MS, concluded, rejected, released, toAnswer } from './proposal.decisions.js';

const at = new Date('2026-01-01T00:00:00.000Z');
const later = (ms: number) => new Date(at.getTime() + ms);
const sam = (when = at) => ({ by: 'sam', reason: 'fraud', at: when });
const kim = (when = at) => ({ by: 'kim', reason: null, at: when });
const decision = { at: at.toISOString(), by: 'sam', reason: 'fraud' };

const pending: KeptProposal = {
  id: newId(),
  orderId: newId(),
  analysisId: newId(),
  action: 'cancel',
  amount: null,
  deadLetterId: null,
  reason: 'risk 80 of 100',
  status: 'pending',
  createdAt: at.toISOString(),
  decision: null,
  outcome: null,
  carriedUntil: null,
};
const taken = approved(pending, sam());
const done = concluded(taken, { status: 'approved', detail: 'done', at });
const failed = concluded(taken, { status: 'failed', detail: 'too late', at });

it('is approved by one person, who has it to themselves for as long as its calls can take', () => {
  expect(taken).toMatchObject({ status: 'approved', decision, outcome: null });
  expect(() => approved(taken, kim(later(CARRY_MS - 1)))).toThrow(
    expect.objectContaining({ code: 'proposal.being-carried-out' }) as Error,
  );
});

it('is carried out once more by whoever asks when nobody knows what became of it; the decision stays whose it was', () => {
  for (const unknown of [approved(taken, kim(later(CARRY_MS))), approved(released(taken), kim())]) {
    expect(unknown).toMatchObject({ status: 'approved', decision, outcome: null });
  }
  expect(approved(released(taken), kim(later(1_000))).carriedUntil).toBe(later(1_000 + CARRY_MS).toISOString());
});

it.each([
  ['rejected', rejected(pending, sam())],
  ['approved', done],
  ['failed', failed],
])('is decided when it is %s and it is known what became of it', (status, decided) => {
  expect(decided).toMatchObject({ status, decision });
  const refusal = expect.objectContaining({ kind: 'conflict', code: 'proposal.decided' }) as Error;
  expect(() => approved(decided, kim(later(CARRY_MS)))).toThrow(refusal);
  expect(() => rejected(decided, kim())).toThrow(refusal);
  expect(concluded(decided, { status: 'failed', detail: 'again', at })).toBe(decided);
  expect(released(decided)).toBe(decided);
});

it('cannot be rejected any more once it is approved, whatever became of it', () => {
  expect(() => rejected(released(taken), kim())).toThrow(
    expect.objectContaining({ code: 'proposal.decided' }) as Error,
  );
});

it('shows others what became of it, and not who has it in hand', () => {
  expect(toAnswer(done)).toMatchObject({ outcome: { at: at.toISOString(), detail: 'done' } });
  expect(toAnswer(taken)).not.toHaveProperty('carriedUntil');
});
