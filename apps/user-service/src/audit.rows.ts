import { newId } from '@shop/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EntityManager } from 'typeorm';

/** What has been done that bears on security: only ever added to. */
@Entity('audit')
export class AuditRow {
  @PrimaryColumn('text') id: string;
  @Column('timestamptz') at: Date;
  /** The id of whoever did it, or `anonymous`. */
  @Column('text') actor: string;
  @Column('text') action: AuditAction;
  /** The id of the account that it was done to, or `unknown`. */
  @Column('text') subject: string;
  @Column('jsonb') detail: object;
}

export type AuditAction = 'signed-in' | 'sign-in-refused' | 'refresh-token-reused' | 'roles-changed';

export interface AuditEntry {
  readonly actor: string;
  readonly action: AuditAction;
  readonly subject: string;
  /** Never a password, a token or what somebody typed in place of an e-mail address. */
  readonly detail?: object;
}

/** Pass the manager of the transaction that the entry belongs to: what did not happen is not recorded either. */
export async function recordAudit(manager: EntityManager, { detail = {}, ...entry }: AuditEntry): Promise<void> {
  await manager.insert(AuditRow, { id: newId(), at: new Date(), ...entry, detail });
}
