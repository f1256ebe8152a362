import { Inject, Injectable } from '@nestjs/common';
import type { AuditEntry } from '@shop/api-contracts';
import { newId } from '@shop/kernel';
import { Pool } from 'pg';
import { OPERATOR_OPTIONS } from './operator-options.js';
import type { OperatorOptions } from './operator-options.js';

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Record<string, unknown>;
}

/** What has been done to a service by its operators, and what it has recorded itself. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly pool: Pool,
    @Inject(OPERATOR_OPTIONS) private readonly options: OperatorOptions,
  ) {}

  /** Adds what an operator has done just now. */
  async add(deed: Pick<Row, 'actor' | 'action' | 'subject' | 'detail'>): Promise<void> {
    const { actor, action, subject, detail } = deed;
    await this.pool.query(
      'INSERT INTO operator_audit (id, at, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)',
      [newId(), new Date(), actor, action, subject, detail],
    );
  }

  /** Newest first, before that id: ids are UUIDv7, so they are in order of time. */
  async list(limit: number, before: string | undefined): Promise<AuditEntry[]> {
    const { service, auditTables = [] } = this.options;
    // Each part is limited by itself: so each is read from its primary key, however long the log is.
    const parts = ['operator_audit', ...auditTables].map(
      (table) =>
        `(SELECT id, at, actor, action, subject, detail FROM ${table} WHERE $1::text IS NULL OR id < $1 ORDER BY id DESC LIMIT $2)`,
    );
    const { rows } = await this.pool.query<Row>(
      `SELECT * FROM (${parts.join(' UNION ALL ')}) AS log ORDER BY id DESC LIMIT $2`,
      [before ?? null, limit],
    );
    return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString(), service }));
  }
}
