import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { limitConcurrency } from './limit-concurrency.js';

/**
 * Argon2id (the library's default) with 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet. Said here and not left
 * to defaults: a new version of the library must not weaken new hashes in silence.
 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Each hash takes a core and 19 MiB for 10 to 20 ms, on one of libuv's four threads, which DNS and files need as well: two at
 * a time leave room for them, and 200 in line are done within a few seconds.
 */
const LIMIT = { running: 2, waiting: 200 };

@Injectable()
export class PasswordHashing implements OnModuleInit {
  private readonly limited = limitConcurrency(LIMIT);
  /** The hash of a password that nobody knows. */
  private decoy: string;

  async onModuleInit(): Promise<void> {
    this.decoy = await this.hash(randomBytes(32).toString('base64url'));
  }

  /** @throws AppError `unavailable` under a flood of sign-ins */
  hash(password: string): Promise<string> {
    return this.limited(() => hash(password, COST));
  }

  /**
   * Whether the password is that of the hash. Without a hash, for an account that does not exist, it does the same work before
   * it says no: the time of the answer does not tell whether there is an account.
   * @throws AppError `unavailable` under a flood of sign-ins
   */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    const isRight = await this.limited(() => verify(passwordHash ?? this.decoy, password));
    return isRight && passwordHash !== undefined;
  }
}
