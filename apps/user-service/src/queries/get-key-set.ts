import type { AnswerOf, usersApi } from '@shop/api-contracts';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { SigningKeyRow } from '../sessions/signing-key.rows.js';

type KeySet = AnswerOf<typeof usersApi.jwks>;

/** The public halves of all keys that are not retired (RFC 7517). */
export class GetKeySet extends Query<KeySet> {}

@QueryHandler(GetKeySet)
export class GetKeySetHandler implements IQueryHandler<GetKeySet> {
  constructor(@InjectRepository(SigningKeyRow) private readonly keys: Repository<SigningKeyRow>) {}

  async execute(): Promise<KeySet> {
    const rows = await this.keys.find({
      // Only the public half: the private one has no business in this query.
      select: { kid: true, publicJwk: true },
      where: { retiredAt: IsNull() },
      order: { createdAt: 'DESC', kid: 'DESC' },
    });
    return { keys: rows.map(({ publicJwk: { kty = 'RSA', ...key } }) => ({ kty, ...key })) };
  }
}
