import { Controller } from '@nestjs/common';
import { auditPosition, decodeCursor, encodeCursor, operatorsApi } from '@shop/api-contracts';
import type { AnswerOf, InputOf } from '@shop/api-contracts';
import { Input, ServeRoute } from '@shop/platform';
import { AuditLog } from './audit-log.js';

@Controller()
export class AuditController {
  constructor(private readonly log: AuditLog) {}

  @ServeRoute(operatorsApi.audit)
  async list(@Input() { query }: InputOf<typeof operatorsApi.audit>): Promise<AnswerOf<typeof operatorsApi.audit>> {
    const { limit, cursor } = query;
    const before = cursor === undefined ? undefined : decodeCursor(cursor, auditPosition).before;
    const found = await this.log.list(limit + 1, before);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: found.length > limit && last ? encodeCursor({ before: last.id }) : null, degraded: [] };
  }
}
