import 'reflect-metadata';
import { cancellationStarted, orderPlaced, topics } from '@shop/domain-events';
import type { DataOf } from '@shop/domain-events';
import { GroupCommit } from '@shop/group-commit';
import { recoverOnce } from '@shop/operator-api';
import type { KnownOrder } from './domain/payment.js';
import { paymentConfig } from './payment.config.js';
import { PaymentStore } from './payment.store.js';
import { askAgain } from './recovery/ask-again.js';
import { chargesSince } from './recovery/provider-books.js';

await recoverOnce(
  {
    service: 'payment-service',
    schema: paymentConfig,
    async recover({ pool, config, since, eventsOf, tell }) {
      const placed = new Map<string, KnownOrder>();
      const cancelled = new Set<string>();
      await eventsOf(topics.orders, async (events) => {
        for (const { type, subject, data } of events) {
          if (type === cancellationStarted.type) cancelled.add(subject);
          if (type !== orderPlaced.type) continue;
          const { orderId, customerId, total, payment } = data as DataOf<typeof orderPlaced>;
          placed.set(orderId, { customerId, amount: total, cardToken: payment.token });
        }
      });
      const booked = await chargesSince(config.PAYMENT_PROVIDER_URL, since);
      const payments = new PaymentStore(new GroupCommit(pool));
      const { charges, unknown, refunds } = await askAgain(payments, booked, { placed, cancelled });
      for (const orderId of unknown) tell(`The provider has a charge for ${orderId}, of which nothing else is known.`);
      for (const { orderId, missingMinor } of refunds) {
        tell(`${missingMinor} (minor units) of ${orderId} were refunded and forgotten: enter the refund again.`);
      }
      return { booked: booked.length, charges, unknown: unknown.length, refunds: refunds.length };
    },
  },
  process.argv.slice(2),
  process.env,
);
