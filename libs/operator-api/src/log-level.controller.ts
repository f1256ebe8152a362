import { Controller, Inject } from '@nestjs/common';
import { operatorsApi } from '@shop/api-contracts';
import type { AnswerOf, InputOf } from '@shop/api-contracts';
import { CurrentCaller, Input, LogLevel, ServeRoute } from '@shop/platform';
import type { Caller, LogLevelState } from '@shop/platform';
import { AuditLog } from './audit-log.js';
import { OPERATOR_OPTIONS } from './operator-options.js';
import type { OperatorOptions } from './operator-options.js';

const { logLevels, changeLogLevel } = operatorsApi;

/** What this process writes to its log. */
@Controller()
export class LogLevelController {
  constructor(
    private readonly logLevel: LogLevel,
    private readonly audit: AuditLog,
    @Inject(OPERATOR_OPTIONS) private readonly options: OperatorOptions,
  ) {}

  @ServeRoute(logLevels)
  read(): AnswerOf<typeof logLevels> {
    return this.answer(this.logLevel.state);
  }

  /** In the audit log first: what is not in there has not been done. */
  @ServeRoute(changeLogLevel)
  async change(
    @Input() { body: { level, minutes } }: InputOf<typeof changeLogLevel>,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswerOf<typeof changeLogLevel>> {
    const from = this.logLevel.state.level;
    await this.audit.add({
      actor: caller.id,
      action: 'log-level-changed',
      subject: this.options.service,
      detail: { from, to: level, minutes: minutes ?? null },
    });
    return this.answer(this.logLevel.change(level, minutes));
  }

  private answer({ level, configured, until }: LogLevelState): AnswerOf<typeof logLevels> {
    const { service } = this.options;
    return { items: [{ service, level, configured, until: until?.toISOString() ?? null }], degraded: [] };
  }
}
