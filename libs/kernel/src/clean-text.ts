export const STARS = '********';

/** Names of fields, in lower case and without separators, whose value nobody may read in a log. */
const SECRET =
  /^(.*(password|secret|token|apikey|credential)s?|pwd|jwt|authorization|.*cookie|parameters|privatekey|databaseurl)$/;

/** Fields that say who or where somebody is. */
const PERSONAL =
  /^(.*email|emailaddress|phone|phonenumber|mobile|.*address|recipient|street|street2|line1|line2|city|postalcode|postcode|zip|cardnumber|cvc|cvv)$/;

export function isSecretName(name: string): boolean {
  return SECRET.test(plain(name));
}

export function isPersonalName(name: string): boolean {
  return PERSONAL.test(plain(name));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

/** What gives itself away wherever it stands. The order counts: a URL's password may look like the name in an e-mail address. */
const tells: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${STARS}@`],
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, STARS],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${STARS}`],
  [/\btok_\w+/g, STARS],
  [/[\w.%+-]+@[\w-]+(\.[\w-]+)*\.[a-z]{2,}\b/gi, STARS],
  [/\+\d[\d ()-]{6,}\d/g, STARS],
  [/-----BEGIN [A-Z ]+-----[\s\S]*?-----END [A-Z ]+-----/g, STARS],
];

/** Where a field of JSON has its text, in JSON or in JSON within that: there the quotes have backslashes. */
const FIELD = /(\\*")([\w-]+)\1\s*:\s*\1/g;

/** Without what must not be read, as far as a text shows it. */
export function cleanText(text: string): string {
  return tells.reduce((soFar, [tell, stars]) => soFar.replace(tell, stars), cleanJson(text));
}

function cleanJson(text: string): string {
  let cleaned = '';
  let from = 0;
  for (const { 0: field, 1: quote = '"', 2: name = '', index } of text.matchAll(FIELD)) {
    if (index < from || !(isSecretName(name) || isPersonalName(name))) continue;
    const begin = index + field.length;
    cleaned += text.slice(from, begin) + STARS;
    from = endOf(text, begin, quote);
  }
  return cleaned + text.slice(from);
}

/** The end of the field's text: the next such quote that is not escaped once more; that of a text cut short is its own. */
function endOf(text: string, begin: number, quote: string): number {
  let end = text.indexOf(quote, begin);
  while (end > begin && text[end - 1] === '\\') end = text.indexOf(quote, end + 1);
  return end < 0 ? text.length : end;
}
