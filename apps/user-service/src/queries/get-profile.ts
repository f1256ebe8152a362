import type { Profile } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { UserRow } from '../user.rows.js';
import { toProfile } from '../user.view.js';

export class GetProfile extends Query<Profile> {
  constructor(readonly userId: string) {
    super();
  }
}

@QueryHandler(GetProfile)
export class GetProfileHandler implements IQueryHandler<GetProfile> {
  constructor(@InjectRepository(UserRow) private readonly users: Repository<UserRow>) {}

  /** @throws AppError `user.not-found` */
  async execute({ userId }: GetProfile): Promise<Profile> {
    const user = await this.users.findOneBy({ id: userId });
    if (!user) throw notFound('user', userId);
    return toProfile(user);
  }
}
