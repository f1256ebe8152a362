/** Who pays for what nobody has asked for. */
export const AUTOMATIC = 'automatic';

/** Stands for all payers together. No id looks like it. */
export const EVERYBODY = '*';
