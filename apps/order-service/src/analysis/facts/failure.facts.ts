import { deadLetterId, operatorsApi } from '@shop/api-contracts';
import type { CircuitFact, DeadLetterFact } from '@shop/order-analysis-agent';
import { allPolicies } from '@shop/resilience';
import { Logger } from '@nestjs/common';
import type { FactPool } from './fact-pool.js';
import { freeText } from './free-text.js';
import type { Neighbours, Question } from './neighbours.js';
import type { Viewpoint } from './viewpoint.js';

const service = 'order-service';
const logger = new Logger('analysis');

interface LetterRow {
  readonly id: string;
  readonly status: DeadLetterFact['status'];
  readonly kind: string;
  readonly handler: string;
  readonly error: { readonly code: string; readonly message: string };
  readonly attempts: number;
  readonly first_failed_at: Date;
}

const OWN_LETTERS = `
  SELECT id, status, kind, handler, error, attempts, first_failed_at FROM dead_letters
  WHERE headers->>'ce_correlationid' = $1 ORDER BY last_failed_at DESC, id DESC LIMIT $2`;

/** Of all services that answer: what one of them keeps to itself must not hide what the others say. Latest first, by service. */
export async function deadLettersOf(
  { pool, neighbours }: { readonly pool: FactPool; readonly neighbours: Neighbours },
  viewpoint: Viewpoint,
  { orderId, limit }: { readonly orderId: string; readonly limit: number },
  signal: AbortSignal,
): Promise<readonly DeadLetterFact[]> {
  const own = (await pool.rows<LetterRow>(signal, OWN_LETTERS, [orderId, limit])).map((row) =>
    letterFact({
      ...row,
      id: deadLetterId(service, row.id),
      service,
      firstFailedAt: row.first_failed_at.toISOString(),
    }),
  );
  const query = { correlationId: orderId, limit: String(limit) };
  const answers = await askAll(neighbours, { route: operatorsApi.deadLetters, query }, viewpoint, signal);
  return [...own, ...answers.flatMap(({ items }) => items.map(letterFact))].slice(0, limit);
}

function letterFact(
  letter: Omit<LetterRow, 'first_failed_at'> & Pick<DeadLetterFact, 'service' | 'firstFailedAt'>,
): DeadLetterFact {
  const { id, status, kind, handler, error, attempts, firstFailedAt } = letter;
  return {
    evidence: `dead-letter:${id}`,
    deadLetterId: id,
    service: letter.service,
    status,
    kind,
    handler,
    error: freeText(`${error.code}: ${error.message}`) ?? '',
    attempts,
    firstFailedAt,
  };
}

/** With several services in one process each of them knows the circuits of all: the first to name one has it. */
export async function circuitsOf(
  neighbours: Neighbours,
  viewpoint: Viewpoint,
  signal: AbortSignal,
): Promise<readonly CircuitFact[]> {
  const own = allPolicies().map((policy) => ({ service, ...policy }));
  const answers = await askAll(neighbours, { route: operatorsApi.circuits }, viewpoint, signal);
  const all = [...own, ...answers.flatMap(({ items }) => items)];
  const byName = new Map(all.reverse().map((circuit) => [circuit.name, circuit]));
  return [...byName.values()].reverse().map(({ service: of, name, circuit: state, opened }) => ({
    evidence: `circuit:${of}/${name}`,
    service: of,
    name,
    state,
    opened,
  }));
}

/** Whoever does not answer is left out: that its circuit here opens says more of it than we could. */
async function askAll<Answer>(
  neighbours: Neighbours,
  question: Question<Answer>,
  viewpoint: Viewpoint,
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  if (viewpoint.token === null) return [];
  const answers = await Promise.all(
    neighbours.names.map(async (name) => {
      try {
        return await neighbours.ask(name, question, viewpoint, signal);
      } catch (err) {
        signal.throwIfAborted();
        logger.warn({ err, msg: `${name} has no part in what an analysis knows` });
        return null;
      }
    }),
  );
  return answers.filter((answer) => answer !== null);
}
