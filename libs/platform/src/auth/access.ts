import { SetMetadata } from '@nestjs/common';
import type { Access } from '@shop/api-contracts';

export const ACCESS = Symbol('access');

/** Who may call a handler that serves no `Route` (health, metrics). A handler that says nothing is closed to everybody. */
export const AllowAccess = (access: Access) => SetMetadata(ACCESS, access);
