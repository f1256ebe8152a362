import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateUserTables1763600000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id text PRIMARY KEY,
        email text NOT NULL,
        email_lower text NOT NULL CONSTRAINT users_email_lower_key UNIQUE,
        name text NOT NULL,
        password_hash text NOT NULL,
        roles text[] NOT NULL,
        addresses jsonb NOT NULL,
        notification_preferences jsonb NOT NULL,
        revision int NOT NULL,
        created_at timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX users_admins ON users (id) WHERE 'admin' = ANY (roles)`);
    await runner.query(`
      CREATE TABLE refresh_tokens (
        token_hash text PRIMARY KEY,
        family_id text NOT NULL,
        user_id text NOT NULL REFERENCES users (id),
        expires_at timestamptz NOT NULL,
        spent_at timestamptz,
        revoked_at timestamptz
      )`);
    await runner.query('CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family_id)');
    await runner.query('CREATE INDEX refresh_tokens_by_user ON refresh_tokens (user_id, expires_at)');
    await runner.query(`
      CREATE TABLE signing_keys (
        kid text PRIMARY KEY,
        private_jwk jsonb NOT NULL,
        public_jwk jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        retired_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE audit (
        id text PRIMARY KEY,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        action text NOT NULL,
        subject text NOT NULL,
        detail jsonb NOT NULL
      )`);
    await runner.query('CREATE INDEX audit_by_subject ON audit (subject, id DESC)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['audit', 'signing_keys', 'refresh_tokens', 'users']) await runner.query(`DROP TABLE ${table}`);
  }
}
