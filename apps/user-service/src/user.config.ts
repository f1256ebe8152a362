import { checkMessagingConfig, messagingConfig } from '@shop/messaging';
import { bool, databaseConfig, serviceConfig, whole } from '@shop/platform';
import { z } from 'zod';

export const userConfig = z
  .object({
    ...serviceConfig,
    ...databaseConfig,
    ...messagingConfig,
    /** Seconds for which an access token is good: so long at most do taken roles live on in it. */
    ACCESS_TOKEN_SECONDS: whole(1, 86_400).default(900),
    /** Days for which a refresh token is good that nobody uses. */
    REFRESH_TOKEN_DAYS: whole(1, 365).default(30),
    /** Whether the demo accounts are made at the start; their password is public. */
    SEED_DEMO: bool.default(false),
  })
  .apply(checkMessagingConfig);
export type UserConfig = Readonly<z.infer<typeof userConfig>>;

/** Token of the typed config. */
export const USER_CONFIG = Symbol('user config');
