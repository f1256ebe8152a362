import type { Subject } from '../analyst.js';
import type { Rights } from '../facts/shop-facts.js';

export const everybody: readonly Rights[] = ['owner', 'support', 'admin'];
/** Not for customers: it tells of other customers, or of how the shop is run. */
export const staff: readonly Rights[] = ['support', 'admin'];
export const administrators: readonly Rights[] = ['admin'];

export const anySubject: readonly Subject['kind'][] = ['order', 'question'];
export const questionsOnly: readonly Subject['kind'][] = ['question'];
