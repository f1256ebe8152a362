import type { WholeDeadLetter } from '@shop/api-contracts';
import { letterInFull, letterTable } from './show-letters.js';

const letter: WholeDeadLetter = {
  id: 'order-service.1',
  service: 'order-service',
  status: 'open',
  kind: 'unreadable',
  handler: 'read-event',
  eventId: null,
  correlationId: null,
  traceId: null,
  error: {
    class: 'AppError/invalid',
    code: 'event.no-headers',
    message: 'The message lacks the headers.\nAll of them.',
  },
  attempts: 2,
  redrives: 1,
  origin: { topic: 'shop.orders', partition: 0, offset: '7' },
  firstFailedAt: '2026-01-02T03:04:05.000Z',
  lastFailedAt: '2026-01-02T03:05:05.000Z',
  decision: null,
  message: { key: null, headers: {}, value: 'clear\u001b[2J', isValueDropped: false },
};

it('is a line for each letter', () => {
  const lines = letterTable([letter, { ...letter, attempts: 5, redrives: 0 }]).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(
    /^2026-01-02 03:05:05Z +open +unreadable +read-event +2 \(1 redriven\) .+ order-service\.1$/,
  );
  expect(letterTable([])).toBe('There are no dead letters.');
});

it('shows one in full, and nothing that a terminal would take for a command', () => {
  const text = letterInFull(letter);
  expect(text).toContain('origin       shop.orders, partition 0, offset 7');
  expect(text).toContain('value        clear [2J');
  expect(letterInFull({ ...letter, message: { ...letter.message, value: null, isValueDropped: true } })).toContain(
    'too large',
  );
});
