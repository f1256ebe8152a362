import { z } from 'zod';
import { defineEvent } from '../define-event.js';
import { topics } from '../topics.js';
import { example } from './examples.js';

const from = 'user-service';
const topic = topics.users;
const key = 'userId';

const preferences = z.object({ email: z.boolean(), sms: z.boolean(), push: z.boolean() });
const user = z.object({
  userId: z.string(),
  email: z.string(),
  name: z.string(),
  notificationPreferences: preferences,
  /** Counts the changes of the profile from 1: a copy keeps the highest that it has seen. */
  revision: z.int().positive(),
});
const aUser = {
  userId: example.customerId,
  email: 'ada@example.test',
  name: 'Ada Lovelace',
  notificationPreferences: { email: true, sms: false, push: false },
  revision: 1,
};

export const userRegistered = defineEvent({
  name: 'shop.user.registered',
  from,
  topic,
  key,
  summary: 'There is a new account.',
  schema: user,
  example: aUser,
});

export const userChanged = defineEvent({
  name: 'shop.user.changed',
  from,
  topic,
  key,
  summary: 'The name or the notification preferences of an account are others now; carries all of them.',
  schema: user,
  example: { ...aUser, revision: 2, notificationPreferences: { email: true, sms: true, push: false } },
});
