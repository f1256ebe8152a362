import { decodeCursor, encodeCursor } from '@shop/api-contracts';
import type { AnswerOf, InputOf, usersApi } from '@shop/api-contracts';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { z } from 'zod';
import { UserRow } from '../user.rows.js';
import { toUserAnswer } from '../user.view.js';

type UserPage = AnswerOf<typeof usersApi.list>;

export class ListUsers extends Query<UserPage> {
  constructor(readonly page: InputOf<typeof usersApi.list>['query']) {
    super();
  }
}

// Ids are UUIDv7: in the order in which accounts were opened, so the id alone is the position.
const position = z.object({ after: z.string() });

@QueryHandler(ListUsers)
export class ListUsersHandler implements IQueryHandler<ListUsers> {
  constructor(@InjectRepository(UserRow) private readonly users: Repository<UserRow>) {}

  /** @throws AppError `cursor.invalid` */
  async execute({ page: { limit, cursor } }: ListUsers): Promise<UserPage> {
    const where = cursor === undefined ? {} : { id: MoreThan(decodeCursor(cursor, position).after) };
    const found = await this.users.find({ where, order: { id: 'ASC' }, take: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toUserAnswer),
      nextCursor: found.length > limit && last ? encodeCursor({ after: last.id }) : null,
    };
  }
}
