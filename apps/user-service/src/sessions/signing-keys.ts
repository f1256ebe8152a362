import { newId } from '@shop/kernel';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { exportJWK, generateKeyPair, importJWK } from 'jose';
import { DataSource, IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { SigningKeyRow } from './signing-key.rows.js';

export const SIGNING_ALGORITHM = 'RS256';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: Awaited<ReturnType<typeof importJWK>>;
}

/**
 * The keys of access tokens, the same for all replicas and kept over restarts. The database is asked each time: to rotate, an
 * operator retires a key there, and the next sign-in at any replica makes the new one.
 */
@Injectable()
export class SigningKeys implements OnModuleInit {
  private imported: SigningKey | undefined;

  constructor(private readonly source: DataSource) {}

  async onModuleInit(): Promise<void> {
    await this.current();
  }

  /** The newest key that is not retired; made if there is none. */
  async current(): Promise<SigningKey> {
    const { kid, privateJwk } = (await newest(this.source.manager)) ?? (await this.make());
    if (this.imported?.kid === kid) return this.imported;
    this.imported = { kid, privateKey: await importJWK(privateJwk, SIGNING_ALGORITHM) };
    return this.imported;
  }

  private make(): Promise<SigningKeyRow> {
    return this.source.transaction(async (manager) => {
      // Replicas start together: one makes the key, the others wait here and then find it.
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('shop.signing-key', 0))`);
      const made = await newest(manager);
      if (made) return made;
      const key = await generate();
      await manager.insert(SigningKeyRow, key);
      return key;
    });
  }
}

function newest(manager: EntityManager): Promise<SigningKeyRow | null> {
  return manager.findOne(SigningKeyRow, { where: { retiredAt: IsNull() }, order: { createdAt: 'DESC', kid: 'DESC' } });
}

async function generate(): Promise<SigningKeyRow> {
  const { privateKey, publicKey } = await generateKeyPair(SIGNING_ALGORITHM, {
    modulusLength: 2048,
    extractable: true,
  });
  const kid = newId();
  return {
    kid,
    privateJwk: await exportJWK(privateKey),
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg: SIGNING_ALGORITHM, use: 'sig' },
    createdAt: new Date(),
    retiredAt: null,
  };
}
