import { conflict } from '@shop/kernel';
import type { Admin } from 'kafkajs';
import type { KafkaOptions } from '../broker/kafka-client.js';
import { nestLog } from '../broker/log.js';
import { topicStarts } from './topic-places.js';

export interface Rewound {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * Puts a consumer group back to what was written at `since` or later, on every topic that it has a place in: only ever back, for a group
 * that is behind that has more to do, not less. @returns the partitions whose place has changed.
 * @throws AppError `group.in-use` while it has members: they would go on from where they are, and commit that
 */
export async function rewindGroup(options: KafkaOptions, group: string, since: Date): Promise<readonly Rewound[]> {
  const log = options.log ?? nestLog('RewindGroup');
  const { connectKafkaJs } = await import('../broker/kafkajs/kafkajs-client.js');
  const admin = connectKafkaJs(options, log).admin();
  await admin.connect();
  try {
    await expectNobody(admin, group);
    const rewound: Rewound[] = [];
    // One after the other: to write a place is to be, for a moment, the group's only member.
    for (const { topic, partitions } of await admin.fetchOffsets({ groupId: group })) {
      const places = partitions.map(({ partition, offset }) => ({ partition, from: BigInt(offset) }));
      rewound.push(...(await rewindTopic(admin, { group, topic, places, since })));
    }
    return rewound;
  } finally {
    await admin.disconnect();
  }
}

async function expectNobody(admin: Admin, group: string): Promise<void> {
  const { groups } = await admin.describeGroups([group]);
  const members = groups.flatMap(({ members: all }) => all.map(({ clientHost }) => clientHost));
  if (members.length === 0) return;
  throw conflict('group.in-use', `${group} has members (${members.join(', ')}): stop the service first, all replicas.`);
}

interface Topic {
  readonly group: string;
  readonly topic: string;
  readonly places: readonly { readonly partition: number; readonly from: bigint }[];
  readonly since: Date;
}

async function rewindTopic(admin: Admin, { group, topic, places, since }: Topic): Promise<readonly Rewound[]> {
  const starts = await topicStarts(admin, topic, since);
  const rewound = places.flatMap(({ partition, from }): Rewound[] => {
    const to = starts.get(partition);
    // Without a place (-1) it begins where the service's own setting says.
    return to === undefined || from < 0n || to >= from ? [] : [{ topic, partition, from, to }];
  });
  if (rewound.length > 0) {
    const partitions = rewound.map(({ partition, to }) => ({ partition, offset: String(to) }));
    await admin.setOffsets({ groupId: group, topic, partitions });
  }
  return rewound;
}
