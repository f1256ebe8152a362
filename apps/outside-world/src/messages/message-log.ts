import { newId } from '@shop/kernel';
import type { Memory } from '../memory/memory.js';
import type { Recent } from '../memory/recent.js';

export type Received<Message> = Message & { readonly id: string; readonly receivedAt: string };

/** The messages that have come, the newest first. */
export class MessageLog<Message> {
  private readonly messages: Recent<string, Received<Message>>;

  constructor(memory: Memory, kind: 'sms' | 'pushes', limit: number) {
    this.messages = memory.shelf(kind, limit);
  }

  add(message: Message): Received<Message> {
    const received = { id: newId(), ...message, receivedAt: new Date().toISOString() };
    this.messages.set(received.id, received);
    return received;
  }

  newestFirst(): readonly Received<Message>[] {
    return this.messages.newestFirst();
  }
}
