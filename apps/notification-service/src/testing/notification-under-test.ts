import type { DataOf, EventDefinition, userRegistered } from '@shop/domain-events';
import type { BrokerRecord } from '@shop/messaging';
import { news, OutsideParty, ServiceUnderTest } from '@shop/service-testing';
import { start } from '../start.js';
import { startMailReceiver } from './mail-receiver.js';
import type { MailReceiver } from './mail-receiver.js';

/** A provider of text messages and push notifications. */
class MessageProvider extends OutsideParty {
  protected decide() {
    return { status: 202, body: { id: 'm1' } };
  }
}

export interface NotificationUnderTest {
  readonly shop: ServiceUnderTest;
  readonly mail: MailReceiver;
}

/** The service between a real database, the memory bus, and receivers of mail and messages of its own. */
export async function startNotification(): Promise<NotificationUnderTest> {
  const [mail, provider] = [await startMailReceiver(), new MessageProvider()];
  const env = { SMTP_URL: mail.url, SMS_PUSH_URL: await provider.start() };
  const companions = [provider, { stop: () => mail.goDown() }];
  return { mail, shop: await ServiceUnderTest.start({ start, publishes: [], env, companions }) };
}

type UserData = DataOf<typeof userRegistered>;

/** News of a user whose address is theirs alone. */
export function ofUser(
  definition: EventDefinition<UserData>,
  data: Partial<UserData> & { userId: string },
): BrokerRecord {
  return news(definition, { email: `${data.userId}@example.test`, ...data });
}
