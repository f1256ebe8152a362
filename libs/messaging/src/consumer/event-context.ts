import { BaseRpcContext } from '@nestjs/microservices';
import type { Delivery } from './event-handler.js';

/** What `@Ctx()` gives in a handler. */
export class EventContext extends BaseRpcContext<[Delivery]> implements Delivery {
  constructor(delivery: Delivery) {
    super([delivery]);
  }

  get topic(): string {
    return this.args[0].topic;
  }

  get partition(): number {
    return this.args[0].partition;
  }

  get offset(): bigint {
    return this.args[0].offset;
  }

  get attempt(): number {
    return this.args[0].attempt;
  }

  get headers(): Delivery['headers'] {
    return this.args[0].headers;
  }
}
