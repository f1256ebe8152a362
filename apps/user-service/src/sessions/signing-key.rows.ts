import type { JWK } from 'jose';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key pair that access tokens are signed with. A retired key verifies nothing any more. */
@Entity('signing_keys')
export class SigningKeyRow {
  @PrimaryColumn('text') kid: string;
  @Column('jsonb', { name: 'private_jwk' }) privateJwk: JWK;
  @Column('jsonb', { name: 'public_jwk' }) publicJwk: JWK & { kid: string };
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'retired_at', nullable: true }) retiredAt: Date | null;
}
