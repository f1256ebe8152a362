import { handledEvents } from './handled-events.js';

const PATTERNS = 'microservices:pattern';

class Consumers {
  onPlaced(): void {}
  onConfirmed(): void {}
  helper(): void {}
  get computed(): never {
    throw new Error('Getters are not to be run.');
  }
}
Reflect.defineMetadata(PATTERNS, ['shop.order.placed.v1'], Consumers.prototype.onPlaced);
Reflect.defineMetadata(PATTERNS, ['shop.order.confirmed.v1'], Consumers.prototype.onConfirmed);

it('finds the patterns of decorated methods, and nothing else', () => {
  expect(handledEvents(Consumers)).toEqual(['shop.order.confirmed.v1', 'shop.order.placed.v1']);
});
