import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { lockOwner, refreshTokenHash, RefreshTokenRow, revokeFamily } from '../sessions/refresh-token.rows.js';

/** Ends the session of a refresh token. A token that is unknown, over or somebody else's changes nothing and is no error. */
export class SignOut extends Command<void> {
  constructor(
    readonly userId: string,
    readonly refreshToken: string,
  ) {
    super();
  }
}

@CommandHandler(SignOut)
export class SignOutHandler implements ICommandHandler<SignOut> {
  constructor(private readonly source: DataSource) {}

  async execute({ userId, refreshToken }: SignOut): Promise<void> {
    const tokenHash = refreshTokenHash(refreshToken);
    await this.source.transaction(async (manager) => {
      const owner = await lockOwner(manager, tokenHash);
      if (owner?.id !== userId) return;
      const token = await manager.findOneBy(RefreshTokenRow, { tokenHash });
      if (token) await revokeFamily(manager, token.familyId);
    });
  }
}
