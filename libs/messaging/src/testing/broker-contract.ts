/// <reference types="jest" />
import { newId } from '@shop/kernel';
import type { Broker } from '../broker/broker.js';
import { describeDelivery } from './broker-contract.delivery.js';
import { describeGroups } from './broker-contract.groups.js';
import { describeLag } from './broker-contract.lag.js';
import { describeSending } from './broker-contract.sending.js';

/** What the parts of the contract need: brokers to be closed after the test, and names that nobody else uses. */
export interface ContractTools {
  /** Another connection to the same broker. */
  readonly connect: () => Broker;
  readonly newGroup: () => string;
}

/** The promises of the broker port; all adapters are held to every one of them. */
export function describeBrokerContract(name: string, makeBroker: () => Broker): void {
  describe(`${name} as a broker`, () => {
    const brokers: Broker[] = [];
    const connect = () => {
      const broker = makeBroker();
      brokers.push(broker);
      return broker;
    };
    const tools: ContractTools = { connect, newGroup: () => `group-${newId()}` };

    afterEach(async () => {
      await Promise.all(brokers.splice(0).map((broker) => broker.close()));
    });

    describeSending(tools);
    describeDelivery(tools);
    describeGroups(tools);
    describeLag(tools);
  });
}
