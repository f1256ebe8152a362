import { cleanText, STARS } from '@shop/kernel';

const LONGEST = 500;
/** Carriers say which one it is that they do not serve. */
const POSTAL_CODE = /\b(post(?:al)? ?code|zip(?: code)?)[:\s]+[\w-]*\d[\w-]*/gi;

/** What a person or another service wrote, for a fact: without what gives itself away as personal or secret, and not for ever. */
export function freeText(text: string | null | undefined): string | null {
  if (!text) return null;
  const cleaned = cleanText(text).replace(POSTAL_CODE, `$1 ${STARS}`);
  return cleaned.length > LONGEST ? `${cleaned.slice(0, LONGEST)}…` : cleaned;
}
