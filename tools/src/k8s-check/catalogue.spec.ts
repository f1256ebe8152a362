import { services } from '@shop/kernel';
import { orderFulfilment } from '@shop/saga';
import { rightsOf, topicsConsumedBy, topicsPublishedBy } from './catalogue.js';

describe('what the code says about topics', () => {
  it('knows who publishes what', () => {
    expect(services.map((service) => [service, topicsPublishedBy(service)])).toEqual([
      ['user-service', ['shop.users']],
      ['order-service', ['shop.orders']],
      ['inventory-service', ['shop.catalogue', 'shop.inventory']],
      ['payment-service', ['shop.payments']],
      ['shipping-service', ['shop.shipments']],
      ['notification-service', []],
    ]);
  });

  it.each(services)('finds in the consumers of %s at least what the saga has it hear', (service) => {
    const heard = orderFulfilment.steps.filter((step) => step.service === service).map((step) => step.on.topic);
    expect(topicsConsumedBy(service)).toEqual(expect.arrayContaining([...new Set(heard)]));
  });

  it('lets nobody read what it has no handler for', () => {
    expect(rightsOf('payment-service')).not.toContain('topic shop.users Read');
    expect(rightsOf('payment-service')).toContain('topic shop.orders Read');
    expect(rightsOf('user-service').filter((right) => right.endsWith('Read'))).toEqual([]);
  });
});
