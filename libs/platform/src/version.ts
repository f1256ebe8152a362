/** Of the shop, whose parts are released together: the version of their packages. */
export const VERSION = '0.1.0';
