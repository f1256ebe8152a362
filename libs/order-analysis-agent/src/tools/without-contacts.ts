import { STARS } from '@shop/kernel';

/**
 * What `cleanText` leaves in a log, where an address may be that of a server: here it can only be somebody's. Not behind a letter,
 * a digit or a dash, for ids are made of such groups, too.
 */
const contacts: readonly RegExp[] = [
  // A card's number, in groups or not.
  /(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])/g,
  // A phone number as it is dialled within a country.
  /(?<![\w.:-])0\d{1,4}[ /-]?\d{3,5}[ -]?\d{2,6}(?![\w:-])/g,
  /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\w)/g,
  // Of IPv6 four groups at least: a time has three.
  /(?<![\w:])(?:[\da-f]{0,4}:){3,7}[\da-f]{1,4}(?![\w:])/gi,
];

/** Stars in place of phone numbers, card numbers and IP addresses. */
export function withoutContacts(text: string): string {
  return contacts.reduce((soFar, contact) => soFar.replace(contact, STARS), text);
}
